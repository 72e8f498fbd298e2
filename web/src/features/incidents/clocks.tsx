// SPDX-License-Identifier: Apache-2.0
// The legal clocks of an incident: what is owed to whom, until when, by which law.
import { Button, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { post } from '@/api/client';
import type { Clock, IncidentDetail } from '@/api/types';
import { useTexts } from '@/i18n';
import { FormProblem, placeProblem } from '@/shared/entity/form';
import { InstantInput } from '@/shared/entity/inputs';
import { Card, ClockTag, Remaining, Tag, Time } from '@/shared/ui';

const order = ['missed', 'immediate', 'running', 'continuous', 'waiting', 'met_late', 'met'];
const owed = (clock: Clock) => ['running', 'immediate', 'missed', 'continuous'].includes(clock.status);

function NoticeDialog({ clock, incidentId, onClose, onDone }: {
  clock: Clock; incidentId: number; onClose: () => void; onDone: (detail: IncidentDetail) => void;
}) {
  const texts = useTexts();
  const { t, pick } = texts;
  const [form] = Form.useForm<{ sent_at: string; recipient: string; note?: string }>();
  const [error, setError] = useState('');
  const [busy, setBusy] = useState(false);
  const submit = async (values: { sent_at: string; recipient: string; note?: string }) => {
    setBusy(true);
    try {
      onDone(await post<IncidentDetail>(`/incidents/${incidentId}/notices`, { note: '', ...values, clock: clock.code }));
      onClose();
    } catch (problem) {
      setError(placeProblem(texts, form, new Set(['sent_at', 'recipient', 'note']), problem));
      setBusy(false);
    }
  };
  return (
    <Modal open title={t('clock.sent_title', { title: pick(clock.title_vi, clock.title_en) })} onCancel={onClose} onOk={form.submit} okText={t('action.save')}
      cancelText={t('action.cancel')} confirmLoading={busy}>
      <FormProblem text={error} />
      <Form form={form} layout="vertical" onFinish={(v: { sent_at: string; recipient: string; note?: string }) => void submit(v)}
        initialValues={{ sent_at: new Date().toISOString(), recipient: clock.recipient_name || pick(clock.recipient_vi, clock.recipient_en) }}>
        <Form.Item name="sent_at" label={t('clock.sent_at')} rules={[{ required: true, message: t('invalid.required') }]}><InstantInput /></Form.Item>
        <Form.Item name="recipient" label={t('clock.recipient')} rules={[{ required: true, message: t('invalid.required') }]}><Input maxLength={300} /></Form.Item>
        <Form.Item name="note" label={t('clock.note')} extra={t('clock.note_hint')}><Input.TextArea rows={2} maxLength={2000} /></Form.Item>
      </Form>
    </Modal>
  );
}

export function Clocks({ detail, mayWrite, onChange }: { detail: IncidentDetail; mayWrite: boolean; onChange: (detail: IncidentDetail) => void }) {
  const { t, pick } = useTexts();
  const [sending, setSending] = useState<Clock | null>(null);
  const clocks = [...detail.clocks].sort((a, b) => Number(a.informative) - Number(b.informative) || order.indexOf(a.status) - order.indexOf(b.status) || (a.due ?? '9').localeCompare(b.due ?? '9'));
  if (clocks.length === 0) return null;
  return (
    <Card title={t('clock.title')} className="lc-gap-below" extra={<span className="lc-muted lc-small">{t('clock.hint')}</span>}>
      <div className="lc-clocks">
        {clocks.map((clock) => (
          <article key={clock.code} className={`lc-clock lc-clock-${clock.status}`} data-testid={`clock-${clock.code}`} data-status={clock.status}>
            <div className="lc-row">
              <ClockTag status={clock.status} />
              {clock.due && owed(clock) ? <Remaining due={clock.due} /> : null}
              {clock.informative ? <Tag tone="neutral">{t('clock.informative')}</Tag> : null}
            </div>
            <h3>{pick(clock.title_vi, clock.title_en)}</h3>
            <div className="lc-small"><span className="lc-muted">{t('clock.to')}</span> {pick(clock.recipient_vi, clock.recipient_en)}{clock.recipient_name ? <> · <b>{clock.recipient_name}</b></> : null}</div>
            {clock.due ? <div className="lc-small"><span className="lc-muted">{t('clock.due')}</span> <Time at={clock.due} limit /></div> : null}
            {clock.met_at ? <div className="lc-small"><span className="lc-muted">{t('clock.met_at')}</span> <Time at={clock.met_at} /></div> : null}
            <div className="lc-small lc-muted">{[clock.clause, /\d/.test(clock.form) ? clock.form : '', t('clock.regime', { regime: clock.regime })].filter(Boolean).join(' · ')}</div>
            {mayWrite && owed(clock) && !clock.informative ? <div><Button size="small" onClick={() => setSending(clock)}>{t('clock.sent')}</Button></div> : null}
          </article>
        ))}
      </div>
      {sending ? <NoticeDialog clock={sending} incidentId={detail.incident.id} onClose={() => setSending(null)} onDone={onChange} /> : null}
    </Card>
  );
}
