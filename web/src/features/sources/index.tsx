// SPDX-License-Identifier: Apache-2.0
// Log sources: who sends, how much arrived, and the lines to paste into the sender.
import { PlusOutlined } from '@ant-design/icons';
import { Alert, App, Button, Drawer, Table, Tabs } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router-dom';
import { get, post } from '@/api/client';
import type { Source, SourceCounters, SourcesStatus } from '@/api/types';
import { useTexts } from '@/i18n';
import { formatNumber } from '@/shared/format';
import { useNotice } from '@/shared/problems';
import { useCan } from '@/shared/session';
import { AgencyName, Card, CopyButton, Loaded, Nothing, PageHead, Tag, Time } from '@/shared/ui';
import { curlExample, loggerExample, rsyslogExample } from './examples';

type StatusRow = SourcesStatus['rows'][number];

function Rejected({ counters }: { counters: SourceCounters }) {
  const { dyn } = useTexts();
  const reasons = Object.entries(counters.rejected_by);
  if (counters.rejected === 0) return <>0</>;
  return <span title={reasons.map(([r, n]) => `${dyn(`rejection.${r}`, r)}: ${n}`).join('\n')}><b className="lc-text-high">{formatNumber(counters.rejected)}</b>
    <div className="lc-small lc-muted">{reasons.map(([r, n]) => `${dyn(`rejection.${r}`, r)} ${formatNumber(n)}`).join(', ')}</div></span>;
}

function Setup({ source, token }: { source: Source; token: string }) {
  const { t } = useTexts();
  const host = window.location.hostname;
  const panes: [string, string][] = [
    ['rsyslog', rsyslogExample(host)], ['logger', loggerExample(host)], ['curl', curlExample(window.location.origin, token || t('sources.your_token'))],
  ];
  return (
    <Tabs items={panes.map(([name, text]) => ({
      key: name, label: name,
      children: <div className="lc-stack"><pre className="lc-raw" tabIndex={0} data-testid={`config-${name}`}>{text}</pre><div><CopyButton text={text} /></div>
        {name !== 'curl' ? <p className="lc-muted">{source.network ? t('sources.by_network', { network: source.network }) : t('sources.no_network')}</p> : <p className="lc-muted">{t('sources.by_token')}</p>}</div>,
    }))} />
  );
}

function One({ row, onChange }: { row: StatusRow; onChange: () => void }) {
  const { t } = useTexts();
  const can = useCan();
  const { modal } = App.useApp();
  const { failed } = useNotice();
  const [token, setToken] = useState('');
  const issue = () => post<{ token: string }>(`/sources/${row.source.id}/token`).then((answer) => { setToken(answer.token); onChange(); }, failed);
  const ask = () => {
    if (!row.has_token) return void issue();
    return void modal.confirm({ title: t('sources.token_again'), content: t('sources.token_void'), okText: t('sources.token_new'), cancelText: t('action.cancel'), onOk: issue });
  };
  return (
    <div className="lc-stack">
      <div className="lc-row"><h2 className="lc-h2 lc-grow">{row.source.name}</h2><Link to={`/registers/sources/${row.source.id}`}>{t('action.edit')}</Link></div>
      {token ? (
        <Alert type="success" showIcon title={t('sources.token_once')} description={<div className="lc-row"><code data-testid="source-token">{token}</code><CopyButton text={token} /></div>} />
      ) : can('source', 'write') ? <div><Button onClick={ask} data-testid="create-token">{t(row.has_token ? 'sources.token_new' : 'sources.token_create')}</Button></div> : null}
      <Setup source={row.source} token={token} />
    </div>
  );
}

export default function Sources() {
  const { t } = useTexts();
  const can = useCan();
  const navigate = useNavigate();
  const [opened, setOpened] = useState<number | null>(null);
  const status = useQuery({ queryKey: ['sources', 'status'], queryFn: () => get<SourcesStatus>('/sources/status'), refetchInterval: 10_000 });
  const row = status.data?.rows.find((r) => r.source.id === opened);
  return (
    <>
      <PageHead title={t('nav.sources')} sub={t('sources.sub')}
        extra={can('source', 'write') ? <Button type="primary" icon={<PlusOutlined />} onClick={() => navigate('/registers/sources/new')} data-testid="create">{t('sources.add')}</Button> : null} />
      <Loaded query={status}>
        {(data) => (
          <div className="lc-stack">
            <div className="lc-card lc-card-flush">
              <Table<StatusRow> size="small" rowKey={(r) => r.source.id} pagination={false} dataSource={data.rows} scroll={{ x: 'max-content' }} locale={{ emptyText: <Nothing text={t('sources.none')} /> }} columns={[
                { title: t('sources.source'), render: (_, r) => <button type="button" className="lc-link-button" onClick={() => setOpened(r.source.id)} data-testid="source">{r.source.name}</button> },
                { title: t('duty.agency'), render: (_, r) => <AgencyName id={r.source.agency_id} /> },
                { title: t('sources.state'), render: (_, r) => r.source.enabled
                  ? <Tag tone={r.silent ? 'high' : 'good'}>{t(r.silent ? 'sources.silent' : 'sources.sending')}</Tag> : <Tag tone="neutral">{t('sources.off')}</Tag> },
                { title: t('sources.last'), render: (_, r) => <Time at={r.counters.last_received_at} seconds /> },
                { title: t('sources.received'), align: 'right', render: (_, r) => formatNumber(r.counters.received) },
                { title: t('sources.stored'), align: 'right', render: (_, r) => formatNumber(r.counters.stored) },
                { title: t('sources.duplicates'), align: 'right', render: (_, r) => formatNumber(r.counters.duplicates) },
                { title: t('sources.rejected'), align: 'right', render: (_, r) => <Rejected counters={r.counters} /> },
                { title: t('sources.network'), render: (_, r) => <code>{r.source.network ?? '—'}</code> },
              ]} />
            </div>
            {data.unknown && data.unknown.received > 0 ? (
              <Card title={t('sources.unknown')}><p>{t('sources.unknown_text', { n: formatNumber(data.unknown.received) })} <Rejected counters={data.unknown} /></p></Card>
            ) : null}
          </div>
        )}
      </Loaded>
      <Drawer open={row !== undefined} onClose={() => setOpened(null)} size={620} title={t('sources.setup')} destroyOnHidden>
        {row ? <One key={row.source.id} row={row} onChange={() => void status.refetch()} /> : null}
      </Drawer>
    </>
  );
}
