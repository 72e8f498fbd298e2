// SPDX-License-Identifier: Apache-2.0
import { Form, Input, Modal } from 'antd';
import type { FormInstance } from 'antd';
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { components } from '@/api/schema';
import { useTexts } from '@/i18n';
import { FormProblem, placeProblem } from '@/shared/entity/form';
import { formatDate } from '@/shared/format';
import { Card, Tag } from '@/shared/ui';
import type { Tone } from '@/shared/ui';

type Schemas = components['schemas'];
export type Inspection = Schemas['Inspection'];
export type InspectionItem = Schemas['InspectionItem'];
export type InspectionRemedy = Schemas['InspectionRemedy'];
export type Detail = Schemas['InspectionDetailView'];

const stateTones: Record<string, Tone> = {
  planned: 'neutral', announced: 'low', under_way: 'medium', field_ended: 'medium', drafted: 'medium',
  concluded: 'high', closed: 'good', cancelled: 'neutral',
};
export function StateTag({ state }: { state: Inspection['state'] }) {
  const { dyn } = useTexts();
  return <Tag tone={stateTones[state] ?? 'neutral'}>{dyn(`choice.inspection.state.${state}`)}</Tag>;
}

const remedyTones: Record<string, Tone> = { open: 'medium', reported: 'low', returned: 'high', verified: 'good' };
export function RemedyTag({ remedy }: { remedy: InspectionRemedy }) {
  const { dyn } = useTexts();
  return <Tag tone={isLate(remedy) ? 'critical' : (remedyTones[remedy.state] ?? 'neutral')}>{dyn(`choice.inspection_remedy.state.${remedy.state}`)}</Tag>;
}

export const isLate = (remedy: InspectionRemedy) =>
  (remedy.state === 'open' || remedy.state === 'returned') && remedy.due_on < new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 10);

const clockTones: Record<string, Tone> = { waiting: 'neutral', running: 'low', met: 'good', met_late: 'medium', overdue: 'critical' };
export function Clocks({ clocks }: { clocks: Detail['clocks'] }) {
  const { t, dyn } = useTexts();
  if (!clocks || clocks.length === 0) return null;
  return (
    <div className="lc-columns lc-gap-below">
      {clocks.map((clock) => (
        <Card key={clock.code} title={dyn(`inspections.clock.${clock.code}`)}>
          <div className="lc-row" data-testid={`clock-${clock.code}`}>
            <Tag tone={clockTones[clock.state] ?? 'neutral'}>{dyn(`inspections.clock_state.${clock.state}`)}</Tag>
            <span className="lc-muted">
              {clock.last_day ? t('inspections.by', { date: formatDate(clock.last_day) }) : ''}
              {clock.done_on ? ` · ${t('inspections.done_on', { date: formatDate(clock.done_on) })}` : ''}
            </span>
          </div>
        </Card>
      ))}
    </div>
  );
}

/** A dialog with a form; what the server refuses is shown at its field. */
export function Ask<T extends object>({ title, ok, initial, names, children, onSend, onClose }: {
  title: string; ok: string; initial?: Partial<T>; names: string[]; children: (form: FormInstance<T>) => ReactNode;
  onSend: (values: T) => Promise<unknown>; onClose: () => void;
}) {
  const texts = useTexts();
  const [form] = Form.useForm<T>();
  const [error, setError] = useState('');
  const [busy, setBusy] = useState(false);
  const submit = async (values: T) => {
    setBusy(true);
    setError('');
    try {
      await onSend(values);
      onClose();
    } catch (problem) {
      setError(placeProblem(texts, form as FormInstance, new Set(names), problem));
      setBusy(false);
    }
  };
  return (
    <Modal open width={640} title={title} onCancel={onClose} onOk={form.submit} okText={ok} cancelText={texts.t('action.cancel')} confirmLoading={busy}>
      <FormProblem text={error} />
      <Form<T> form={form} layout="vertical" initialValues={initial} onFinish={(v: T) => void submit(v)}>{children(form)}</Form>
    </Modal>
  );
}

export function TextItem({ name, label, rows = 6, max, hint, required = true }: { name: string; label: string; rows?: number; max: number; hint?: string; required?: boolean }) {
  const { t } = useTexts();
  return (
    <Form.Item name={name} label={label} extra={hint} rules={required ? [{ required: true, whitespace: true, message: t('invalid.required') }] : []}>
      <Input.TextArea rows={rows} maxLength={max} autoFocus />
    </Form.Item>
  );
}
