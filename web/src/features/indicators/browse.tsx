// SPDX-License-Identifier: Apache-2.0
// Indicators, of one list or of all: found, filtered, picked for a hunt.
import { Button, Input, Select, Table } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { Link, useNavigate } from 'react-router-dom';
import type { Indicator } from '@/api/indicator_types';
import { useTexts } from '@/i18n';
import { formatNumber } from '@/shared/format';
import { kinds, searchPath } from '@/shared/indicators';
import { useKeys } from '@/shared/keys';
import { useCan } from '@/shared/session';
import { TlpTag } from '@/shared/tlp';
import { useUrlState } from '@/shared/url';
import { ErrorView, Nothing } from '@/shared/ui';
import { useIndicators } from './data';
import { KindName, Validity } from './tags';

export function Browse({ list, empty }: { list?: { id: number; name: string }; empty: string }) {
  const { t, dyn } = useTexts();
  const can = useCan();
  const navigate = useNavigate();
  const url = useUrlState();
  const box = useRef<HTMLDivElement>(null);
  const [picked, setPicked] = useState<string[]>([]);
  const filters = { ...(list ? { list: list.id } : {}), kind: url.text('kind'), query: url.text('q') };
  const found = useIndicators(filters);
  const rows = found.data?.pages.flatMap((page) => page.rows) ?? [];
  const isFiltered = filters.kind !== '' || filters.query !== '';
  useKeys({ '/': () => box.current?.querySelector('input')?.focus() });
  useEffect(() => setPicked([]), [filters.kind, filters.query]);
  if (found.error && !found.data) return <ErrorView error={found.error} retry={() => void found.refetch()} />;
  const hunt = () => navigate('/hunts/new', { state: { indicators: [...new Set(picked.map((key) => key.slice(key.indexOf(' ') + 1)))].join('\n'), title: list?.name ?? '' } });
  return (
    <>
      <div className="lc-filters lc-inset" ref={box}>
        <Input.Search allowClear className="lc-search" defaultValue={filters.query} key={filters.query} placeholder={t('ioc.search')} aria-label={t('ioc.search')} onSearch={(q) => url.set({ q: q.trim() })} data-testid="ioc-search" />
        <Select allowClear placeholder={t('ioc.kind')} aria-label={t('ioc.kind')} style={{ width: 160 }} value={filters.kind || null} onChange={(v: string | null) => url.set({ kind: v })}
          options={kinds.map((value) => ({ value, label: dyn(`ioc.kind_${value}`) }))} />
        {isFiltered ? <Button type="link" onClick={() => url.set({ q: null, kind: null })}>{t('action.clear_filters')}</Button> : null}
        <span className="lc-grow" />
        {picked.length > 0 ? <Button type="primary" onClick={hunt} data-testid="ioc-hunt-picked">{t('ioc.hunt_picked', { n: formatNumber(picked.length) })}</Button> : null}
        <span className="lc-muted" role="status" data-testid="ioc-shown">{found.data ? t(found.hasNextPage ? 'ioc.shown_more' : 'ioc.shown', { n: formatNumber(rows.length) }) : ''}</span>
      </div>
      {/* Not `scroll`: the row it measures by would hold a second box to select all. */}
      <div className="lc-scroll-x">
      <Table<Indicator> size="small" rowKey={(one) => `${one.list_id} ${one.value}`} dataSource={rows} loading={found.isPending || found.isPlaceholderData} pagination={false}
        {...(can('hunt', 'write') ? { rowSelection: { selectedRowKeys: picked, onChange: (keys) => setPicked(keys.map(String)), columnWidth: 40 } } : {})}
        onRow={(one) => ({ 'data-testid': 'ioc', 'data-value': one.value }) as object}
        locale={{ emptyText: <Nothing text={isFiltered ? t('state.no_match') : empty} /> }} columns={[
          { title: t('ioc.value'), render: (_, one) => <span className={one.is_valid && !one.is_excluded ? 'lc-mono lc-break' : 'lc-mono lc-break lc-muted'}>{one.value}</span> },
          { title: t('ioc.kind'), width: 110, render: (_, one) => <KindName kind={one.kind} /> },
          { title: t('ioc.tlp'), width: 120, render: (_, one) => <TlpTag tlp={one.tlp} /> },
          { title: t('ioc.valid_until'), width: 150, render: (_, one) => <Validity one={one} /> },
          { title: t('ioc.about'), render: (_, one) => <>{one.description}{one.source && one.source !== one.list_name ? <div className="lc-muted lc-small">{one.source}</div> : null}</> },
          ...(list ? [] : [{ title: t('ioc.list'), width: 170, render: (_: unknown, one: Indicator) => <Link to={`/indicators/lists/${one.list_id}`}>{one.list_name}</Link> }]),
          ...(can('event') ? [{ title: <span className="lc-sr">{t('ioc.search_events')}</span>, width: 110, align: 'right' as const, render: (_: unknown, one: Indicator) => <Link to={searchPath(one.value, one.kind)} title={t('ioc.search_events_hint')}>{t('ioc.search_events')}</Link> }] : []),
        ]} />
      </div>
      {found.hasNextPage ? <div className="lc-inset lc-row"><Button loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()} data-testid="ioc-more">{t('action.more')}</Button></div> : null}
    </>
  );
}
