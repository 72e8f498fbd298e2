// SPDX-License-Identifier: Apache-2.0
// The journal: every fact, newest first, and whether its chain is intact.
import { SafetyCertificateOutlined } from '@ant-design/icons';
import { Alert, Button, Input, Select, Table } from 'antd';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { get, post } from '@/api/client';
import type { AuditResult, FactView } from '@/api/types';
import { useTexts } from '@/i18n';
import { AgencySelect } from '@/shared/entity/select';
import { formatNumber } from '@/shared/format';
import { Payload, useActorName, useFactTitle } from '@/shared/history';
import { useNotice } from '@/shared/problems';
import { useUrlState } from '@/shared/url';
import { AgencyName, ErrorView, Nothing, PageHead, Time } from '@/shared/ui';

const subjects = ['alert', 'incident', 'incident_task', 'incident_note', 'public_report', 'assurance_record', 'evidence_file', 'document',
  'agency', 'system', 'address_range', 'contact_point', 'supplier', 'source', 'account', 'session', 'api_token'];

function Verdict({ result }: { result: AuditResult }) {
  const { t } = useTexts();
  return (
    <Alert className="lc-gap-below" showIcon type={result.intact ? 'success' : 'error'} data-testid="audit-result" data-intact={result.intact}
      title={result.intact ? t('journal.intact', { n: formatNumber(result.facts) }) : t('journal.broken', { id: result.first_bad ?? 0 })}
      description={<>{result.what ? <div>{result.what}</div> : null}<code>{t('journal.head')}: {result.head_hash}</code></>} />
  );
}

export default function Journal() {
  const { t, dyn } = useTexts();
  const url = useUrlState();
  const title = useFactTitle();
  const actor = useActorName();
  const { failed } = useNotice();
  const [result, setResult] = useState<AuditResult | null>(null);
  const [busy, setBusy] = useState(false);
  const filters = { kind: url.text('kind'), subject_kind: url.text('subject_kind'), subject_id: url.text('subject_id'), agency_id: url.text('agency_id') };
  const fact = url.text('fact');
  const facts = useInfiniteQuery({
    queryKey: ['facts', filters, fact],
    initialPageParam: fact !== '' ? String(Number(fact) + 1) : '',
    queryFn: ({ pageParam, signal }) => get<{ rows: FactView[]; next: string }>('/facts', { ...filters, before: pageParam, limit: 100 }, signal),
    getNextPageParam: (last) => (last.next === '' ? undefined : last.next),
  });
  const rows = facts.data?.pages.flatMap((page) => page.rows) ?? [];
  const verify = () => {
    setBusy(true);
    void post<AuditResult>('/audit/verify').then(setResult, failed).finally(() => setBusy(false));
  };
  return (
    <>
      <PageHead title={t('nav.journal')} sub={t('journal.sub')}
        extra={<Button type="primary" icon={<SafetyCertificateOutlined />} loading={busy} onClick={verify} data-testid="audit-verify">{t('journal.verify')}</Button>} />
      {result ? <Verdict result={result} /> : null}
      <div className="lc-filters">
        <Select allowClear placeholder={t('journal.subject')} aria-label={t('journal.subject')} style={{ width: 220 }} value={filters.subject_kind || null}
          onChange={(v: string | null) => url.set({ subject_kind: v, fact: null })} options={subjects.map((value) => ({ value, label: dyn(`entity.${value}.one`) }))} />
        <Input.Search allowClear key={filters.kind} defaultValue={filters.kind} placeholder={t('journal.kind')} aria-label={t('journal.kind')} style={{ width: 220 }} onSearch={(kind) => url.set({ kind, fact: null })} />
        <AgencySelect allowClear placeholder={t('duty.agency')} aria-label={t('duty.agency')} style={{ width: 260 }}
          value={filters.agency_id ? Number(filters.agency_id) : null} onChange={(v) => url.set({ agency_id: v ? String(v) : null, fact: null })} />
        {fact !== '' ? <Button onClick={() => url.set({ fact: null })}>{t('journal.from_fact', { id: fact })} ✕</Button> : null}
      </div>
      {facts.error && rows.length === 0 ? <ErrorView error={facts.error} retry={() => void facts.refetch()} /> : (
        <div className="lc-card lc-card-flush">
          <Table<FactView> size="small" rowKey="id" pagination={false} loading={facts.isPending} dataSource={rows} scroll={{ x: 'max-content' }}
            locale={{ emptyText: <Nothing /> }} rowClassName={(row) => (String(row.id) === fact ? 'lc-row-on' : '')}
            expandable={{ expandRowByClick: true, expandedRowRender: (row) => <div className="lc-stack"><Payload payload={row.payload} entity={row.subject_kind} /><code className="lc-small">SHA-256 {row.hash}</code></div> }}
            columns={[
              { title: t('journal.id'), dataIndex: 'id', align: 'right', width: 90 },
              { title: t('journal.recorded'), render: (_, f) => <Time at={f.recorded_at} seconds /> },
              { title: t('journal.what'), render: (_, f) => <span title={f.kind}>{title(f.kind)}</span> },
              { title: t('journal.subject'), render: (_, f) => (f.subject_kind ? <span className="lc-nowrap">{dyn(`entity.${f.subject_kind}.one`, f.subject_kind)} #{f.subject_id}</span> : '—') },
              { title: t('duty.agency'), render: (_, f) => <AgencyName id={f.agency_id} /> },
              { title: t('journal.actor'), render: (_, f) => actor(f.actor_name) },
              { title: t('journal.occurred'), render: (_, f) => <Time at={f.occurred_at} /> },
            ]} />
        </div>
      )}
      {facts.hasNextPage ? <div className="lc-more"><Button loading={facts.isFetchingNextPage} onClick={() => void facts.fetchNextPage()} data-testid="load-more">{t('action.more')}</Button></div> : null}
    </>
  );
}
