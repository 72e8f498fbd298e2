// SPDX-License-Identifier: Apache-2.0
// The tabs of an incident.
import { CheckOutlined, PhoneOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Checkbox, Form, Input, Modal } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router-dom';
import { get, patch, post } from '@/api/client';
import type { FactView, IncidentDetail, IncidentNote, IncidentTask } from '@/api/types';
import { useTexts } from '@/i18n';
import { FormProblem, placeProblem } from '@/shared/entity/form';
import { InstantInput } from '@/shared/entity/inputs';
import { AccountSelect } from '@/shared/entity/select';
import { FactList } from '@/shared/history';
import { useAccounts } from '@/shared/lookups';
import { readStored, writeStored } from '@/shared/prefs';
import { useNotice } from '@/shared/problems';
import { AlertStatusTag, Card, Definition, LevelTag, Loaded, Nothing, Remaining, Time } from '@/shared/ui';

interface TabProps {
  detail: IncidentDetail;
  mayWrite: boolean;
  reload: () => void;
}

export function Summary({ detail }: TabProps) {
  const { t, dyn } = useTexts();
  const { incident, agency, system } = detail;
  const flags = (['is_serious', 'beyond_capacity', 'harms_security', 'personal_data'] as const).filter((f) => incident[f]);
  return (
    <div className="lc-columns">
      <Card title={t('incidents.what_happened')}>
        <p className="lc-pre">{incident.description || t('incidents.no_description')}</p>
        {incident.outcome ? <><h3 className="lc-sub">{dyn('field.incident.outcome')}</h3><p className="lc-pre">{incident.outcome}</p></> : null}
      </Card>
      <div className="lc-stack">
        <Card title={t('incidents.facts')}>
          <Definition items={[
            [dyn('field.incident.agency_id'), agency ? <Link key="a" to={`/registers/agencies/${agency.id}`}>{agency.name}</Link> : ''],
            [dyn('field.incident.system_id'), system ? t('alerts.system', { name: system.name, level: system.level }) : ''],
            [dyn('field.incident.category'), dyn(`choice.incident.category.${incident.category}`)],
            [dyn('field.incident.detected_at'), <Time key="d" at={incident.detected_at} />],
            [dyn('field.incident.reported_by'), dyn(`choice.incident.reported_by.${incident.reported_by}`)],
            [dyn('field.incident.lead_id'), detail.lead_name],
            [t('incidents.flags'), flags.map((f) => dyn(`field.incident.${f}`)).join('\n')],
          ]} />
        </Card>
        {detail.contacts && detail.contacts.length > 0 ? (
          <Card title={t('alerts.contacts')}>
            <ul className="lc-plain-list">
              {detail.contacts.map((c) => (
                <li key={c.id}><b>{c.name}</b> <span className="lc-muted">{dyn(`choice.contact_point.role.${c.role}`)}</span>
                  <div className="lc-row"><PhoneOutlined />{[c.mobile, c.phone].filter(Boolean).map((n) => <a key={n} href={`tel:${n.replace(/[^\d+]/g, '')}`}>{n}</a>)}</div></li>
              ))}
            </ul>
          </Card>
        ) : null}
      </div>
    </div>
  );
}

export function TimelineTab({ detail }: TabProps) {
  return <Card><FactList facts={detail.timeline} payloads={false} /></Card>;
}

function TaskDialog({ incidentId, onClose, onDone }: { incidentId: number; onClose: () => void; onDone: () => void }) {
  const texts = useTexts();
  const { t, dyn } = texts;
  const [form] = Form.useForm<Record<string, unknown>>();
  const [error, setError] = useState('');
  const [busy, setBusy] = useState(false);
  const submit = async (values: Record<string, unknown>) => {
    setBusy(true);
    try {
      const given = Object.entries(values).filter(([, v]) => v !== undefined && v !== null && v !== '');
      await post<IncidentTask>(`/incidents/${incidentId}/tasks`, Object.fromEntries(given));
      onDone();
      onClose();
    } catch (problem) {
      setError(placeProblem(texts, form, new Set(['title', 'detail', 'assignee_id', 'due_at']), problem));
      setBusy(false);
    }
  };
  return (
    <Modal open title={t('incidents.add_task')} onCancel={onClose} onOk={form.submit} okText={t('action.save')} cancelText={t('action.cancel')} confirmLoading={busy}>
      <FormProblem text={error} />
      <Form form={form} layout="vertical" onFinish={(v: Record<string, unknown>) => void submit(v)}>
        <Form.Item name="title" label={dyn('field.incident_task.title')} rules={[{ required: true, whitespace: true, message: t('invalid.required') }]}><Input autoFocus maxLength={300} /></Form.Item>
        <Form.Item name="detail" label={dyn('field.incident_task.detail')}><Input.TextArea rows={3} maxLength={4000} /></Form.Item>
        <div className="lc-form-grid">
          <Form.Item name="assignee_id" label={dyn('field.incident_task.assignee_id')}><AccountSelect allowClear /></Form.Item>
          <Form.Item name="due_at" label={dyn('field.incident_task.due_at')}><InstantInput /></Form.Item>
        </div>
      </Form>
    </Modal>
  );
}

