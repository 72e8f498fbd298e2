// SPDX-License-Identifier: Apache-2.0
// The ranking of a month, by kind of agency.
import { ArrowDownOutlined, ArrowUpOutlined, LockOutlined, MinusOutlined, UnlockOutlined } from '@ant-design/icons';
import { App, Button, Segmented, Table } from 'antd';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from 'react-router-dom';
import { get, post } from '@/api/client';
import type { Ranking, RankingRow } from '@/api/types';
import { useTexts } from '@/i18n';
import { formatMonth, formatNumber, monthOf } from '@/shared/format';
import { MonthSelect } from '@/shared/month_select';
import { useNotice } from '@/shared/problems';
import { ownAgencyOnly, useCan, useMe } from '@/shared/session';
import { useUrlState } from '@/shared/url';
import { AgencyName, Loaded, Nothing, PageHead, Tag } from '@/shared/ui';
import { BandTag } from './band';

function Change({ row }: { row: RankingRow }) {
  const { t } = useTexts();
  if (row.previous_rank === null) return <span className="lc-muted">{t('ranking.first_time')}</span>;
  const by = row.previous_rank - row.rank;
  if (by === 0) return <span className="lc-muted"><MinusOutlined /> {t('ranking.same')}</span>;
  return by > 0
    ? <span className="lc-text-good"><ArrowUpOutlined /> {t('ranking.up', { n: by })}</span>
    : <span className="lc-text-high"><ArrowDownOutlined /> {t('ranking.down', { n: -by })}</span>;
}

export default function RankingPage() {
  const { t, dyn } = useTexts();
  const { modal } = App.useApp();
  const me = useMe();
  const can = useCan();
  const url = useUrlState();
  const queries = useQueryClient();
  const { done, failed } = useNotice();
  const month = url.text('month', monthOf(0));
  const kind = url.text('kind', 'department');
  const ranking = useQuery({ queryKey: ['ranking', month, kind], queryFn: () => get<Ranking>('/ranking', { month, kind }) });
  const freeze = () => modal.confirm({
    title: t('ranking.freeze_ask', { month: formatMonth(month) }), content: t('ranking.freeze_hint'), okText: t('ranking.freeze'), cancelText: t('action.cancel'),
    onOk: () => post('/ranking/freeze', { month }).then(() => {
      done(t('ranking.freeze_done'));
      void queries.invalidateQueries({ queryKey: ['ranking'] });
    }, failed),
  });
  const mayFreeze = can('ranking', 'write') && !ownAgencyOnly(me, 'ranking', 'write') && ranking.data && !ranking.data.frozen && month < monthOf(0);
  return (
    <>
      <PageHead title={t('ranking.title', { month: formatMonth(month) })} sub={t('ranking.sub')}
        tags={ranking.data ? <Tag tone={ranking.data.frozen ? 'good' : 'medium'} icon={ranking.data.frozen ? <LockOutlined /> : <UnlockOutlined />}>{t(ranking.data.frozen ? 'ranking.frozen' : 'ranking.provisional')}</Tag> : null}
        extra={mayFreeze ? <Button type="primary" onClick={freeze} data-testid="freeze">{t('ranking.freeze')}</Button> : null} />
      <div className="lc-filters">
        <MonthSelect value={month} onChange={(m) => url.set({ month: m })} />
        <Segmented<string> value={kind} onChange={(v) => url.set({ kind: v })} options={['department', 'commune', 'enterprise'].map((value) => ({ value, label: dyn(`ranking.kind_${value}`) }))} />
      </div>
      <Loaded query={ranking} missing={t('ranking.none')}>
        {(data) => (
          <div className="lc-card lc-card-flush">
            <Table<RankingRow> size="small" rowKey="agency_id" pagination={false} dataSource={data.rows} scroll={{ x: 'max-content' }}
              locale={{ emptyText: <Nothing text={t('ranking.none')} /> }} columns={[
                { title: t('ranking.rank'), dataIndex: 'rank', align: 'right', width: 70 },
                { title: t('ranking.agency'), render: (_, r) => <Link to={`/ranking/${r.agency_id}?month=${month}`} data-testid="ranking-agency"><AgencyName id={r.agency_id} /></Link> },
                { title: t('ranking.percent'), width: 200, sorter: (a, b) => a.percent - b.percent, render: (_, r) => (
                  <span className="lc-bar-line"><span className="lc-bar" aria-hidden="true"><i className="lc-fill-primary" style={{ width: `${r.percent}%` }} /></span><b>{formatNumber(r.percent)}%</b></span>) },
                { title: t('ranking.points'), align: 'right', render: (_, r) => <Link to={`/ranking/${r.agency_id}?month=${month}`}>{formatNumber(r.earned)} / {formatNumber(r.possible)}</Link> },
                { title: t('ranking.band_title'), render: (_, r) => <BandTag band={r.band} /> },
                { title: t('ranking.change'), render: (_, r) => <Change row={r} /> },
              ]} />
          </div>
        )}
      </Loaded>
    </>
  );
}
