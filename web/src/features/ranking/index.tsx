// SPDX-License-Identifier: Apache-2.0
// The ranking of a month, by kind of agency: table with trend, distribution, the way to its sign-off.
import { ArrowDownOutlined, ArrowUpOutlined, LockOutlined, MinusOutlined, UnlockOutlined } from '@ant-design/icons';
import { Button, Segmented, Table } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router-dom';
import { get, post } from '@/api/client';
import type { MonthStanding } from '@/api/ranking_types';
import type { Document, Ranking, RankingRow } from '@/api/types';
import { useTexts } from '@/i18n';
import { formatMonth, formatNumber, monthOf } from '@/shared/format';
import { MonthSelect } from '@/shared/month_select';
import { useNotice } from '@/shared/problems';
import { useCan } from '@/shared/session';
import { useUrlState } from '@/shared/url';
import { AgencyName, Loaded, Nothing, Tag, Time } from '@/shared/ui';
import { BandTag } from './band';
import { Distribution } from './distribution';
import { DownloadLink, RankingSection } from './section';
import { Sparkline } from './sparkline';

/** The last month that ended, while it waits for a first or a second person. */
function Waiting() {
  const { t } = useTexts();
  const last = monthOf(-1);
  const standing = useQuery({ queryKey: ['ranking', 'month', last], queryFn: () => get<MonthStanding>(`/ranking/months/${last}`), retry: false });
  const state = standing.data?.state;
  if (state !== 'proposed' && state !== 'ended') return null;
  return (
    <p className="lc-notice lc-gap-below" role="status" data-testid="waiting">
      <Link to={`/ranking/months/${last}`}>{t(state === 'proposed' ? 'rank.waiting_second' : 'rank.waiting_first', { month: formatMonth(last) })}</Link>
    </p>
  );
}

function Change({ row }: { row: RankingRow }) {
  const { t } = useTexts();
  if (row.rank === 0) return <span className="lc-muted">{t('rank.unranked_why')}</span>;
  if (row.previous_rank === null) return <span className="lc-muted">{t('ranking.first_time')}</span>;
  const by = row.previous_rank - row.rank;
  if (by === 0) return <span className="lc-muted"><MinusOutlined /> {t('ranking.same')}</span>;
  return by > 0
    ? <span className="lc-text-good"><ArrowUpOutlined /> {t('ranking.up', { n: by })}</span>
    : <span className="lc-text-high"><ArrowDownOutlined /> {t('ranking.down', { n: -by })}</span>;
}

function AsFrozen({ row }: { row: RankingRow }) {
  const { t } = useTexts();
  const frozen = row.as_frozen;
  if (!frozen) return null;
  return <div className="lc-small lc-muted" data-testid="as-frozen">{t('rank.as_frozen', { percent: formatNumber(frozen.percent), rank: frozen.rank, band: frozen.band })}</div>;
}

