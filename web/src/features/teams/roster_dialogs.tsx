// SPDX-License-Identifier: Apache-2.0
// Filling a month; what is done with one shift.
import { Button, Checkbox, Form, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router-dom';
import { ProblemError, post } from '@/api/client';
import { useTexts } from '@/i18n';
import { FormProblem } from '@/shared/entity/form';
import { SearchSelect } from '@/shared/entity/select';
import { formatMonth, formatTime } from '@/shared/format';
import { fieldMessage, problemText, useNotice } from '@/shared/problems';
import { useCan } from '@/shared/session';
import { Card, Time, useNow } from '@/shared/ui';
import type { DutyShift, RosterPerson, RosterView } from './data';
import { clockOf, startsOf } from './roster_model';

interface Pattern {
  starts: string;
  members: number[];
  replace: boolean;
}

const fieldsOf = (texts: ReturnType<typeof useTexts>, problem: unknown) => (problem instanceof ProblemError
  ? problem.problem.fields.map((f) => fieldMessage(texts, f.message)).join('; ') : '');

export function GenerateDialog({ view, onClose, onDone }: { view: RosterView; onClose: () => void; onDone: () => void }) {
  const texts = useTexts();
  const { t } = texts;
  const { done } = useNotice();
  const [form] = Form.useForm<Pattern>();
  const [error, setError] = useState('');
  const [busy, setBusy] = useState(false);
  const people = view.people.filter((p) => p.is_active);
  const submit = async (values: Pattern) => {
    setBusy(true);
    try {
      const made = await post<{ shifts: number }>(`/roster/generate?agency_id=${view.agency_id}`, { month: view.month, starts: startsOf(values.starts), members: values.members, replace: values.replace });
      done(t('roster.made', { n: made.shifts }));
      onDone();
    } catch (problem) {
      setError([problemText(texts, problem), fieldsOf(texts, problem)].filter(Boolean).join(': '));
      setBusy(false);
    }
  };
  return (
    <Modal open title={t('roster.generate_title', { month: formatMonth(view.month) })} onCancel={onClose} onOk={form.submit} okText={t('roster.generate')} cancelText={t('action.cancel')} confirmLoading={busy}>
      <FormProblem text={error} />
      {people.length === 0 ? <p className="lc-text-high">{t('roster.people_none')}</p> : null}
      <Form form={form} layout="vertical" onFinish={(v: Pattern) => void submit(v)} initialValues={{ starts: '07:00, 15:00, 23:00', members: people.map((p) => p.id), replace: view.shifts.length > 0 }}>
        <Form.Item name="starts" label={t('roster.starts')} extra={t('roster.starts_hint')} rules={[{ required: true, message: t('invalid.required') }]}><Input /></Form.Item>
        <Form.Item name="members" label={t('roster.members')} rules={[{ required: true, message: t('invalid.required') }]}>
          <Select mode="multiple" options={people.map((p) => ({ value: p.id, label: p.name }))} optionFilterProp="label" />
        </Form.Item>
        <Form.Item name="replace" valuePropName="checked"><Checkbox>{t('roster.replace')}</Checkbox></Form.Item>
      </Form>
    </Modal>
  );
}

function HandOver({ shift, people, onDone }: { shift: DutyShift; people: RosterPerson[]; onDone: () => void }) {
  const { t } = useTexts();
  const { done, failed } = useNotice();
  const [member, setMember] = useState<number | null>(null);
  const [note, setNote] = useState('');
  const send = () => void post('/roster/hand-over', { shift_id: shift.id, member_id: member, note }).then(() => { done(t('roster.done')); onDone(); }, failed);
  return (
    <div className="lc-stack-tight">
      <h3 className="lc-sub">{t('roster.hand_over')}</h3>
      <SearchSelect value={member} onChange={setMember} aria-label={t('roster.hand_over_to')} placeholder={t('roster.hand_over_to')}
        options={people.filter((p) => p.is_active && p.id !== shift.member_id).map((p) => ({ value: p.id, label: p.name }))} />
      <Input.TextArea rows={2} maxLength={300} value={note} onChange={(e) => setNote(e.target.value)} aria-label={t('roster.note')} placeholder={t('roster.note')} />
      <div><Button onClick={send} disabled={member === null} data-testid="hand-over">{t('roster.hand_over')}</Button></div>
    </div>
  );
}

function Swap({ shift, others, name, onDone }: { shift: DutyShift; others: DutyShift[]; name: (id: number) => string; onDone: () => void }) {
  const { t } = useTexts();
  const { done, failed } = useNotice();
  const [second, setSecond] = useState<number | null>(null);
  const send = () => void post('/roster/swap', { first: shift.id, second }).then(() => { done(t('roster.done')); onDone(); }, failed);
  return (
    <div className="lc-stack-tight">
      <h3 className="lc-sub">{t('roster.swap')}</h3>
      <SearchSelect value={second} onChange={setSecond} aria-label={t('roster.swap_with')} placeholder={t('roster.swap_with')}
        options={others.map((s) => ({ value: s.id, label: `${formatTime(s.starts_at)} · ${name(s.member_id)}` }))} />
      <div><Button onClick={send} disabled={second === null} data-testid="swap">{t('roster.swap')}</Button></div>
    </div>
  );
}

/** The chosen shift with what can be done with it. */
export function ShiftPanel({ view, shift, onDone }: { view: RosterView; shift: DutyShift | undefined; onDone: () => void }) {
  const { t } = useTexts();
  const can = useCan();
  const now = useNow();
  const name = (id: number) => view.people.find((p) => p.id === id)?.name ?? `#${id}`;
  if (!shift) return can('duty_shift', 'write') ? <Card title={t('roster.shift')}><p className="lc-muted">{t('roster.choose')}</p></Card> : null;
  const begins = Date.parse(shift.starts_at);
  const is_over = Date.parse(shift.ends_at) <= now;
  const others = view.shifts.filter((s) => Date.parse(s.starts_at) > now && s.member_id !== shift.member_id);
  return (
    <Card title={t('roster.shift')} extra={<Link to={`/registers/duty-shifts/${shift.id}`}>{t('roster.edit')}</Link>}>
      <div className="lc-stack" data-testid="shift-panel">
        <div><b>{name(shift.member_id)}</b><div className="lc-muted"><Time at={shift.starts_at} /> – {clockOf(shift.ends_at)}</div>{shift.note ? <div>{shift.note}</div> : null}</div>
        {is_over ? <span className="lc-muted">{t('roster.over')}</span> : !can('duty_shift', 'write') ? null : (
          <>
            <HandOver key={`h${shift.id}`} shift={shift} people={view.people} onDone={onDone} />
            {begins > now ? <Swap key={`s${shift.id}`} shift={shift} others={others} name={name} onDone={onDone} /> : null}
          </>
        )}
      </div>
    </Card>
  );
}
