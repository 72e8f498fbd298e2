// SPDX-License-Identifier: Apache-2.0
// Appeals within reach: the own ones of an agency, all of them for the province.
import { Select, Table } from 'antd';
import { Link } from 'react-router-dom';
import type { Appeal } from '@/api/ranking_types';
import { useTexts } from '@/i18n';
import { useRows } from '@/shared/entity/data';
import { formatMonth } from '@/shared/format';
import { ownAgencyOnly, useMe } from '@/shared/session';
import { useUrlState } from '@/shared/url';
import { AgencyName, ErrorView, Nothing, Remaining, Tag, Time } from '@/shared/ui';
import { DownloadLink, RankingSection } from './section';

const tones = { submitted: 'high', received: 'low', accepted: 'good', partly: 'medium', rejected: 'critical', withdrawn: 'neutral' } as const;
const states = Object.keys(tones) as (keyof typeof tones)[];

export function AppealTag({ state }: { state: Appeal['state'] }) {
  const { dyn } = useTexts();
  return <Tag tone={tones[state]}>{dyn(`choice.score_appeal.state.${state}`)}</Tag>;
}

export const isOpen = (appeal: Appeal) => appeal.state === 'submitted' || appeal.state === 'received';

export default function AppealsPage() {
  const { t, dyn } = useTexts();
  const me = useMe();
  const url = useUrlState();
  const own = ownAgencyOnly(me, 'score_appeal', 'read');
  const state = url.list('state');
  const params = new URLSearchParams({ sort: '-id', ...(state.length > 0 ? { state: state.join(',') } : {}) });
  const { query, rows } = useRows<Appeal>('appeals', params);
  return (
    <RankingSection title={t('rank.tab_appeals')} sub={own ? <Link to="/score">← {t('nav.score')}</Link> : t('rank.appeals_sub')} extra={<DownloadLink href={`/appeals.csv?${params.toString()}`}>{t('rank.csv')}</DownloadLink>}>
      <div className="lc-filters">
        <Select<string[]> mode="multiple" allowClear style={{ minWidth: 260 }} value={state} placeholder={dyn('field.score_appeal.state')} aria-label={dyn('field.score_appeal.state')} onChange={(v) => url.set({ state: v })}
          options={states.map((value) => ({ value, label: dyn(`choice.score_appeal.state.${value}`) }))} />
      </div>
      {query.error && rows.length === 0 ? <ErrorView error={query.error} retry={() => void query.refetch()} /> : (
        <div className="lc-card lc-card-flush">
          <Table<Appeal> size="small" rowKey="id" pagination={false} loading={query.isPending} dataSource={rows} scroll={{ x: 'max-content' }}
            locale={{ emptyText: <Nothing text={t('rank.no_appeals')} /> }} columns={[
              { title: dyn('field.score_appeal.number'), render: (_, a) => <Link to={`/appeals/${a.id}`} data-testid="appeal-link">{a.number}</Link> },
              { title: t('ranking.month'), render: (_, a) => formatMonth(a.month) },
              ...(own ? [] : [{ title: t('ranking.agency'), render: (_: unknown, a: Appeal) => <AgencyName id={a.agency_id} /> }]),
              { title: dyn('field.score_appeal.indicator'), dataIndex: 'indicator' },
              { title: dyn('field.score_appeal.state'), render: (_, a) => <AppealTag state={a.state} /> },
              { title: dyn('field.score_appeal.submitted_at'), render: (_, a) => <Time at={a.submitted_at} /> },
              { title: dyn('field.score_appeal.answer_due'), render: (_, a) => (isOpen(a) ? <><Time at={a.answer_due} limit /> <Remaining due={a.answer_due} /></> : a.answered_at ? <Time at={a.answered_at} /> : '—') },
            ]} />
        </div>
      )}
    </RankingSection>
  );
}