export default function RankingPage() {
  const { t, dyn } = useTexts();
  const can = useCan();
  const url = useUrlState();
  const month = url.text('month', monthOf(0));
  const kind = url.text('kind', 'department');
  const ranking = useQuery({ queryKey: ['ranking', month, kind], queryFn: () => get<Ranking>('/ranking', { month, kind }) });
  const data = ranking.data;
  const tag = data ? <Tag tone={data.frozen ? 'good' : 'medium'} icon={data.frozen ? <LockOutlined /> : <UnlockOutlined />}>{t(data.frozen ? 'ranking.frozen' : 'ranking.provisional')}</Tag> : null;
  return (
    <RankingSection title={t('ranking.title', { month: formatMonth(month) })} sub={t('ranking.sub')}
      tags={<>{tag}{data && data.addenda > 0 ? <Tag tone="low">{t('rank.with_addenda', { n: data.addenda })}</Tag> : null}</>}
      extra={<>
        <DownloadLink href={`/ranking/table.csv?month=${month}&kind=${kind}`}>{t('rank.csv')}</DownloadLink>
        <DownloadLink href={`/ranking/table.xlsx?month=${month}&kind=${kind}`}>XLSX</DownloadLink>
        {data?.frozen && can('document', 'write') ? <Notice month={month} /> : null}
        {month < monthOf(0) ? <Link className="lc-button-link lc-button-main" to={`/ranking/months/${month}`} data-testid="sign-off">{t(data?.frozen ? 'rank.frozen_page' : 'rank.freeze_page')}</Link> : null}
      </>}>
      <div className="lc-filters">
        <MonthSelect value={month} onChange={(m) => url.set({ month: m })} />
        <Segmented<string> value={kind} onChange={(v) => url.set({ kind: v })} options={['department', 'commune', 'enterprise'].map((value) => ({ value, label: dyn(`ranking.kind_${value}`) }))} />
        {data ? <span className="lc-muted lc-small">{t('rank.judged', { of: data.of })} <Time at={data.judged_at} /></span> : null}
      </div>
      {can('ranking', 'write') ? <Waiting /> : null}
      <Loaded query={ranking} missing={t('ranking.none')}>
        {(shown) => <div className="lc-stack"><Distribution data={shown} /><League data={shown} month={month} /></div>}
      </Loaded>
    </RankingSection>
  );
}

/** The official notice of the month: drafted here, carried on with the documents. */
function Notice({ month }: { month: string }) {
  const { t } = useTexts();
  const go = useNavigate();
  const { failed } = useNotice();
  const [busy, setBusy] = useState(false);
  const draft = () => {
    setBusy(true);
    post<Document>('/documents/draft', { kind: 'ranking_notice', month }).then((d) => go(`/documents?id=${d.id}`), failed).finally(() => setBusy(false));
  };
  return <Button loading={busy} onClick={draft} data-testid="notice">{t('rank.notice')}</Button>;
}

function League({ data, month }: { data: Ranking; month: string }) {
  const { t } = useTexts();
  return (
    <div className="lc-card lc-card-flush" data-testid="league">
      <Table<RankingRow> size="small" rowKey="agency_id" dataSource={data.rows} scroll={{ x: 'max-content' }}
        pagination={{ defaultPageSize: 50, hideOnSinglePage: true, pageSizeOptions: [50, 200, 1000] }}
        locale={{ emptyText: <Nothing text={t('ranking.none')} /> }} columns={[
          { title: t('ranking.rank'), align: 'right', width: 70, render: (_, r) => (r.rank > 0 ? r.rank : '–') },
          { title: t('ranking.agency'), render: (_, r) => <><Link to={`/ranking/${r.agency_id}?month=${month}`} data-testid="ranking-agency"><AgencyName id={r.agency_id} /></Link><AsFrozen row={r} /></> },
          { title: t('ranking.percent'), width: 150, sorter: (a, b) => a.percent - b.percent, render: (_, r) => (
            <span className="lc-bar-line"><span className="lc-bar" aria-hidden="true"><i className="lc-fill-primary" style={{ width: `${r.percent}%` }} /></span><b>{formatNumber(r.percent)}%</b></span>) },
          { title: t('rank.trend'), width: 104, render: (_, r) => <Sparkline values={r.trend} months={data.months} /> },
          { title: t('ranking.points'), align: 'right', render: (_, r) => <Link to={`/ranking/${r.agency_id}?month=${month}`}>{formatNumber(r.earned)} / {formatNumber(r.possible)}</Link> },
          { title: t('ranking.band_title'), render: (_, r) => <BandTag band={r.band} /> },
          { title: t('rank.overdue'), align: 'right', sorter: (a, b) => a.overdue - b.overdue, render: (_, r) => (r.overdue > 0 ? <Link to={`/duties?agency_id=${r.agency_id}&status=overdue`}>{r.overdue}</Link> : 0) },
          { title: t('ranking.change'), render: (_, r) => <Change row={r} /> },
        ]} />
    </div>
  );
}
