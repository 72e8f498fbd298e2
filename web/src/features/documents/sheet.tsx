// SPDX-License-Identifier: Apache-2.0
// One document: its words, its steps, its files.
import { CheckOutlined, SendOutlined } from '@ant-design/icons';
import { Alert, App, Button, Form, Input } from 'antd';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { get, patch, post } from '@/api/client';
import type { Document } from '@/api/types';
import { useTexts } from '@/i18n';
import { FormProblem, placeProblem } from '@/shared/entity/form';
import { formatMonth } from '@/shared/format';
import { useNotice } from '@/shared/problems';
import { Loaded } from '@/shared/ui';
import { Files, useMayWrite } from './files';

const fields = ['number', 'signer_title', 'signer_name', 'remarks'] as const;

export default function One({ id }: { id: string }) {
  const one = useQuery({ queryKey: ['record', 'documents', id], queryFn: () => get<Document>(`/documents/${encodeURIComponent(id)}`) });
  return <Loaded query={one}>{(d) => <Sheet key={d.version} document={d} />}</Loaded>;
}

function Sheet({ document: d }: { document: Document }) {
  const texts = useTexts();
  const { t, dyn } = texts;
  const { modal } = App.useApp();
  const mayWrite = useMayWrite() && d.status !== 'issued';
  const queries = useQueryClient();
  const { done, failed } = useNotice();
  const [form] = Form.useForm<Record<string, string>>();
  const [error, setError] = useState('');
  const renew = (next: Document) => {
    queries.setQueryData(['record', 'documents', String(d.id)], next);
    void queries.invalidateQueries({ queryKey: ['rows', 'documents'] });
    void queries.invalidateQueries({ queryKey: ['overview'] });
    done(t('done.saved'));
  };
  const save = async (): Promise<Document> => {
    const values = form.getFieldsValue();
    const changes = Object.fromEntries(fields.filter((f) => (values[f] ?? '') !== d[f]).map((f) => [f, values[f] ?? '']));
    return Object.keys(changes).length > 0 ? patch<Document>(`/documents/${d.id}`, changes, d.version) : d;
  };
  const run = async (step: 'save' | 'check' | 'issue') => {
    setError('');
    try {
      const saved = await save();
      renew(step === 'save' ? saved : await post<Document>(`/documents/${d.id}/${step}`));
    } catch (problem) {
      const rest = placeProblem(texts, form, new Set(fields), problem);
      if (rest) setError(rest);
      if (step === 'issue') failed(problem);
    }
  };
  const issue = () => modal.confirm({ title: t('documents.issue_ask'), content: t('documents.issue_hint'), okText: t('documents.issue'), cancelText: t('action.cancel'), onOk: () => run('issue') });
  return (
    <div className="lc-stack">
      <div className="lc-row"><h2 className="lc-grow lc-h2">{dyn(`choice.document.kind.${d.kind}`)} {formatMonth(d.month)}</h2><Files id={d.id} /></div>
      <div className="lc-steps">
        {['draft', 'checked', 'issued'].map((s, i) => <span key={s} aria-current={d.status === s ? 'step' : undefined}>{i > 0 ? '→ ' : ''}{dyn(`choice.document.status.${s}`)}</span>)}
      </div>
      {d.status !== 'issued' ? <Alert type="info" showIcon title={t('documents.watermark')} /> : null}
      <FormProblem text={error} />
      <Form form={form} layout="vertical" disabled={!mayWrite} initialValues={d}>
        <div className="lc-form-grid">
          <Form.Item name="number" label={dyn('field.document.number')} extra={t('documents.number_hint')}><Input maxLength={40} /></Form.Item>
          <Form.Item name="signer_title" label={dyn('field.document.signer_title')}><Input maxLength={200} /></Form.Item>
          <Form.Item name="signer_name" label={dyn('field.document.signer_name')}><Input maxLength={120} /></Form.Item>
        </div>
        <Form.Item name="remarks" label={dyn('field.document.remarks')} extra={t('documents.remarks_hint')}><Input.TextArea autoSize={{ minRows: 6, maxRows: 18 }} maxLength={8000} /></Form.Item>
      </Form>
      {mayWrite ? (
        <div className="lc-row lc-end">
          <Button onClick={() => void run('save')} data-testid="save">{t('action.save')}</Button>
          {d.status === 'draft' ? <Button type="primary" icon={<CheckOutlined />} onClick={() => void run('check')} data-testid="check-document">{t('documents.check')}</Button> : null}
          {d.status === 'checked' ? <Button type="primary" icon={<SendOutlined />} onClick={issue} data-testid="issue-document">{t('documents.issue')}</Button> : null}
        </div>
      ) : null}
    </div>
  );
}
