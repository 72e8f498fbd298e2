// SPDX-License-Identifier: Apache-2.0
// The province as tiles, one an agency, in one measure and month. Grey: no data. The list beside it
// says the same for keyboard and screen reader.
import { Select } from 'antd';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { Link } from 'react-router-dom';
import { get } from '@/api/client';
import type { TileRow, Tiles } from '@/api/ranking_types';
import { useTexts } from '@/i18n';
import { formatMonth, formatNumber, monthOf } from '@/shared/format';
import { byVietnamese, matchRank } from '@/shared/text';
import { useUrlState } from '@/shared/url';
import { Card, Loaded, Nothing } from '@/shared/ui';
import { BandTag, bandTone } from './band';
import { measureTone, numberText } from './measure';
import { DownloadLink, RankingSection } from './section';

const kinds = ['department', 'district', 'commune', 'enterprise'];

export default function MapPage() {
  const { t, dyn } = useTexts();
  const url = useUrlState();
  const measure = url.text('measure', 'score');
  const last = monthOf(0);
  const tiles = useQuery({
    queryKey: ['ranking', 'tiles', measure, last], placeholderData: keepPreviousData,
    queryFn: () => get<Tiles>('/ranking/tiles', { measure, month: last }),
  });
  const month = url.text('month', last);
  return (
    <RankingSection title={t('rank.map_title', { month: formatMonth(month) })} sub={t('rank.map_sub')}
      extra={<DownloadLink href={`/ranking/table.csv?month=${month}&kind=commune`}>{t('rank.csv')}</DownloadLink>}>
      <Loaded query={tiles} rows={12}>
        {(data) => (
          <>
            <div className="lc-filters">
              <Select<string> value={measure} onChange={(v) => url.set({ measure: v === 'score' ? null : v })} style={{ width: 240 }} aria-label={t('rank.measure')} data-testid="measure"
                options={['score', 'overdue', ...data.groups].map((value) => ({ value, label: dyn(`rank.measure_${value}`, value) }))} />
              <label className="lc-row"><span>{t('ranking.month')}</span>
                <input type="range" min={0} max={data.months.length - 1} value={Math.max(0, data.months.indexOf(month))} style={{ width: 260 }} data-testid="month-slider"
                  aria-valuetext={formatMonth(month)} onChange={(e) => url.set({ month: data.months[Number(e.target.value)] ?? null })} />
                <b>{formatMonth(month)}</b></label>
              <input className="lc-find" type="search" placeholder={t('rank.find_agency')} aria-label={t('rank.find_agency')} value={url.text('q')} onChange={(e) => url.set({ q: e.target.value })} />
            </div>
            <Province data={data} at={data.months.indexOf(month)} measure={measure} />
          </>
        )}
      </Loaded>
    </RankingSection>
  );
}

function toneOf(row: TileRow, at: number, measure: string) {
  const value = row.values[at] ?? null;
  if (value === null) return 'neutral';
  return measure === 'score' ? bandTone(row.bands[at] ?? '-') : measureTone(measure, value);
}

function Province({ data, at, measure }: { data: Tiles; at: number; measure: string }) {
  const { t, dyn } = useTexts();
  const url = useUrlState();
  const query = url.text('q');
  const chosen = Number(url.text('agency', '0'));
  const matches = (row: TileRow) => query === '' || matchRank(row.name, query) >= 0;
  const listed = useMemo(() => data.rows.filter((row) => query === '' || matchRank(row.name, query) >= 0)
    .sort((a, b) => (b.values[at] ?? -1) - (a.values[at] ?? -1) || byVietnamese(a.name, b.name)), [data, at, query]);
  const month = data.months[at] ?? '';
  if (data.rows.length === 0) return <Nothing text={t('ranking.none')} />;
  return (
    <div className="lc-map">
      <div className="lc-stack">
        {kinds.map((kind) => {
          const rows = data.rows.filter((row) => row.kind === kind);
          return rows.length === 0 ? null : (
            <Card key={kind} title={dyn(`ranking.kind_${kind}`)} extra={<span className="lc-muted">{t('rank.n_agencies', { n: rows.length })}</span>}>
              <div className="lc-tiles" aria-hidden="true" data-testid={`tiles-${kind}`}>
                {rows.map((row) => (
                  <button key={row.agency_id} type="button" tabIndex={-1} aria-pressed={row.agency_id === chosen} title={row.name}
                    className={`lc-tile lc-tone-${toneOf(row, at, measure)}${matches(row) ? '' : ' lc-tile-dim'}`}
                    onClick={() => url.set({ agency: String(row.agency_id) })}>
                    <span>{row.name.replace(/^((Sở|UBND|Ủy ban nhân dân|Xã|Phường|xã|phường) )+/, '')}</span>
                    <b>{numberText(measure, row.values[at] ?? null)}</b>
                  </button>
                ))}
              </div>
            </Card>
          );
        })}
        <Key measure={measure} />
      </div>
      <Card title={t('rank.list')} className="lc-card-flush">
        <ol className="lc-plain-list lc-map-list lc-inset" tabIndex={0} aria-label={t('rank.list')} data-testid="map-list">
          {listed.map((row) => (
            <li key={row.agency_id} className={row.agency_id === chosen ? 'lc-row-on' : ''}>
              <div className="lc-row">
                <Link className="lc-grow" to={`/ranking/${row.agency_id}?month=${month}`}>{row.name}</Link>
                <b className="lc-num">{numberText(measure, row.values[at] ?? null)}</b>
                {measure === 'score' ? <BandTag band={(row.bands[at] ?? '-').replace('-', '')} /> : null}
              </div>
            </li>
          ))}
        </ol>
      </Card>
    </div>
  );
}

function Key({ measure }: { measure: string }) {
  const { t, dyn } = useTexts();
  const steps: [string, string][] = measure === 'score'
    ? ['A', 'B', 'C', 'D', 'E'].map((band) => [bandTone(band), dyn(`band.${band}`)])
    : measure === 'overdue'
      ? [['good', '0'], ['low', '1–2'], ['medium', '3–5'], ['high', '6–10'], ['critical', '> 10']]
      : [['good', '≥ 80%'], ['low', '≥ 65%'], ['medium', '≥ 50%'], ['high', '≥ 30%'], ['critical', `< ${formatNumber(30)}%`]];
  return (
    <div className="lc-row lc-small">
      {[...steps, ['neutral', t('rank.no_data')]].map(([tone, text]) => <span key={text} className={`lc-tag lc-tone-${tone}`}>{text}</span>)}
    </div>
  );
}
