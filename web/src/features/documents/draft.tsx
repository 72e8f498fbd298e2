// SPDX-License-Identifier: Apache-2.0
import { Form, Modal } from 'antd';
import { useState } from 'react';
import { post } from '@/api/client';
import type { Document } from '@/api/types';
import { useTexts } from '@/i18n';
import { FormProblem, placeProblem } from '@/shared/entity/form';
import { monthOf } from '@/shared/format';
import { MonthSelect } from '@/shared/month_select';

export default function DraftDialog({ onClose, onDone }: { onClose: () => void; onDone: (d: Document) => void }) {
  const texts = useTexts();
  const { t } = texts;
  const [month, setMonth] = useState(monthOf(-1));
  const [error, setError] = useState('');
  const [busy, setBusy] = useState(false);
  const [form] = Form.useForm();
  const submit = () => {
    setBusy(true);
    post<Document>('/documents/draft', { kind: 'monthly_report', month }).then(onDone, (problem: unknown) => {
      setError(placeProblem(texts, form, new Set(), problem));
      setBusy(false);
    });
  };
  return (
    <Modal open title={t('documents.draft')} onCancel={onClose} onOk={submit} confirmLoading={busy} okText={t('documents.draft_do')} cancelText={t('action.cancel')}>
      <FormProblem text={error} />
      <Form form={form} layout="vertical">
        <Form.Item label={t('documents.month')} extra={t('documents.draft_hint')}>
          <MonthSelect value={month} onChange={setMonth} newest={0} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
