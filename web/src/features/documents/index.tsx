// SPDX-License-Identifier: Apache-2.0
// Official documents: drafted from the data, checked, issued, downloaded.
import { CheckOutlined, FilePdfOutlined, FileWordOutlined, PlusOutlined, SendOutlined } from '@ant-design/icons';
import { Alert, App, Button, Drawer, Form, Input, Modal, Steps, Table } from 'antd';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { apiUrl, get, patch, post } from '@/api/client';
import type { Document } from '@/api/types';
import { useTexts } from '@/i18n';
import { useRows } from '@/shared/entity/data';
import { FormProblem, placeProblem } from '@/shared/entity/form';
import { formatDate, formatMonth, monthOf } from '@/shared/format';
import { MonthSelect } from '@/shared/month_select';
import { useNotice } from '@/shared/problems';
import { ownAgencyOnly, useCan, useMe } from '@/shared/session';
import { useUrlState } from '@/shared/url';
import { ErrorView, Loaded, Nothing, PageHead, Tag, Time } from '@/shared/ui';

const newest = new URLSearchParams({ sort: '-month' });
const fields = ['number', 'signer_title', 'signer_name', 'remarks'] as const;

function useMayWrite() {
  const me = useMe();
  const can = useCan();
  return can('document', 'write') && !ownAgencyOnly(me, 'document', 'write');
}

function StatusTag({ document: d }: { document: Document }) {
  const { dyn } = useTexts();
  return <Tag tone={d.status === 'issued' ? 'good' : d.status === 'checked' ? 'low' : 'medium'}>{dyn(`choice.document.status.${d.status}`)}</Tag>;
}

function DraftDialog({ onClose, onDone }: { onClose: () => void; onDone: (d: Document) => void }) {
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

export default function Documents() {
  const { t, dyn } = useTexts();
  const mayWrite = useMayWrite();
  const url = useUrlState();
  const queries = useQueryClient();
  const [drafting, setDrafting] = useState(false);
  const { query, rows } = useRows<Document>('documents', newest);
  const opened = url.text('id');
  const open = (d: Document | null) => url.set({ id: d ? String(d.id) : null });
  return (
    <>
      <PageHead title={t('nav.documents')} sub={t('documents.sub')}
        extra={mayWrite ? <Button type="primary" icon={<PlusOutlined />} onClick={() => setDrafting(true)} data-testid="draft-report">{t('documents.draft')}</Button> : null} />
      {query.error && rows.length === 0 ? <ErrorView error={query.error} retry={() => void query.refetch()} /> : (
        <div className="lc-card lc-card-flush">
          <Table<Document> size="small" rowKey="id" pagination={false} loading={query.isPending} dataSource={rows} scroll={{ x: 'max-content' }}
            locale={{ emptyText: <Nothing text={t('documents.none')} /> }} columns={[
              { title: t('documents.document'), render: (_, d) => <button type="button" className="lc-link-button" onClick={() => open(d)}>{dyn(`choice.document.kind.${d.kind}`)} {formatMonth(d.month)}</button> },
              { title: dyn('field.document.number'), render: (_, d) => d.number || <span className="lc-muted">—</span> },
              { title: dyn('field.document.status'), render: (_, d) => <StatusTag document={d} /> },
              { title: dyn('field.document.issued_on'), render: (_, d) => formatDate(d.issued_on) || <span className="lc-muted">—</span> },
              { title: dyn('field.row.updated_at'), render: (_, d) => <Time at={d.updated_at} /> },
              { title: t('documents.files'), render: (_, d) => <Files id={d.id} /> },
            ]} />
        </div>
      )}
      {drafting ? <DraftDialog onClose={() => setDrafting(false)} onDone={(d) => { setDrafting(false); void queries.invalidateQueries({ queryKey: ['rows', 'documents'] }); open(d); }} /> : null}
      <Drawer open={opened !== ''} onClose={() => open(null)} size={640} title={t('documents.document')} destroyOnHidden>
        {opened !== '' ? <One key={opened} id={opened} /> : null}
      </Drawer>
    </>
  );
}

function Files({ id }: { id: number }) {
  return (
    <span className="lc-row">
      <Button size="small" icon={<FileWordOutlined />} href={apiUrl(`/documents/${id}/file.docx`)} download data-testid="download-docx">.docx</Button>
      <Button size="small" icon={<FilePdfOutlined />} href={apiUrl(`/documents/${id}/file.pdf`)} download data-testid="download-pdf">.pdf</Button>
    </span>
  );
}

function One({ id }: { id: string }) {
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
      <Steps size="small" current={['draft', 'checked', 'issued'].indexOf(d.status)} items={['draft', 'checked', 'issued'].map((s) => ({ title: dyn(`choice.document.status.${s}`) }))} />
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
