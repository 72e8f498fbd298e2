// SPDX-License-Identifier: Apache-2.0
// Scorecards: the one in force, decreed ones, drafts; a new draft from either, or from a file.
import { App, Button, Upload } from 'antd';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from 'react-router-dom';
import { get, post, upload } from '@/api/client';
import type { CardInForce, ScorecardDetail, ScorecardRow } from '@/api/ranking_types';
import { useTexts } from '@/i18n';
import { useRows } from '@/shared/entity/data';
import { formatDate, formatMonth, monthOf } from '@/shared/format';
import { useNotice } from '@/shared/problems';
import { useCan } from '@/shared/session';
import { Card, Definition, Loaded, Nothing, Tag } from '@/shared/ui';
import { DownloadLink, RankingSection } from './section';

const newest = new URLSearchParams({ sort: '-id' });
const tones = { draft: 'medium', proposed: 'high', decreed: 'good', withdrawn: 'neutral' } as const;

export function ScorecardTag({ state }: { state: ScorecardRow['state'] }) {
  const { dyn } = useTexts();
  return <Tag tone={tones[state]}>{dyn(`choice.scorecard.state.${state}`)}</Tag>;
}

export default function ScorecardsPage() {
  const { t, dyn, pick } = useTexts();
  const can = useCan();
  const go = useNavigate();
  const queries = useQueryClient();
  const { failed } = useNotice();
  const { message } = App.useApp();
  const inForce = useQuery({ queryKey: ['ranking', 'in-force'], queryFn: () => get<CardInForce>('/scorecards/in-force') });
  const { query, rows } = useRows<ScorecardRow>('scorecards', newest);
  const may = can('scorecard', 'write');
  const open = (detail: ScorecardDetail) => {
    void queries.invalidateQueries({ queryKey: ['rows', 'scorecards'] });
    go(`/ranking/scorecards/${detail.row.id}`);
  };
  const copy = (data: CardInForce) => {
    const from = `${monthOf(1)}-01`;
    post<ScorecardDetail>('/scorecards/draft', { title: t('rank.card_new_title', { month: formatMonth(monthOf(1)) }), basis: '', card: { ...data.card, id: `${monthOf(1)}-${Date.now() % 10000}`, from } }).then(open, failed);
  };
  const take = (file: File) => {
    void message.loading({ content: t('state.loading'), key: 'card', duration: 0.5 });
    upload<ScorecardDetail>('/scorecards/import', { title: file.name.replace(/\.ya?ml$/i, '') }, file, () => undefined).then(open, failed);
    return false;
  };
  return (
    <RankingSection title={t('rank.tab_scorecards')} sub={t('rank.scorecards_sub')}
      extra={may ? <Upload accept=".yaml,.yml" showUploadList={false} beforeUpload={take}><Button data-testid="import-card">{t('rank.card_import')}</Button></Upload> : null}>
      <div className="lc-stack">
        <Loaded query={inForce} missing={t('rank.no_card')}>{(data) => (
          <Card title={t('rank.card_in_force', { month: formatMonth(data.month) })} extra={<span className="lc-row">
            <DownloadLink href={`/scorecards/in-force.yaml?month=${data.month}`}>YAML</DownloadLink>
            {may ? <Button type="primary" onClick={() => copy(data)} data-testid="copy-card">{t('rank.card_copy')}</Button> : null}</span>}>
            <Definition items={[
              [dyn('field.scorecard.code'), data.card.id],
              [t('rank.card_from'), formatDate(data.card.from)],
              [t('rank.card_source'), t(data.is_shipped ? 'rank.card_shipped' : 'rank.card_decreed')],
              [t('rank.card_bands'), data.card.bands.map((b) => `${b.code} ≥ ${b.from_percent}%`).join(' · ')],
              [t('rank.card_sets'), data.card.sets.map((s) => `${pick(s.title_vi, s.title_en)}: ${s.indicators.length}`).join(' · ')],
            ]} />
          </Card>
        )}</Loaded>
        <div className="lc-card lc-card-flush lc-scroll-x" role="region" aria-label={t('rank.tab_scorecards')} tabIndex={0}>
          {rows.length === 0 && !query.isPending ? <Nothing text={t('rank.no_scorecards')} /> : (
            <table className="lc-plain-table">
              <thead><tr><th>{dyn('field.scorecard.title')}</th><th>{dyn('field.scorecard.code')}</th><th>{t('rank.card_from')}</th><th>{t('rank.state')}</th><th>{t('rank.two_persons')}</th></tr></thead>
              <tbody>{rows.map((row) => (
                <tr key={row.id}><td><Link to={`/ranking/scorecards/${row.id}`}>{row.title}</Link></td><td>{row.code}</td><td>{row.from_month ? formatMonth(row.from_month) : '—'}</td><td><ScorecardTag state={row.state} /></td><td>{row.proposed_by || row.drafted_by}{row.decreed_by ? ` → ${row.decreed_by}` : ''}</td></tr>
              ))}</tbody>
            </table>
          )}
        </div>
      </div>
    </RankingSection>
  );
}
