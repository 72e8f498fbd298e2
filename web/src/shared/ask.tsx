// SPDX-License-Identifier: Apache-2.0
import { Form, Input, Modal } from 'antd';
import type { FormInstance } from 'antd';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTexts } from '@/i18n';
import { FormProblem, placeProblem } from './entity/form';

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
