// SPDX-License-Identifier: Apache-2.0
// Heat map of duties: agencies × duties in a month, agencies × months of a duty, duties × months of an
// agency. The three views lead into one another.
import { Segmented, Select } from 'antd';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { Link } from 'react-router-dom';
import { get } from '@/api/client';
import type { Heat } from '@/api/ranking_types';
import { useTexts } from '@/i18n';
import { formatMonth, monthOf } from '@/shared/format';
import { useAgencies } from '@/shared/lookups';
import { byVietnamese } from '@/shared/text';
import { useUrlState } from '@/shared/url';
import { Card, Loaded, Nothing, Time } from '@/shared/ui';
import { HeatCanvas } from './heat_canvas';
import type { CellPlace } from './heat_canvas';
import { DownloadLink, RankingSection } from './section';

const letters = ['x', 's', 'o', 'l', 'm', 'q'] as const;
const fills: Record<string, string> = { x: 'var(--lc-critical)', s: 'var(--lc-high)', o: 'var(--lc-low)', l: 'var(--lc-medium)', m: 'var(--lc-good)', q: 'var(--lc-line)' };
const statusOf: Record<string, string> = { x: 'overdue', s: 'due_soon', o: 'open', l: 'met_late', m: 'met', q: 'not_measured', '-': 'not_applicable' };

interface Shown { columns: string[]; keys: string[]; titles: string[]; rows: { key: string; label: string; cells: string }[] }

export default function HeatPage() {
  const { t } = useTexts();
  const url = useUrlState();
  const month = url.text('month', monthOf(0));
  const part = url.text('part');
  const agency = url.text('agency_id');
  const query = { month, ...(agency ? { agency_id: agency } : part ? { part } : {}) };
  const heat = useQuery({ queryKey: ['ranking', 'heat', month, part, agency], placeholderData: keepPreviousData, queryFn: () => get<Heat>('/ranking/heat', query) });
  const search = new URLSearchParams(query).toString();
  return (
    <RankingSection title={t('rank.heat_title')} sub={t('rank.heat_sub')} extra={<><DownloadLink href={`/ranking/heat.csv?${search}`}>{t('rank.csv')}</DownloadLink><DownloadLink href={`/ranking/heat.xlsx?${search}`}>XLSX</DownloadLink></>}>
      <Loaded query={heat} rows={14}>{(data) => <Content data={data} month={month} part={part} agency={agency} />}</Loaded>
    </RankingSection>
  );
}

function useShown(data: Heat, kind: string): Shown {
  const { pick } = useTexts();
  const { byId } = useAgencies();
  return useMemo(() => {
    const isMonths = data.columns.every((c) => /^\d{4}-\d{2}$/.test(c.key));
    // A duty that nobody has is no column.
    const used = data.columns.map((_, i) => isMonths || data.rows.some((r) => r.cells[i] !== '-'));
    const kept = data.columns.filter((_, i) => used[i]);
    const rows = data.rows.flatMap((row) => {
      const agency = byId.get(Number(row.key));
      if (data.rows_are === 'agency' && kind !== 'all' && agency?.kind !== kind) return [];
      return [{ key: row.key, label: data.rows_are === 'agency' ? (agency?.name ?? `#${row.key}`) : row.key, cells: [...row.cells].filter((_, i) => used[i]).join('') }];
    });
    if (data.rows_are === 'agency') rows.sort((a, b) => byVietnamese(a.label, b.label));
    return {
      columns: kept.map((c) => (isMonths ? formatMonth(c.key) : pick(c.title_vi, c.title_en))), keys: kept.map((c) => c.key),
      titles: kept.map((c) => (isMonths ? formatMonth(c.key) : pick(c.title_vi, c.title_en))), rows,
    };
  }, [data, kind, byId, pick]);
}