export function Tasks({ detail, mayWrite, reload }: TabProps) {
  const { t } = useTexts();
  const { failed } = useNotice();
  const accounts = useAccounts(mayWrite);
  const [adding, setAdding] = useState(false);
  const tasks = [...detail.tasks].sort((a, b) => Number(a.status !== 'open') - Number(b.status !== 'open') || (a.due_at ?? '9').localeCompare(b.due_at ?? '9'));
  const toggle = (task: IncidentTask) =>
    void patch(`/incident-tasks/${task.id}`, { status: task.status === 'open' ? 'done' : 'open' }, task.version).then(reload, failed);
  return (
    <Card title={t('incidents.tasks_done', { done: tasks.filter((x) => x.status === 'done').length, n: tasks.length })}
      extra={mayWrite ? <Button size="small" icon={<PlusOutlined />} onClick={() => setAdding(true)} data-testid="add-task">{t('incidents.add_task')}</Button> : null}>
      {tasks.length === 0 ? <Nothing text={t('incidents.no_tasks')} /> : (
        <ul className="lc-plain-list">
          {tasks.map((task) => (
            <li key={task.id} className="lc-row" data-testid="task">
              <Checkbox checked={task.status === 'done'} disabled={!mayWrite || task.status === 'dropped'} onChange={() => toggle(task)}>
                <span className={task.status === 'open' ? '' : 'lc-muted lc-done'}>{task.title}</span>
              </Checkbox>
              {task.status === 'done' ? <span className="lc-text-good lc-small"><CheckOutlined /> {t('incidents.task_done')}</span> : null}
              <span className="lc-grow" />
              {task.assignee_id ? <span className="lc-muted lc-small">{accounts.byId.get(task.assignee_id)?.name ?? `#${task.assignee_id}`}</span> : null}
              {task.due_at ? <span className="lc-small"><Time at={task.due_at} limit /> {task.status === 'open' ? <Remaining due={task.due_at} /> : null}</span> : null}
            </li>
          ))}
        </ul>
      )}
      {adding ? <TaskDialog incidentId={detail.incident.id} onClose={() => setAdding(false)} onDone={reload} /> : null}
    </Card>
  );
}

export function Alerts({ detail }: TabProps) {
  const { t } = useTexts();
  if (detail.alerts.length === 0) return <Card><Nothing text={t('incidents.no_alerts')} /></Card>;
  return (
    <Card>
      <ul className="lc-plain-list">
        {detail.alerts.map((alert) => (
          <li key={alert.id} className="lc-row">
            <LevelTag level={alert.level} />
            <Link to={`/alerts?status=all&sel=${alert.id}`}>{alert.rule_title}</Link>
            <span className="lc-mono lc-muted">{alert.host}</span>
            <span className="lc-grow" />
            <AlertStatusTag status={alert.status} /><Time at={alert.last_seen} />
          </li>
        ))}
      </ul>
    </Card>
  );
}

export function Notes({ detail, mayWrite, reload }: TabProps) {
  const { t } = useTexts();
  const { failed } = useNotice();
  const key = `draft.note.${detail.incident.id}`;
  const [text, setText] = useState(readStored(key) ?? '');
  const [busy, setBusy] = useState(false);
  const change = (value: string) => {
    setText(value);
    writeStored(key, value === '' ? null : value);
  };
  const send = () => {
    setBusy(true);
    void post<IncidentNote>(`/incidents/${detail.incident.id}/notes`, { text: text.trim() })
      .then(() => { change(''); reload(); }, failed).finally(() => setBusy(false));
  };
  return (
    <Card>
      {detail.notes.length === 0 ? <Nothing text={t('incidents.no_notes')} /> : (
        <ul className="lc-plain-list">
          {detail.notes.map((note) => (
            <li key={note.id}><div className="lc-row lc-small"><b>{note.author}</b><span className="lc-muted"><Time at={note.created_at} /></span></div><p className="lc-pre">{note.text}</p></li>
          ))}
        </ul>
      )}
      {mayWrite ? (
        <div className="lc-stack lc-gap-above">
          <Input.TextArea value={text} onChange={(e) => change(e.target.value)} rows={3} maxLength={8000} placeholder={t('incidents.note')} aria-label={t('incidents.note')} />
          <div><Button type="primary" disabled={text.trim() === ''} loading={busy} onClick={send} data-testid="add-note">{t('incidents.add_note')}</Button></div>
        </div>
      ) : null}
    </Card>
  );
}

export function HistoryTab({ detail }: TabProps) {
  const { id, version } = detail.incident;
  const history = useQuery({
    queryKey: ['history', 'incidents', id, version],
    queryFn: () => get<{ rows: FactView[] }>(`/incidents/${id}/history`),
  });
  return <Card><Loaded query={history}>{(data) => <FactList facts={data.rows} />}</Loaded></Card>;
}
