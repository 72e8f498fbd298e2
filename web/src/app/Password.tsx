// SPDX-License-Identifier: Apache-2.0
import { Alert, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { ProblemError, post } from '@/api/client';
import { useTexts } from '@/i18n';
import { fieldMessage, problemText, useNotice } from '@/shared/problems';
import { useSession } from '@/shared/session';

interface Values { old_password: string; new_password: string; again: string }

export function PasswordDialog({ open, forced, onClose }: { open: boolean; forced: boolean; onClose: () => void }) {
  const texts = useTexts();
  const { t } = texts;
  const { reload } = useSession();
  const { done } = useNotice();
  const [form] = Form.useForm<Values>();
  const [error, setError] = useState('');
  const [busy, setBusy] = useState(false);
  const submit = async (values: Values) => {
    setBusy(true);
    setError('');
    try {
      await post('/me/password', { old_password: values.old_password, new_password: values.new_password });
      done(t('password.done'));
      form.resetFields();
      onClose();
      reload();
    } catch (problem) {
      if (problem instanceof ProblemError && problem.problem.fields.length > 0) {
        for (const field of problem.problem.fields) {
          if (field.name === 'old_password' || field.name === 'new_password') {
            form.setFields([{ name: field.name, errors: [fieldMessage(texts, field.message)] }]);
          }
        }
      } else if (problem instanceof ProblemError && problem.problem.code === 'denied') {
        form.setFields([{ name: 'old_password', errors: [t('password.old_wrong')] }]);
      } else {
        setError(problemText(texts, problem));
      }
    } finally {
      setBusy(false);
    }
  };
  const required = [{ required: true, message: t('invalid.required') }];
  return (
    <Modal open={open} title={t('shell.password')} closable={!forced} mask={{ closable: false }} keyboard={!forced}
      onCancel={onClose} onOk={form.submit} okText={t('action.save')} confirmLoading={busy}
      cancelText={t('action.cancel')} cancelButtonProps={forced ? { style: { display: 'none' } } : {}}>
      {forced ? <Alert type="warning" showIcon title={t('password.must')} className="lc-gap-below" /> : null}
      {error ? <Alert type="error" showIcon title={error} className="lc-gap-below" /> : null}
      <Form form={form} layout="vertical" requiredMark={false} onFinish={(v: Values) => void submit(v)}>
        <Form.Item name="old_password" label={t('password.old')} rules={required}>
          <Input.Password autoComplete="current-password" />
        </Form.Item>
        <Form.Item name="new_password" label={t('password.new')} rules={required}>
          <Input.Password autoComplete="new-password" />
        </Form.Item>
        <Form.Item name="again" label={t('password.again')} dependencies={['new_password']} rules={[
          ...required,
          ({ getFieldValue }) => ({
            validator: (_, value: string) => !value || value === getFieldValue('new_password')
              ? Promise.resolve() : Promise.reject(new Error(t('password.differs'))),
          }),
        ]}>
          <Input.Password autoComplete="new-password" />
        </Form.Item>
      </Form>
    </Modal>
  );
}
