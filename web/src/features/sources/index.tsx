// SPDX-License-Identifier: Apache-2.0
// Log sources: who sends, how much, what became of it, and what needs somebody.
import { PlusOutlined } from '@ant-design/icons';
import { Button, Input, Segmented, Table } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useRef, useState } from 'react';
import { Link, useNavigate } from 'react-router-dom';
import { get } from '@/api/client';
import type { SourceRow, SourcesStatus } from '@/api/types';
import { useTexts } from '@/i18n';
import { formatNumber } from '@/shared/format';
import { useKeys } from '@/shared/keys';
import { useAgencyName } from '@/shared/lookups';
import { useCan, useMe } from '@/shared/session';
import { matchRank } from '@/shared/text';
import { AgencyName, Card, Loaded, Nothing, PageHead, Tag, Time } from '@/shared/ui';
import { useUrlState } from '@/shared/url';
import { byNeed, filters, matches, sum } from './model';
import type { Filter } from './model';
import { Balance, Day, StateTag, Troubles } from './parts';
import './sources.css';

const compare = (a: string | null | undefined, b: string | null | undefined) => (a ?? '').localeCompare(b ?? '');

export default function Sources() {
  const { t } = useTexts();
  const can = useCan();
  const navigate = useNavigate();
  const status = useQuery({ queryKey: ['sources', 'status'], queryFn: () => get<SourcesStatus>('/sources/status'), refetchInterval: 10_000 });
  return (
    <>
      <PageHead title={t('nav.sources')} sub={t('sources.sub')} extra={(
        <>
          {status.data && status.data.strangers > 0 ? <Button onClick={() => navigate('/sources/strangers')} data-testid="strangers">{t('sources.strangers_n', { n: formatNumber(status.data.strangers) })}</Button> : null}
          <Button onClick={() => navigate('/sources/try')}>{t('sources.try')}</Button>
          {can('health') ? <Button onClick={() => navigate('/health')}>{t('nav.health')}</Button> : null}
          {can('source', 'write') ? <Button type="primary" icon={<PlusOutlined />} onClick={() => navigate('/sources/new')} data-testid="create">{t('sources.add')}</Button> : null}
        </>
      )} />
      <Loaded query={status}>{(data) => <List data={data} />}</Loaded>
    </>
  );
}

function List({ data }: { data: SourcesStatus }) {
  const { t, dyn } = useTexts();
  const me = useMe();
  const navigate = useNavigate();
  const url = useUrlState();
  const agencyName = useAgencyName();
  const wanted = url.text('state', 'all');
  const filter: Filter = (filters as readonly string[]).includes(wanted) ? (wanted as Filter) : 'all';
  const text = url.text('q', '');
  const [cursor, setCursor] = useState(0);
  const search = useRef<HTMLInputElement>(null);
  const found = useMemo(() => data.rows.filter((r) => text === ''
    || matchRank(`${r.source.name} ${agencyName(r.source.agency_id)} ${r.source.network ?? ''} ${r.source.sender}`, text) >= 0), [data.rows, text, agencyName]);
  const rows = useMemo(() => found.filter((r) => matches(r, filter)).sort(byNeed), [found, filter]);
  const at = Math.min(cursor, rows.length - 1);
  const open = (row: SourceRow | undefined) => row && navigate(`/sources/${row.source.id}`);
  useKeys({
    j: () => setCursor(Math.min(at + 1, rows.length - 1)),
    k: () => setCursor(Math.max(at - 1, 0)),
    Enter: () => open(rows[at]),
    '/': () => search.current?.focus(),
  });
  return (
    <div className="lc-stack">
      <div className="lc-filters">
        <Input ref={(input) => { search.current = input?.input ?? null; }} allowClear value={text} style={{ width: 260 }} placeholder={t('sources.search')} aria-label={t('sources.search')}
          onChange={(e) => url.set({ q: e.target.value })} data-testid="search" />
        <Segmented<Filter> value={filter} onChange={(v) => url.set({ state: v === 'all' ? null : v })}
          options={filters.map((value) => ({ value, label: `${dyn(`sources.filter.${value}`)} (${formatNumber(found.filter((r) => matches(r, value)).length)})` }))} />
      </div>
      <div className="lc-card lc-card-flush">
        <Table<SourceRow> size="small" rowKey={(r) => r.source.id} pagination={rows.length > 100 ? { pageSize: 100, showSizeChanger: false } : false} dataSource={rows} scroll={{ x: 1060 }}
          rowClassName={(_, i) => (i === at && cursor > 0 ? 'lc-row-on' : '')} locale={{ emptyText: <Nothing text={t(data.rows.length === 0 ? 'sources.none' : 'sources.none_match')} /> }} columns={[
            { title: t('sources.source'), sorter: (a, b) => compare(a.source.name, b.source.name),
              render: (_, r) => <><Link to={`/sources/${r.source.id}`} data-testid="source">{r.source.name}</Link>{me.agency_id === null ? <div className="lc-muted lc-small"><AgencyName id={r.source.agency_id} /></div> : null}</> },
            { title: t('sources.state'), width: 152, render: (_, r) => <StateTag row={r} /> },
            { title: t('sources.last'), width: 154, sorter: (a, b) => compare(a.last_seen_at, b.last_seen_at), render: (_, r) => <Time at={r.last_seen_at} seconds /> },
            { title: <span title={t('sources.rate_title')}>{t('sources.rate')}</span>, width: 98, align: 'right', sorter: (a, b) => a.traffic.last_minute - b.traffic.last_minute, render: (_, r) => formatNumber(r.traffic.last_minute / 60) },
            { title: t('sources.day'), width: 124, sorter: (a, b) => sum(a.hours) - sum(b.hours), render: (_, r) => <><Day row={r} /><div className="lc-small lc-muted">{formatNumber(sum(r.hours))}</div></> },
            { title: t('sources.received'), width: 104, align: 'right', sorter: (a, b) => a.counters.received - b.counters.received,
              render: (_, r) => <>{formatNumber(r.counters.received)}<div className="lc-muted lc-small">{t('sources.stored_n', { n: formatNumber(r.counters.stored) })}</div></> },
            { title: t('sources.trouble'), width: 190, render: (_, r) => <Troubles row={r} /> },
          ]} />
      </div>
      {data.unknown && data.unknown.received > 0 ? (
        <Card title={t('sources.strangers')} extra={<Link to="/sources/strangers">{t('sources.strangers_n', { n: formatNumber(data.strangers) })}</Link>}><Balance counters={data.unknown} /></Card>
      ) : null}
      <Listeners of={data.listeners} />
    </div>
  );
}

/** What the sockets count themselves: losses whose sender nobody can know. */
export function Listeners({ of }: { of: SourcesStatus['listeners'] }) {
  const { t, dyn } = useTexts();
  if (of.length === 0) return null;
  const lost = (name: string) => name.includes('drops') || name.includes('shed') || name.includes('refused') || name.includes('truncated');
  return (
    <Card title={t('sources.listeners')}>
      {of.map((one) => (
        <div key={one.name} className="lc-row" data-testid="listener">
          <code>{one.name} {one.address}</code>
          {Object.entries(one.counts).map(([name, n]) => (
            lost(name) && n > 0 ? <Tag key={name} tone="high">{dyn(`sources.count.${name}`, name)}: {formatNumber(n)}</Tag>
              : <span key={name} className="lc-small lc-muted">{dyn(`sources.count.${name}`, name)}: {formatNumber(n)}</span>
          ))}
        </div>
      ))}
    </Card>
  );
}
