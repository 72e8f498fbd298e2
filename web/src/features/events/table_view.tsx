// SPDX-License-Identifier: Apache-2.0
// What a query with commands gives: a table with bars, or a chart over time. Each row leads to its events.
import { useMemo } from 'react';
import type { SearchStart } from '@/api/types';
import { useTexts } from '@/i18n';
import { Bars, Line } from '@/shared/charts';
import type { ChartTone } from '@/shared/charts';
import { formatNumber, formatTime } from '@/shared/format';
import { Nothing, Time } from '@/shared/ui';
import { behind, condition } from './data';
import { useNames } from './names';

const tones: ChartTone[] = ['primary', 'good', 'medium', 'high', 'low', 'critical'];

export interface Leads {
  query: string;
  from?: string;
  to?: string;
}

interface TableProps {
  query: string;
  start: SearchStart;
  rows: string[][];
  onLead: (leads: Leads) => void;
}

/** Steps and series of a timechart; what has no row is 0. */
export function chartOf(start: SearchStart, rows: string[][], other: string) {
  const hasSeries = start.columns.length === 3;
  const value = start.columns.length - 1;
  const span = Math.max(1, start.span_seconds) * 1000;
  const times = rows.map((r) => Date.parse(r[0] ?? ''));
  const first = Math.min(...times);
  const steps = rows.length === 0 ? 0 : Math.min(2000, Math.round((Math.max(...times) - first) / span) + 1);
  const totals = new Map<string, number>();
  for (const row of rows) {
    const name = hasSeries ? (row[1] ?? '') : '';
    totals.set(name, (totals.get(name) ?? 0) + Number(row[value]));
  }
  // Six tones: the largest five, and the rest together.
  const names = [...totals].sort((a, b) => (a[0] === '…' ? 1 : b[0] === '…' ? -1 : b[1] - a[1])).map(([name]) => name);
  const own = names.filter((n) => n !== '…').slice(0, names.length > tones.length ? tones.length - 1 : tones.length);
  const series = own.map((name) => ({ name, values: Array.from({ length: steps }, () => 0) }));
  const rest = { name: other, values: Array.from({ length: steps }, () => 0) };
  for (const row of rows) {
    const at = Math.round((Date.parse(row[0] ?? '') - first) / span);
    const line = series.find((s) => s.name === (hasSeries ? (row[1] ?? '') : '')) ?? rest;
    line.values[at] = (line.values[at] ?? 0) + Number(row[value]);
  }
  return {
    starts: Array.from({ length: steps }, (_, i) => first + i * span), span,
    series: own.length < names.length ? [...series, rest] : series,
  };
}

function Timechart({ query, start, rows, onLead }: TableProps) {
  const { t } = useTexts();
  const names = useNames();
  const series = start.columns.length === 3 ? (start.columns[1]?.name ?? '') : '';
  const told = useMemo(() => (series === '' ? rows : rows.map((r) => r.map((text, i) => (i === 1 ? names.shown(series, text) : text)))), [rows, series, names]);
  const chart = useMemo(() => chartOf(start, told, t('hunt.other_series')), [start, told, t]);
  const name = start.columns[start.columns.length - 1]?.name ?? 'count';
  const Shape = name === 'count' || name === 'sum' ? Bars : Line;
  const iso = (at: number) => new Date(at).toISOString();
  const lead = (first: number, last: number) => {
    const from = chart.starts[first];
    const to = chart.starts[last];
    if (from !== undefined && to !== undefined) onLead({ query: behind(query, []), from: iso(from), to: iso(to + chart.span) });
  };
  return (
    <div className="lc-card lc-gap-below" data-testid="hunt-chart">
      <Shape label={t('hunt.count_label', { name })} height={240} labels={chart.starts.map((s) => formatTime(iso(s)).replace(/\/\d{4} /, ' '))} onPick={lead}
        series={chart.series.map((s, i) => ({ name: s.name || name, tone: tones[i] ?? 'primary', values: s.values }))} />
    </div>
  );
}

export function TableView(props: TableProps) {
  const { query, start, rows, onLead } = props;
  const { t } = useTexts();
  const names = useNames();
  if (rows.length === 0) return <div className="lc-card"><Nothing text={t('hunt.no_rows')} /></div>;
  const texts = start.columns.map((c, i) => ({ ...c, i })).filter((c) => c.kind === 'text');
  const figure = start.columns.findIndex((c) => c.kind === 'number');
  const most = figure < 0 ? 0 : Math.max(...rows.map((r) => Number(r[figure]) || 0), 0);
  const leads = (row: string[]): Leads => {
    const more = { query: behind(query, texts.filter((c) => row[c.i] !== '…').map((c) => condition(c.name, names.written(c.name, row[c.i] ?? '')))) };
    if (start.shape !== 'timechart') return more;
    const at = Date.parse(row[0] ?? '');
    return { ...more, from: new Date(at).toISOString(), to: new Date(at + start.span_seconds * 1000).toISOString() };
  };
  return (
    <>
      {start.shape === 'timechart' ? <Timechart {...props} /> : null}
      <div className="lc-card lc-card-flush lc-events-scroll" tabIndex={0} role="region" aria-label={t('hunt.as_table')}>
        <table className="lc-events" data-testid="hunt-table">
          <thead><tr>{start.columns.map((c) => <th key={c.name} scope="col" className={c.kind === 'number' ? 'lc-num' : 'lc-mono'}>{c.name}</th>)}</tr></thead>
          <tbody>
            {rows.map((row, i) => (
              <tr key={i} onClick={() => onLead(leads(row))} title={t('hunt.open_row')}>
                {start.columns.map((c, n) => {
                  const text = row[n] ?? '';
                  if (c.kind === 'instant') return <td key={c.name}>{text ? <Time at={text} seconds /> : ''}</td>;
                  if (c.kind === 'number') {
                    return (
                      <td key={c.name} className="lc-num">{formatNumber(Number(text))}{c.name === 'percent' ? ' %' : ''}
                        {n === figure && most > 0 ? <div className="lc-bar" aria-hidden="true"><i className="lc-fill-primary" style={{ width: `${Math.max(0, (100 * Number(text)) / most)}%` }} /></div> : null}
                      </td>
                    );
                  }
                  const told = names.shown(c.name, text);
                  return <td key={c.name} className={told === text ? 'lc-mono' : ''}>{n === texts[0]?.i ? <button type="button" className="lc-value" onClick={(e) => { e.stopPropagation(); onLead(leads(row)); }}>{told}</button> : told}</td>;
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
