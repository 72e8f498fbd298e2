// SPDX-License-Identifier: Apache-2.0
// One incident: head with the legal clocks, then tabs that 1…6 switch.
import { LockOutlined } from '@ant-design/icons';
import { Button, Dropdown, Form, Input, Modal, Tabs } from 'antd';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate, useParams } from 'react-router-dom';
import { get, post } from '@/api/client';
import { incidentStatuses } from '@/api/types';
import type { Incident, IncidentDetail, IncidentStatus } from '@/api/types';
import { useTexts } from '@/i18n';
import { FormProblem, placeProblem } from '@/shared/entity/form';
import { useKeys } from '@/shared/keys';
import { useLiveChange } from '@/shared/live';
import { useNotice } from '@/shared/problems';
import { useCan } from '@/shared/session';
import { useUrlState } from '@/shared/url';
import { AgencyName, IncidentStatusTag, Loaded, PageHead, SeverityTag } from '@/shared/ui';
import { Clocks } from './clocks';
import { Alerts, HistoryTab, Notes, Summary, Tasks, TimelineTab } from './tabs';

const tabNames = ['summary', 'timeline', 'tasks', 'alerts', 'notes', 'history'] as const;

export default function IncidentPage() {
  const { id = '' } = useParams();
  const detail = useQuery({
    queryKey: ['incident', id],
    queryFn: () => get<IncidentDetail>(`/incidents/${encodeURIComponent(id)}/detail`),
  });
  useLiveChange(['incident', 'incident_task', 'incident_note'], () => void detail.refetch());
  return <Loaded query={detail} rows={12}>{(data) => <Page key={id} detail={data} reload={() => void detail.refetch()} />}</Loaded>;
}

/** From a day before it was detected, unless somebody says otherwise. */
function Holds({ incident }: { incident: Incident }) {
  const { t } = useTexts();
  const can = useCan();
  const navigate = useNavigate();
  const holds = useQuery({ queryKey: ['holds', 'count', incident.id], queryFn: () => get<{ total: number }>('/legal-holds', { incident_id: incident.id, limit: 1 }) });
  const count = holds.data?.total ?? 0;
  const from = new Date(new Date(incident.detected_at).getTime() - 86_400_000).toISOString();
  const fresh = new URLSearchParams({ incident: String(incident.id), new: '1', title: `${incident.number} ${incident.title}`.slice(0, 200), agency: String(incident.agency_id ?? ''), system: String(incident.system_id ?? ''), from });
  return (
    <>
      {count > 0 ? <Button onClick={() => navigate(`/holds?incident=${incident.id}`)} data-testid="incident-holds">{t('incidents.holds', { n: count })}</Button> : null}
      {can('legal_hold', 'write') ? <Button icon={<LockOutlined />} onClick={() => navigate(`/holds?${fresh}`)} data-testid="keep-events">{t('holds.keep')}</Button> : null}
    </>
  );
}

function CloseDialog({ incident, onClose, onDone }: { incident: Incident; onClose: () => void; onDone: () => void }) {
  const texts = useTexts();
  const { t, dyn } = texts;
  const [form] = Form.useForm<{ outcome: string }>();
  const [error, setError] = useState('');
  const [busy, setBusy] = useState(false);
  const submit = async ({ outcome }: { outcome: string }) => {
    setBusy(true);
    try {
      await post<Incident>(`/incidents/${incident.id}/status`, { status: 'closed', outcome });
      onDone();
      onClose();
    } catch (problem) {
      setError(placeProblem(texts, form, new Set(['outcome']), problem));
      setBusy(false);
    }
  };
  return (
    <Modal open title={t('incidents.close_title')} onCancel={onClose} onOk={form.submit} okText={t('incidents.close')} cancelText={t('action.cancel')} confirmLoading={busy}>
      <FormProblem text={error} />
      <Form form={form} layout="vertical" initialValues={{ outcome: incident.outcome }} onFinish={(v: { outcome: string }) => void submit(v)}>
        <Form.Item name="outcome" label={dyn('field.incident.outcome')} extra={t('incidents.outcome_hint')} rules={[{ required: true, whitespace: true, message: t('invalid.required') }]}>
          <Input.TextArea rows={6} maxLength={8000} autoFocus />
        </Form.Item>
      </Form>
    </Modal>
  );
}

function Page({ detail, reload }: { detail: IncidentDetail; reload: () => void }) {
  const { t, dyn } = useTexts();
  const can = useCan();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const url = useUrlState();
  const { done, failed } = useNotice();
  const [closing, setClosing] = useState(false);
  const { incident } = detail;
  const mayWrite = can('incident', 'write');
  const current = url.text('tab', 'summary');
  useKeys(Object.fromEntries(tabNames.map((name, i) => [String(i + 1), () => url.set({ tab: i === 0 ? null : name })])));
  const changed = () => {
    done(t('done.saved'));
    reload();
    void queries.invalidateQueries({ queryKey: ['rows', 'incidents'] });
  };
  const setStatus = (status: IncidentStatus) => {
    if (status === 'closed') return setClosing(true);
    return void post<Incident>(`/incidents/${incident.id}/status`, { status, outcome: incident.outcome }).then(changed, failed);
  };
  const props = { detail, mayWrite, reload };
  const panes: Record<(typeof tabNames)[number], [string, React.ReactNode]> = {
    summary: [t('incidents.tab_summary'), <Summary key="s" {...props} />],
    timeline: [t('incidents.tab_timeline'), <TimelineTab key="t" {...props} />],
    tasks: [t('incidents.tab_tasks', { n: detail.tasks.filter((x) => x.status === 'open').length }), <Tasks key="k" {...props} />],
    alerts: [t('incidents.tab_alerts', { n: detail.alerts.length }), <Alerts key="a" {...props} />],
    notes: [t('incidents.tab_notes', { n: detail.notes.length }), <Notes key="n" {...props} />],
    history: [t('incidents.tab_history'), <HistoryTab key="h" {...props} />],
  };
  return (
    <>
      <PageHead title={`${incident.number} · ${incident.title}`}
        tags={<><SeverityTag severity={incident.severity} /><IncidentStatusTag status={incident.status} /></>}
        sub={<AgencyName id={incident.agency_id} />}
        extra={mayWrite || can('legal_hold') ? (
          <>
            {can('legal_hold') ? <Holds incident={incident} /> : null}
            {mayWrite ? <>
            <Button onClick={() => navigate(`/registers/incidents/${incident.id}`)}>{t('action.edit')}</Button>
            <Dropdown menu={{ items: incidentStatuses.filter((s) => s !== incident.status).map((s) => ({ key: s, label: dyn(`choice.incident.status.${s}`), onClick: () => setStatus(s) })) }} trigger={['click']}>
              <Button data-testid="change-status">{t('incidents.change_status')}</Button>
            </Dropdown>
            {incident.status !== 'closed' ? <Button type="primary" onClick={() => setClosing(true)} data-testid="close-incident">{t('incidents.close')}</Button> : null}
            </> : null}
          </>
        ) : null} />
      <Clocks detail={detail} mayWrite={mayWrite} onChange={() => changed()} />
      <Tabs activeKey={current} onChange={(key) => url.set({ tab: key === 'summary' ? null : key })}
        items={tabNames.map((name) => ({ key: name, label: panes[name][0], children: panes[name][1] }))} />
      {closing ? <CloseDialog incident={incident} onClose={() => setClosing(false)} onDone={changed} /> : null}
    </>
  );
}
