// SPDX-License-Identifier: Apache-2.0
// One form for what is done about one finding or many.
import { Alert, Form, Input, Modal, Radio } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router-dom';
import { useTexts } from '@/i18n';
import { DateInput } from '@/shared/entity/inputs';
import { FormProblem, placeProblem } from '@/shared/entity/form';
import { SystemSelect } from '@/shared/entity/select';
import { formatNumber, today } from '@/shared/format';
import { useCan } from '@/shared/session';
import type { ActBody, Action } from './data';

export type Deed = Exclude<Action, 'take'> | 'ask_acceptance' | 'ask_false_positive' | 'set_control' | 'unset_control' | 'refuse';

interface Values {
  note?: string;
  performed_on?: string;
  hunt_result?: 'clean' | 'traces';
  system_id?: number;
  until?: string;
}

const fields = new Set(['note', 'reason', 'performed_on', 'system_id', 'until']);

/** \param onDo  Does it; what it throws is shown at the fields. */
export function ActionDialog({ deed, count, agencyId, onDo, onClose }: {
  deed: Deed; count: number; agencyId?: number | null; onDo: (body: ActBody & { until?: string }) => Promise<unknown>; onClose: () => void;
}) {
  const texts = useTexts();
  const { t, dyn } = texts;
  const can = useCan();
  const [form] = Form.useForm<Values>();
  const [error, setError] = useState('');
  const [busy, setBusy] = useState(false);
  const result = Form.useWatch('hunt_result', form);
  const what = dyn(`finding.${deed}`);
  const isWork = deed === 'fix' || deed === 'hunt';
  const submit = async (values: Values) => {
    setBusy(true);
    setError('');
    try {
      await onDo({
        ...(values.note ? { note: values.note.trim() } : {}),
        ...(isWork && values.performed_on ? { performed_on: values.performed_on } : {}),
        ...(deed === 'hunt' ? { hunt_result: values.hunt_result ?? 'clean' } : {}),
        ...(deed === 'assign' && values.system_id ? { system_id: values.system_id } : {}),
        ...(deed === 'ask_acceptance' && values.until ? { until: values.until } : {}),
      });
      onClose();
    } catch (problem) {
      setError(placeProblem(texts, form, fields, problem));
      setBusy(false);
    }
  };
  return (
    <Modal open title={count > 1 ? t('finding.n_findings', { what, n: formatNumber(count) }) : what} onCancel={onClose} onOk={form.submit} okText={what} cancelText={t('action.cancel')}
      confirmLoading={busy} okButtonProps={{ 'data-testid': 'deed-ok' } as Record<`data-${string}`, string>} destroyOnHidden>
      <FormProblem text={error} />
      <Form form={form} layout="vertical" onFinish={(v: Values) => void submit(v)} initialValues={{ performed_on: today(), hunt_result: 'clean' }}>
        {isWork ? <Form.Item name="performed_on" label={t('finding.day')}><DateInput /></Form.Item> : null}
        {deed === 'hunt' ? (
          <Form.Item name="hunt_result" label={t('finding.hunt_result')}>
            <Radio.Group className="lc-stack-radio" options={(['clean', 'traces'] as const).map((value) => ({ value, label: dyn(`choice.finding.hunt_result.${value}`) }))} />
          </Form.Item>
        ) : null}
        {deed === 'hunt' && result === 'traces' ? (
          <Alert type="error" showIcon className="lc-gap-below" title={t('finding.no_report_yet')} action={can('incident', 'write') ? <Link to="/incidents/new">{t('finding.report_incident')}</Link> : null} />
        ) : null}
        {deed === 'assign' ? <Form.Item name="system_id" label={t('finding.system')} rules={[{ required: true, message: t('invalid.required') }]}><SystemSelect {...(agencyId ? { agencyId } : {})} /></Form.Item> : null}
        {deed === 'ask_acceptance' ? <Form.Item name="until" label={t('finding.until')} rules={[{ required: true, message: t('invalid.required') }]}><DateInput /></Form.Item> : null}
        {deed === 'assign' ? null : (
          <Form.Item name="note" label={isWork ? t('finding.deed_note') : t('finding.reason')} rules={deed === 'fix' ? [] : [{ required: true, whitespace: true, message: t('invalid.required') }]}>
            <Input.TextArea rows={3} maxLength={2000} data-testid="deed-note" placeholder={deed === 'fix' ? t('finding.note_fix') : deed === 'hunt' ? t('finding.note_hunt') : ''} />
          </Form.Item>
        )}
      </Form>
    </Modal>
  );
}
