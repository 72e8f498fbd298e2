// SPDX-License-Identifier: Apache-2.0
// Score card of an agency: each indicator opens its duties, each duty its evidence. Beside it where it
// stands among its peers, what would lift it most, and the way to an appeal.
import { Button, Collapse } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router-dom';
import { get } from '@/api/client';
import type { Indicator } from '@/api/ranking_types';
import type { ScoreCard } from '@/api/types';
import { useTexts } from '@/i18n';
import { Line } from '@/shared/charts';
import { DutyRow, byUrgency, dutyKey } from '@/shared/duty';
import { formatMonth, formatNumber } from '@/shared/format';
import { useAgencyName } from '@/shared/lookups';
import { MonthSelect } from '@/shared/month_select';
import { RecordDialog, requestOf } from '@/shared/record_dialog';
import type { RecordRequest } from '@/shared/record_dialog';
import { ownAgencyOnly, useCan, useMe } from '@/shared/session';
import { useUrlState } from '@/shared/url';
import { Card, Loaded, Tag, Time } from '@/shared/ui';
import { AppealDrawer } from './appeal_new';
import { BandTag } from './band';
import { RankingSection } from './section';

export default function ScoreCardPage() {
  const { t } = useTexts();
  const { id } = useParams();
  const me = useMe();
  const can = useCan();
  const url = useUrlState();
  const agencyName = useAgencyName();
  const agencyId = id ? Number(id) : (me.agency_id ?? 0);
  const month = url.text('month');
  const card = useQuery({ queryKey: ['score', agencyId, month], queryFn: () => get<ScoreCard>(`/ranking/${agencyId}`, { month }) });
  const own = ownAgencyOnly(me, 'ranking', 'read');
  return (
    <RankingSection title={agencyName(agencyId) || t('nav.score')}
      sub={own ? t('ranking.card_sub') : <Link to={`/ranking${month ? `?month=${month}` : ''}`}>← {t('nav.ranking')}</Link>}
      extra={<>
        {own && can('score_appeal') ? <Link className="lc-button-link" to="/appeals" data-testid="own-appeals">{t('rank.own_appeals')}</Link> : null}
        {card.data ? <MonthSelect value={card.data.month} onChange={(m) => url.set({ month: m })} /> : null}
      </>}>
      <Loaded query={card} rows={10} missing={t('ranking.none')}>{(data) => <Content data={data} />}</Loaded>
    </RankingSection>
  );
}

function Head({ data }: { data: ScoreCard }) {
  const { t } = useTexts();
  return (
    <Card title={t('ranking.month_score', { month: formatMonth(data.month) })}
      extra={<Tag tone={data.frozen ? 'good' : 'medium'}>{t(data.frozen ? 'ranking.frozen' : 'ranking.provisional')}</Tag>}>
      <div className="lc-score" data-testid="score"><b>{formatNumber(data.percent)}%</b><BandTag band={data.band} /></div>
      <p>{t('ranking.points_of', { earned: formatNumber(data.earned), possible: formatNumber(data.possible) })}</p>
      <p className="lc-muted">{data.rank > 0 ? t('ranking.rank_of', { rank: data.rank, of: data.of }) : t('rank.unranked_why')}</p>
      {data.peers_percent === null ? null : <p className="lc-muted">{t('rank.peers_median', { n: formatNumber(data.peers_percent) })}</p>}
      {data.as_frozen ? <p className="lc-muted" data-testid="as-frozen">{t('rank.with_addenda', { n: data.addenda })}: {t('rank.as_frozen', { percent: formatNumber(data.as_frozen.percent), rank: data.as_frozen.rank, band: data.as_frozen.band })}</p> : null}
      {data.appeal_until ? <p className="lc-muted">{t(data.may_appeal ? 'rank.may_appeal' : 'rank.appeals_closed')} <Time at={data.appeal_until} /></p> : null}
      {data.history.length > 1 ? (
        <Line label={t('ranking.history')} height={130} maximum={100} labels={data.history.map((h) => formatMonth(h.month))}
          series={[{ name: t('ranking.percent'), tone: 'primary', values: data.history.map((h) => h.percent) }]} />
      ) : null}
    </Card>
  );
}

