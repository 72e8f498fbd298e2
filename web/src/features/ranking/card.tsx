// SPDX-License-Identifier: Apache-2.0
// Score card of an agency: each indicator opens its duties, each duty its evidence.
import { Collapse } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useParams } from 'react-router-dom';
import { get } from '@/api/client';
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
import { Card, Loaded, PageHead, Tag } from '@/shared/ui';
import { BandTag } from './band';

export default function ScoreCardPage() {
  const { t } = useTexts();
  const { id } = useParams();
  const me = useMe();
  const url = useUrlState();
  const agencyName = useAgencyName();
  const agencyId = id ? Number(id) : (me.agency_id ?? 0);
  const month = url.text('month');
  const card = useQuery({ queryKey: ['score', agencyId, month], queryFn: () => get<ScoreCard>(`/ranking/${agencyId}`, { month }) });
  const own = ownAgencyOnly(me, 'ranking', 'read');
  return (
    <>
      <PageHead title={agencyName(agencyId) || t('nav.score')}
        sub={own ? t('ranking.card_sub') : <Link to={`/ranking${month ? `?month=${month}` : ''}`}>← {t('nav.ranking')}</Link>}
        extra={card.data ? <MonthSelect value={card.data.month} onChange={(m) => url.set({ month: m })} /> : null} />
      <Loaded query={card} rows={10} missing={t('ranking.none')}>{(data) => <Content data={data} />}</Loaded>
    </>
  );
}

function Head({ data }: { data: ScoreCard }) {
  const { t } = useTexts();
  return (
    <Card title={t('ranking.month_score', { month: formatMonth(data.month) })}
      extra={<Tag tone={data.frozen ? 'good' : 'medium'}>{t(data.frozen ? 'ranking.frozen' : 'ranking.provisional')}</Tag>}>
      <div className="lc-score" data-testid="score"><b>{formatNumber(data.percent)}%</b><BandTag band={data.band} /></div>
      <p>{t('ranking.points_of', { earned: formatNumber(data.earned), possible: formatNumber(data.possible) })}</p>
      <p className="lc-muted">{t('ranking.rank_of', { rank: data.rank, of: data.of })}</p>
      {data.history.length > 1 ? (
        <Line label={t('ranking.history')} height={130} maximum={100} labels={data.history.map((h) => formatMonth(h.month))}
          series={[{ name: t('ranking.percent'), tone: 'primary', values: data.history.map((h) => h.percent) }]} />
      ) : null}
    </Card>
  );
}

function Wins({ data, onRecord }: { data: ScoreCard; onRecord: ((request: RecordRequest) => void) | null }) {
  const { t, pick } = useTexts();
  if (data.quick_wins.length === 0) return null;
  return (
    <Card title={t('my.quick_wins')}>
      <ul className="lc-plain-list">
        {data.quick_wins.slice(0, 5).map((win, i) => {
          const title = pick(win.title_vi, win.title_en);
          return (
            <li key={i}>
              {onRecord && win.discharge_with ? <button type="button" className="lc-link-button" onClick={() => onRecord({ agencyId: data.agency_id, kinds: win.discharge_with ? [win.discharge_with] : [], systemId: win.system_id, title })}>{title}</button> : title}
              <div className="lc-text-good lc-small">{t('my.gain', { n: formatNumber(win.gain) })}</div>
            </li>
          );
        })}
      </ul>
    </Card>
  );
}

function Content({ data }: { data: ScoreCard }) {
  const { t, pick } = useTexts();
  const can = useCan();
  const me = useMe();
  const url = useUrlState();
  const [request, setRequest] = useState<RecordRequest | null>(null);
  const mayRecord = can('assurance_record', 'write') && (me.agency_id === null || me.agency_id === data.agency_id);
  return (
    <div className="lc-two">
      <div className="lc-card lc-card-flush">
        <Collapse ghost activeKey={url.list('open')} onChange={(keys) => url.set({ open: [keys].flat() })} items={data.indicators.map((indicator) => ({
          key: indicator.id,
          label: (
            <div className="lc-indicator" data-testid="indicator">
              <span className="lc-grow">{pick(indicator.title_vi, indicator.title_en)}</span>
              {indicator.measured ? (
                <span className="lc-bar-line"><span className="lc-bar" aria-hidden="true"><i className={indicator.earned >= indicator.possible ? 'lc-fill-good' : 'lc-fill-primary'} style={{ width: `${indicator.possible > 0 ? (100 * indicator.earned) / indicator.possible : 0}%` }} /></span><b className="lc-num">{formatNumber(indicator.earned)}/{formatNumber(indicator.possible)}</b></span>
              ) : <Tag tone="neutral">{t('duty.status.not_measured')}</Tag>}
            </div>
          ),
          children: (
            <>
              <p className="lc-muted lc-indicator-why">{pick(indicator.why_vi, indicator.why_en)}</p>
              {[...indicator.duties].sort(byUrgency).map((duty) => (
                <DutyRow key={dutyKey(duty)} duty={duty} {...(mayRecord ? { onRecord: (d) => setRequest(requestOf(d)) } : {})} />
              ))}
            </>
          ),
        }))} />
      </div>
      <div className="lc-stack"><Head data={data} /><Wins data={data} onRecord={mayRecord ? setRequest : null} /></div>
      {request ? <RecordDialog request={request} onClose={() => setRequest(null)} /> : null}
    </div>
  );
}
