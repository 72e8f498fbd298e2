// SPDX-License-Identifier: Apache-2.0
// The coordinator's desk: what came in, which incidents run against which clock, who is overdue.
import { PlusOutlined } from '@ant-design/icons';
import { Button, Form, Input, Modal, Select } from 'antd';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router-dom';
import { get, post } from '@/api/client';
import { incidentCategories, severities } from '@/api/types';
import type { Clock, Duties, Incident, IncidentDetail, PublicReport } from '@/api/types';
import { useTexts } from '@/i18n';
import { useRows } from '@/shared/entity/data';
import { FormProblem, placeProblem } from '@/shared/entity/form';
import { AgencySelect } from '@/shared/entity/select';
import { formatDue, formatNumber } from '@/shared/format';
import { useLiveChange } from '@/shared/live';
import { OnDuty } from '@/shared/on_duty';
import { useNotice } from '@/shared/problems';
import { useCan } from '@/shared/session';
import { AgencyName, Card, DutyTag, ErrorView, IncidentStatusTag, Loaded, Loading, Nothing, PageHead, Remaining, SeverityTag, Tag, Time } from '@/shared/ui';
import { WorkStrip } from '@/shared/work';

const waiting = new URLSearchParams({ status: 'received,in_review', sort: '-created_at' });
const running = new URLSearchParams({ status: 'open,contained,recovered', sort: '-detected_at' });

function AcceptDialog({ report, onClose, onDone }: { report: PublicReport; onClose: () => void; onDone: (incident: Incident) => void }) {
  const texts = useTexts();
  const { t, dyn } = texts;
  const [form] = Form.useForm<Record<string, unknown>>();
  const [error, setError] = useState('');
  const [busy, setBusy] = useState(false);
  const submit = async (values: Record<string, unknown>) => {
    setBusy(true);
    try {
      onDone(await post<Incident>(`/public-reports/${report.id}/accept`, values));
    } catch (problem) {
      setError(placeProblem(texts, form, new Set(['agency_id', 'title', 'severity', 'category']), problem));
      setBusy(false);
    }
  };
  const required = [{ required: true, message: t('invalid.required') }];
  return (
    <Modal open title={t('desk.accept_title')} onCancel={onClose} onOk={form.submit} okText={t('desk.accept')} cancelText={t('action.cancel')} confirmLoading={busy}>
      <FormProblem text={error} />
      <p className="lc-raw lc-gap-below">{report.what}</p>
      <Form form={form} layout="vertical" onFinish={(v: Record<string, unknown>) => void submit(v)}
        initialValues={{ title: (report.target ? `${report.target}: ${report.what}` : report.what).slice(0, 120), severity: 'm3', category: 'other' }}>
        <Form.Item name="agency_id" label={dyn('field.incident.agency_id')} rules={required}><AgencySelect /></Form.Item>
        <Form.Item name="title" label={dyn('field.incident.title')} rules={required}><Input maxLength={300} /></Form.Item>
        <div className="lc-form-grid">
          <Form.Item name="severity" label={dyn('field.incident.severity')} rules={required}><Select options={severities.map((value) => ({ value, label: dyn(`choice.incident.severity.${value}`) }))} /></Form.Item>
          <Form.Item name="category" label={dyn('field.incident.category')} rules={required}><Select options={incidentCategories.map((value) => ({ value, label: dyn(`choice.incident.category.${value}`) }))} /></Form.Item>
        </div>
      </Form>
    </Modal>
  );
}