/** Three things that lift the score most, each with the form that does it. */
function Wins({ data, onRecord }: { data: ScoreCard; onRecord: ((request: RecordRequest) => void) | null }) {
  const { t, pick } = useTexts();
  if (data.quick_wins.length === 0) return null;
  return (
    <Card title={t('my.quick_wins')}>
      <ol className="lc-plain-list" data-testid="wins">
        {data.quick_wins.slice(0, 3).map((win) => {
          const title = pick(win.title_vi, win.title_en);
          const obligation = win.duty.split(/[./]/)[0] ?? '';
          return (
            <li key={win.duty}>
              {onRecord && win.discharge_with
                ? <button type="button" className="lc-link-button" data-testid="win" onClick={() => onRecord({ agencyId: data.agency_id, kinds: win.discharge_with ? [win.discharge_with] : [], systemId: win.system_id, title })}>{title}</button>
                : <Link to={onRecord ? `/my?obligation=${obligation}` : `/duties?agency_id=${data.agency_id}&obligation=${obligation}`}>{title}</Link>}
              <div className="lc-text-good lc-small">{t('my.gain', { n: formatNumber(win.gain) })}</div>
            </li>
          );
        })}
      </ol>
    </Card>
  );
}

function IndicatorHead({ indicator }: { indicator: Indicator }) {
  const { t, pick } = useTexts();
  const share = (points: number) => `${indicator.possible > 0 ? (100 * points) / indicator.possible : 0}%`;
  return (
    <div className="lc-indicator" data-testid="indicator">
      <span className="lc-grow">{pick(indicator.title_vi, indicator.title_en)}</span>
      {indicator.measured ? (
        <span className="lc-bar-line lc-peer" title={indicator.peers === null ? '' : t('rank.peers_points', { n: formatNumber(indicator.peers) })}>
          <span className="lc-bar" aria-hidden="true"><i className={indicator.earned >= indicator.possible ? 'lc-fill-good' : 'lc-fill-primary'} style={{ width: share(indicator.earned) }} />{indicator.peers === null ? null : <span className="lc-peer-mark" style={{ left: share(indicator.peers) }} />}</span>
          <b className="lc-num">{formatNumber(indicator.earned)}/{formatNumber(indicator.possible)}</b>
          {indicator.peers === null ? null : <span className="lc-sr">{t('rank.peers_points', { n: formatNumber(indicator.peers) })}</span>}
        </span>
      ) : <Tag tone="neutral">{t('duty.status.not_measured')}</Tag>}
    </div>
  );
}

function Content({ data }: { data: ScoreCard }) {
  const { t, pick } = useTexts();
  const can = useCan();
  const me = useMe();
  const url = useUrlState();
  const go = useNavigate();
  const [request, setRequest] = useState<RecordRequest | null>(null);
  const [appealed, setAppealed] = useState<Indicator | null>(null);
  const mayRecord = can('assurance_record', 'write') && (me.agency_id === null || me.agency_id === data.agency_id);
  const mayAppeal = data.may_appeal && me.agency_id === data.agency_id && can('score_appeal', 'write');
  return (
    <div className="lc-two">
      <div className="lc-card lc-card-flush">
        <Collapse ghost activeKey={url.list('open')} onChange={(keys) => url.set({ open: [keys].flat() })} items={data.indicators.map((indicator) => ({
          key: indicator.id,
          label: <IndicatorHead indicator={indicator} />,
          children: (
            <>
              <div className="lc-row lc-gap-below"><p className="lc-muted lc-indicator-why lc-grow">{pick(indicator.why_vi, indicator.why_en)}</p>
                {mayAppeal ? <Button size="small" onClick={() => setAppealed(indicator)} data-testid="appeal">{t('rank.appeal_do')}</Button> : null}</div>
              {[...indicator.duties].sort(byUrgency).map((duty) => (
                <DutyRow key={dutyKey(duty)} duty={duty} {...(mayRecord ? { onRecord: (d) => setRequest({ ...requestOf(d), title: pick(d.title_vi, d.title_en) }) } : {})} />
              ))}
            </>
          ),
        }))} />
      </div>
      <div className="lc-stack"><Head data={data} /><Wins data={data} onRecord={mayRecord ? setRequest : null} /></div>
      {request ? <RecordDialog request={request} onClose={() => setRequest(null)} /> : null}
      {appealed ? <AppealDrawer card={data} indicator={appealed} onClose={() => setAppealed(null)} onDone={(a) => go(`/appeals/${a.appeal.id}`)} /> : null}
    </div>
  );
}
