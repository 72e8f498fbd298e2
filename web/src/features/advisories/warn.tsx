// SPDX-License-Identifier: Apache-2.0
// That an enterprise warned its customers: when, how many, how (6.c).
import { Button, Form, Input, InputNumber } from 'antd';
import type { FormInstance } from 'antd';
import { useState } from 'react';
import { post } from '@/api/client';
import { useTexts } from '@/i18n';
import { EvidenceInput } from '@/shared/entity/evidence';
import { FormProblem, placeProblem } from '@/shared/entity/form';
import { DateInput } from '@/shared/entity/inputs';
import { today } from '@/shared/format';
import { useNotice } from '@/shared/problems';
import { Card } from '@/shared/ui';
import type { Delivery } from './parts';

interface Values {
  warned_on: string;
  count: number;
  note: string;
  evidence_file_id?: number | null;
}

export function WarnForm({ delivery, onChanged }: { delivery: Delivery; onChanged: () => void }) {
  const texts = useTexts();
  const { t, dyn } = texts;
  const { done } = useNotice();
  const [form] = Form.useForm<Values>();
  const [error, setError] = useState('');
  const submit = async (values: Values) => {
    setError('');
    try {
      await post(`/advisory-deliveries/${delivery.id}/warn`, values);
      done(t('done.saved'));
      onChanged();
    } catch (problem) {
      setError(placeProblem(texts, form as FormInstance, new Set(['warned_on', 'count', 'note']), problem));
    }
  };
  const required = [{ required: true, message: t('invalid.required') }];
  return (
    <Card title={t('advisories.warn')}>
      <p className="lc-muted">{t('advisories.warn_hint')}</p>
      <FormProblem text={error} />
      <Form<Values> form={form} layout="vertical" initialValues={{ warned_on: today(), count: 0, evidence_file_id: null }} onFinish={(v) => void submit(v)}>
        <Form.Item name="warned_on" label={dyn('field.advisory_delivery.warned_on')} rules={required}><DateInput /></Form.Item>
        <Form.Item name="count" label={dyn('field.advisory_delivery.warned_count')} rules={required}><InputNumber min={0} /></Form.Item>
        <Form.Item name="note" label={dyn('field.advisory_delivery.warning_note')} rules={required}><Input.TextArea rows={3} maxLength={2000} data-testid="warn-note" /></Form.Item>
        <Form.Item name="evidence_file_id" label={dyn('field.advisory_delivery.warning_file_id')}><EvidenceInput agencyId={delivery.agency_id} /></Form.Item>
        <Button type="primary" htmlType="submit" data-testid="warn">{t('action.save')}</Button>
      </Form>
    </Card>
  );
}