function ReplyDialog({ report, onClose, onDone }: { report: PublicReport; onClose: () => void; onDone: () => void }) {
  const texts = useTexts();
  const { t, dyn } = texts;
  const [form] = Form.useForm<{ reply: string; status: string }>();
  const [error, setError] = useState('');
  const [busy, setBusy] = useState(false);
  const submit = async (values: { reply: string; status: string }) => {
    setBusy(true);
    try {
      await post<PublicReport>(`/public-reports/${report.id}/reply`, values);
      onDone();
    } catch (problem) {
      setError(placeProblem(texts, form, new Set(['reply', 'status']), problem));
      setBusy(false);
    }
  };
  return (
    <Modal open title={t('desk.reply_title')} onCancel={onClose} onOk={form.submit} okText={t('action.send')} cancelText={t('action.cancel')} confirmLoading={busy}>
      <FormProblem text={error} />
      <Form form={form} layout="vertical" initialValues={{ reply: report.reply, status: 'in_review' }} onFinish={(v: { reply: string; status: string }) => void submit(v)}>
        <Form.Item name="reply" label={dyn('field.public_report.reply')} extra={t('desk.reply_hint')} rules={[{ required: true, whitespace: true, message: t('invalid.required') }]}><Input.TextArea rows={4} maxLength={4000} autoFocus /></Form.Item>
        <Form.Item name="status" label={dyn('field.public_report.status')}>
          <Select options={['in_review', 'closed'].map((value) => ({ value, label: dyn(`choice.public_report.status.${value}`) }))} />
        </Form.Item>
      </Form>
    </Modal>
  );
}

function Reports() {
  const { t, dyn } = useTexts();
  const can = useCan();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { done } = useNotice();
  const { query, rows, total } = useRows<PublicReport>('public-reports', waiting, 20);
  const [accepting, setAccepting] = useState<PublicReport | null>(null);
  const [replying, setReplying] = useState<PublicReport | null>(null);
  useLiveChange(['public_report'], () => void query.refetch());
  const renew = () => void queries.invalidateQueries({ queryKey: ['rows', 'public-reports'] });
  return (
    <Card title={t('desk.reports', { n: formatNumber(total) })} extra={<Link to="/registers/public-reports?sort=-created_at">{t('desk.all_reports')}</Link>}>
      {query.isPending ? <Loading /> : query.error ? <ErrorView error={query.error} retry={() => void query.refetch()} /> : rows.length === 0 ? <Nothing text={t('desk.no_reports')} /> : (
        <ul className="lc-plain-list">
          {rows.map((report) => (
            <li key={report.id} className="lc-stack" data-testid="public-report">
              <div className="lc-row">
                <Tag tone={report.status === 'received' ? 'high' : 'low'}>{dyn(`choice.public_report.status.${report.status}`)}</Tag>
                <b>{dyn(`choice.public_report.topic.${report.topic}`)}</b>
                {report.target ? <span className="lc-mono">{report.target}</span> : null}
                <span className="lc-grow" /><span className="lc-muted lc-small"><Time at={report.created_at} /></span>
              </div>
              <p className="lc-clamp">{report.what}</p>
              <div className="lc-row">
                {report.contact ? <span className="lc-muted lc-small">{t('desk.contact', { who: [report.contact_name, report.contact].filter(Boolean).join(', ') })}</span> : <span className="lc-muted lc-small">{t('desk.no_contact')}</span>}
              </div>
              {can('public_report', 'write') ? <div className="lc-row lc-end"><Button size="small" onClick={() => setReplying(report)}>{t('desk.reply')}</Button><Button size="small" type="primary" onClick={() => setAccepting(report)}>{t('desk.accept')}</Button></div> : null}
            </li>
          ))}
        </ul>
      )}
      {accepting ? <AcceptDialog report={accepting} onClose={() => setAccepting(null)} onDone={(incident) => { renew(); navigate(`/incidents/${incident.id}`); }} /> : null}
      {replying ? <ReplyDialog report={replying} onClose={() => setReplying(null)} onDone={() => { done(t('desk.replied')); setReplying(null); renew(); }} /> : null}
    </Card>
  );
}

/** The next date that binds, or what is already missed. */
function nextClock(clocks: Clock[]): Clock | undefined {
  const rank = (c: Clock) => (c.status === 'missed' ? 0 : c.status === 'immediate' ? 1 : 2);
  return clocks.filter((c) => !c.informative && ['missed', 'immediate', 'running'].includes(c.status))
    .sort((a, b) => rank(a) - rank(b) || (a.due ?? '9').localeCompare(b.due ?? '9'))[0];
}

