// SPDX-License-Identifier: Apache-2.0
// Official documents: drafted from the data, checked, issued, downloaded.
import { PlusOutlined } from '@ant-design/icons';
import { Button, Drawer, Table } from 'antd';
import { useQueryClient } from '@tanstack/react-query';
import { Suspense, lazy, useState } from 'react';
import type { Document } from '@/api/types';
import { useTexts } from '@/i18n';
import { useRows } from '@/shared/entity/data';
import { formatDate, formatMonth } from '@/shared/format';
import { useUrlState } from '@/shared/url';
import { ErrorView, Loading, Nothing, PageHead, Tag, Time } from '@/shared/ui';
import { Files, useMayWrite } from './files';

const One = lazy(() => import('./sheet'));
const DraftDialog = lazy(() => import('./draft'));
const newest = new URLSearchParams({ sort: '-month' });

function StatusTag({ document: d }: { document: Document }) {
  const { dyn } = useTexts();
  return <Tag tone={d.status === 'issued' ? 'good' : d.status === 'checked' ? 'low' : 'medium'}>{dyn(`choice.document.status.${d.status}`)}</Tag>;
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
      {drafting ? <Suspense><DraftDialog onClose={() => setDrafting(false)} onDone={(d) => { setDrafting(false); void queries.invalidateQueries({ queryKey: ['rows', 'documents'] }); open(d); }} /></Suspense> : null}
      <Drawer open={opened !== ''} onClose={() => open(null)} size={640} title={t('documents.document')} destroyOnHidden>
        {opened !== '' ? <Suspense fallback={<Loading />}><One key={opened} id={opened} /></Suspense> : null}
      </Drawer>
    </>
  );
}