function Content({ data, month, part, agency }: { data: Heat; month: string; part: string; agency: string }) {
  const { t, dyn } = useTexts();
  const url = useUrlState();
  const { rows: agencies, byId } = useAgencies();
  const [open, setOpen] = useState<CellPlace | null>(null);
  const kind = url.text('kind', 'all');
  const shown = useShown(data, kind);
  const describe = (place: CellPlace) => {
    const row = shown.rows[place.row];
    const letter = row?.cells[place.column] ?? '-';
    return `${row?.label ?? ''} · ${shown.titles[place.column] ?? ''}: ${dyn(`duty.status.${statusOf[letter] ?? ''}`)}`;
  };
  const chosenRow = open ? shown.rows[open.row] : undefined;
  const chosenColumn = open ? shown.keys[open.column] : undefined;
  const ofAgency = data.rows_are === 'agency' ? chosenRow?.key : agency;
  const ofPart = agency ? chosenRow?.key : part || chosenColumn;
  const ofMonth = part || agency ? chosenColumn : month;
  const months = Array.from({ length: 13 }, (_, i) => monthOf(i - 12));
  return (
    <div className="lc-stack">
      <div className="lc-filters">
        <label className="lc-row"><span>{t('ranking.month')}</span>
          <input type="range" min={0} max={12} value={Math.max(0, months.indexOf(month))} aria-valuetext={formatMonth(month)} data-testid="month-slider" style={{ width: 220 }}
            onChange={(e) => url.set({ month: months[Number(e.target.value)] ?? null })} /><b>{formatMonth(month)}</b></label>
        <Select<string> style={{ width: 230 }} value={agency} aria-label={t('ranking.agency')} showSearch={{ optionFilterProp: 'label' }} onChange={(v) => { setOpen(null); url.set({ agency_id: v, part: null }); }}
          options={[{ value: '', label: t('rank.all_agencies') }, ...agencies.map((a) => ({ value: String(a.id), label: a.name }))]} />
        {agency ? null : <Segmented<string> value={kind} onChange={(v) => { setOpen(null); url.set({ kind: v === 'all' ? null : v }); }} options={['all', 'department', 'commune', 'enterprise'].map((value) => ({ value, label: dyn(`ranking.kind_${value}`, t('rank.all')) }))} />}
        {part || agency ? <button type="button" className="lc-link-button" onClick={() => { setOpen(null); url.set({ part: null, agency_id: null }); }}>← {t('rank.heat_all')}</button> : null}
      </div>
      <div className="lc-heat-key">{letters.map((l) => <span key={l}><i style={{ background: fills[l] }} aria-hidden="true" />{dyn(`duty.status.${statusOf[l] ?? ''}`)}</span>)}<span><i style={{ border: '1px solid var(--lc-line)' }} aria-hidden="true" />{t('rank.heat_nothing')}</span><span className="lc-muted">{t('duty.as_of')} <Time at={data.judged_at} /></span></div>
      {shown.rows.length === 0 ? <Nothing text={t('ranking.none')} /> : (
        <div className="lc-card lc-card-flush">
          <HeatCanvas key={`${part}/${agency}`} data={shown} wide={part !== '' || agency !== ''} label={t('rank.heat_title')} describe={describe} onOpen={setOpen} />
        </div>
      )}
      {open && chosenRow ? (
        <Card title={describe(open)} label={t('rank.cell')}>
          <div className="lc-row" data-testid="heat-cell">
            {ofAgency ? <Link to={`/ranking/${ofAgency}?month=${ofMonth ?? month}`}>{t('rank.open_card', { name: byId.get(Number(ofAgency))?.name ?? '' })}</Link> : null}
            {ofAgency && ofPart ? <Link to={`/duties?agency_id=${ofAgency}&obligation=${ofPart.split('.')[0] ?? ''}&month=${ofMonth ?? ''}`}>{t('rank.open_duties')}</Link> : null}
            {ofPart && ofPart !== part ? <Link to={`/ranking/heat?part=${ofPart}&month=${month}`}>{t('rank.heat_of_part', { part: shown.titles[open.column] ?? ofPart })}</Link> : null}
            {ofAgency && ofAgency !== agency ? <Link to={`/ranking/heat?agency_id=${ofAgency}&month=${month}`}>{t('rank.heat_of_agency')}</Link> : null}
          </div>
        </Card>
      ) : null}
    </div>
  );
}