function useOpenIncidents() {
  const { query, rows, total } = useRows<Incident>('incidents', running, 12);
  useLiveChange(['incident'], () => void query.refetch());
  const ids = rows.map((row) => row.id);
  const clocks = useQuery({
    queryKey: ['desk', 'clocks', ids],
    enabled: ids.length > 0,
    queryFn: async () => new Map(await Promise.all(ids.map(async (id) => {
      const detail = await get<IncidentDetail>(`/incidents/${id}/detail`);
      return [id, nextClock(detail.clocks)] as const;
    }))),
  });
  const due = (id: number) => clocks.data?.get(id);
  const key = (id: number) => { const c = due(id); return c ? (c.due ?? '0') : '9'; };
  return { query, total, due, rows: [...rows].sort((a, b) => key(a.id).localeCompare(key(b.id))) };
}

function OpenIncidents() {
  const { t, pick } = useTexts();
  const { query, rows, total, due } = useOpenIncidents();
  return (
    <Card title={t('desk.incidents', { n: formatNumber(total) })} extra={<Link to="/incidents?status=open,contained,recovered">{t('desk.all_incidents')}</Link>}>
      {query.isPending ? <Loading /> : query.error ? <ErrorView error={query.error} /> : rows.length === 0 ? <Nothing text={t('incidents.none')} /> : (
        <ul className="lc-plain-list">
          {rows.map((incident) => {
            const clock = due(incident.id);
            return (
              <li key={incident.id}>
                <div className="lc-ellipsis"><Link to={`/incidents/${incident.id}`}>{incident.number} · {incident.title}</Link></div>
                <div className="lc-muted lc-small lc-ellipsis"><AgencyName id={incident.agency_id} /></div>
                <div className="lc-row lc-small">
                  <SeverityTag severity={incident.severity} /><IncidentStatusTag status={incident.status} /><span className="lc-grow" />
                  {clock ? <span title={pick(clock.title_vi, clock.title_en)}>{clock.due ? <Remaining due={clock.due} /> : <span className="lc-text-high">{t('desk.at_once')}</span>}</span> : null}
                </div>
              </li>
            );
          })}
        </ul>
      )}
    </Card>
  );
}

function Overdue() {
  const { t, pick } = useTexts();
  const duties = useQuery({ queryKey: ['duties', 'overdue'], queryFn: () => get<Duties>('/duties', { status: 'overdue' }) });
  return (
    <Card title={t('desk.overdue')} extra={<Link to="/duties?status=overdue">{t('desk.all_overdue')}</Link>}>
      <Loaded query={duties}>
        {(data) => data.rows.length === 0 ? <Nothing text={t('desk.no_overdue')} /> : (
          <ul className="lc-plain-list">
            {[...data.rows].sort((a, b) => (a.due ?? '').localeCompare(b.due ?? '')).slice(0, 12).map((duty) => (
              <li key={`${duty.key}/${duty.system_id ?? 0}`}>
                <div className="lc-row"><DutyTag status={duty.status} /><Link to={`/duties?agency_id=${duty.agency_id}&status=overdue`} className="lc-grow"><AgencyName id={duty.agency_id} /></Link><span className="lc-small">{formatDue(duty.due)}</span></div>
                <div className="lc-muted lc-small">{duty.clause} · {pick(duty.title_vi, duty.title_en)}</div>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </Card>
  );
}

export default function Desk() {
  const { t } = useTexts();
  const navigate = useNavigate();
  return (
    <>
      <PageHead title={t('nav.desk')} sub={<OnDuty />} extra={<Button type="primary" icon={<PlusOutlined />} onClick={() => navigate('/incidents/new')}>{t('desk.hotline')}</Button>} />
      <WorkStrip />
      <div className="lc-desk"><Reports /><OpenIncidents /><Overdue /></div>
    </>
  );
}
