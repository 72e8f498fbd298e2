// SPDX-License-Identifier: Apache-2.0
// Rules in force: found, filtered, and what each did in thirty days.
import { Button, Checkbox, Input, Select, Table } from 'antd';
import type { TableProps } from 'antd';
import { useEffect, useMemo, useRef, useState } from 'react';
import { Link, Navigate, useNavigate } from 'react-router-dom';
import type { RuleRow } from '@/api/rule_types';
import { levels } from '@/api/types';
import { useTexts } from '@/i18n';
import { AgencySelect } from '@/shared/entity/select';
import { formatNumber } from '@/shared/format';
import { useKeys } from '@/shared/keys';
import { useUrlState } from '@/shared/url';
import { ErrorView, LevelTag, Nothing, Tag, Time } from '@/shared/ui';
import { useCoverage, useRules, useSets } from './data';
import { filterNames, isFiltered, pageNumber, pageSize, rulesQuery, technique } from './filters';
import { RulesSection } from './section';
import { CanFireTag } from './tags';
import { techniqueName } from './attack_names';

type Url = ReturnType<typeof useUrlState>;

/** How many rules there are and can fire; each figure leads to its rules. */
function Figures() {
  const { t } = useTexts();
  const coverage = useCoverage(null);
  if (!coverage.data) return null;
  const { rules } = coverage.data;
  const figures: [string, number, string][] = [
    [t('rules.in_force'), rules.total, '/rules'], [t('rules.figure_yes'), rules.yes, '/rules?can_fire=yes'],
    [t('rules.figure_fields_missing'), rules.fields_missing, '/rules?can_fire=fields_missing'],
    [t('rules.figure_no_log_source'), rules.no_log_source, '/rules?can_fire=no_log_source'],
  ];
  return (
    <div className="lc-figures">
      {figures.map(([name, n, to]) => <Link key={to} to={to} className="lc-figure"><span>{name}</span><b>{formatNumber(n)}</b></Link>)}
    </div>
  );
}

/** Searches a moment after the last key. */
function Search({ url }: { url: Url }) {
  const { t } = useTexts();
  const asked = url.text('q');
  const [text, setText] = useState(asked);
  const sent = useRef(asked);
  const box = useRef<HTMLDivElement>(null);
  const search = useRef((_: string) => undefined as void);
  search.current = (words) => {
    sent.current = words;
    url.set({ q: words, page: null });
  };
  // The address may change by other ways; what is being typed stays.
  useEffect(() => {
    if (asked !== sent.current) setText(asked);
    sent.current = asked;
  }, [asked]);
  useEffect(() => {
    if (text.trim() === sent.current) return undefined;
    const timer = window.setTimeout(() => search.current(text.trim()), 300);
    return () => window.clearTimeout(timer);
  }, [text]);
  useKeys({ '/': () => box.current?.querySelector('input')?.focus() });
  return (
    <div ref={box} className="lc-search">
      <Input.Search allowClear value={text} placeholder={t('rules.search')} aria-label={t('rules.search')} data-testid="rule-search"
        onChange={(e) => setText(e.target.value)} onSearch={(v) => search.current(v.trim())} />
    </div>
  );
}

function Filters({ url, total }: { url: Url; total: number | undefined }) {
  const { t, dyn } = useTexts();
  const sets = useSets();
  const set = (changes: Record<string, string | string[] | null>) => url.set({ ...changes, page: null });
  const wanted = url.text('technique');
  return (
    <div className="lc-filters" role="group" aria-label={t('rules.filters')}>
      <Search url={url} />
      <Select allowClear placeholder={t('rules.set')} aria-label={t('rules.set')} style={{ width: 160 }} value={url.text('set') || null} popupMatchSelectWidth={false}
        onChange={(v: string | null) => set({ set: v })} options={(sets.data?.rows ?? []).map((s) => ({ value: s.id, label: s.title }))} />
      <Select mode="multiple" allowClear placeholder={t('rules.level')} aria-label={t('rules.level')} style={{ minWidth: 130 }} maxTagCount="responsive" popupMatchSelectWidth={false}
        value={url.list('level')} onChange={(v: string[]) => set({ level: v })} options={levels.map((value) => ({ value, label: dyn(`choice.alert.level.${value}`) }))} />
      <Select mode="multiple" allowClear placeholder={t('rules.can_fire')} aria-label={t('rules.can_fire')} style={{ minWidth: 190 }} maxTagCount="responsive" popupMatchSelectWidth={false}
        value={url.list('can_fire')} onChange={(v: string[]) => set({ can_fire: v })}
        options={['yes', 'fields_missing', 'no_log_source'].map((value) => ({ value, label: dyn(`rules.can_fire_${value}`) }))} />
      <AgencySelect allowClear placeholder={t('rules.by_agency')} aria-label={t('rules.by_agency')} style={{ width: 190 }}
        value={url.text('agency') ? Number(url.text('agency')) : null} onChange={(v) => set({ agency: v ? String(v) : null })} />
      <Input key={wanted} allowClear defaultValue={wanted} style={{ width: 160 }} placeholder={t('rules.technique_hint')} aria-label={t('rules.technique')} data-testid="technique"
        title={techniqueName(wanted)} onPressEnter={(e) => set({ technique: technique(e.currentTarget.value) })}
        onBlur={(e) => { if (technique(e.target.value) !== wanted) set({ technique: technique(e.target.value) }); }} />
      <Checkbox checked={url.text('hits') === '1'} onChange={(e) => set({ hits: e.target.checked ? '1' : null })}>{t('rules.only_hits')}</Checkbox>
      {isFiltered(url.params) ? (
        <Button type="link" onClick={() => set(Object.fromEntries(filterNames.map((n) => [n, null])))}>{t('action.clear_filters')}</Button>
      ) : null}
      <span className="lc-grow" />
      <span className="lc-muted" role="status" data-testid="total">{total === undefined ? '' : t('rules.total', { n: formatNumber(total) })}</span>
    </div>
  );
}

type Columns = NonNullable<TableProps<RuleRow>['columns']>;
const sortable: Record<string, 'ascend' | 'descend'> = { title: 'ascend', level: 'descend', hits: 'descend', last_hit: 'descend' };

function useColumns(url: Url): Columns {
  const { t } = useTexts();
  const sets = useSets();
  const titles = useMemo(() => new Map((sets.data?.rows ?? []).map((s) => [s.id, s.title])), [sets.data]);
  const sort = (key: string) => {
    const order = sortable[key] ?? 'descend';
    return { key, sorter: true, sortDirections: [order], sortOrder: url.text('sort') === key ? order : null };
  };
  return [
    { ...sort('level'), title: t('rules.level'), width: 116, render: (_, r) => <LevelTag level={r.level} /> },
    { ...sort('title'), title: t('rules.title'), render: (_, r) => (
      <div className="lc-stack-tight">
        <Link to={`/rules/${encodeURIComponent(r.id)}`} className="lc-record-link" data-testid="rule-link">{r.title}</Link>
        <span className="lc-muted lc-small">{r.logsource || t('rules.correlation')}{r.raises_alert ? '' : ` · ${t('rules.no_alert')}`}</span>
      </div>
    ) },
    { title: t('rules.set'), width: 120, render: (_, r) => titles.get(r.set) ?? r.set },
    { title: t('rules.state'), width: 160, render: (_, r) => <div className="lc-stack-tight"><span><CanFireTag state={r.can_fire} /></span>{r.exceptions > 0 ? <span><Tag tone="low">{t('rules.n_exceptions', { n: r.exceptions })}</Tag></span> : null}</div> },
    { ...sort('hits'), title: t('rules.hits'), align: 'right', width: 92, render: (_, r) => formatNumber(r.hits_30d) },
    { title: t('rules.suppressed'), align: 'right', width: 90, render: (_, r) => <span className={r.suppressed_30d > 0 ? '' : 'lc-muted'}>{formatNumber(r.suppressed_30d)}</span> },
    { ...sort('last_hit'), title: t('rules.last_hit'), width: 142, render: (_, r) => <Time at={r.last_hit} /> },
  ];
}

function List() {
  const { t } = useTexts();
  const url = useUrlState();
  const navigate = useNavigate();
  const rules = useRules(useMemo(() => rulesQuery(url.params), [url.params]));
  const columns = useColumns(url);
  const rows = rules.data?.rows ?? [];
  const [cursor, setCursor] = useState('');
  const at = rows.findIndex((r) => r.id === cursor);
  const move = (step: number) => {
    const next = rows[Math.max(0, Math.min(rows.length - 1, at + step))];
    if (!next) return;
    setCursor(next.id);
    document.querySelector(`[data-row-key="${CSS.escape(next.id)}"]`)?.scrollIntoView({ block: 'nearest' });
  };
  useKeys({
    j: () => move(1), k: () => move(-1), ArrowDown: () => move(1), ArrowUp: () => move(-1),
    Enter: () => { if (at >= 0) navigate(`/rules/${encodeURIComponent(cursor)}`); },
  });
  const report = rules.data?.report;
  return (
    <RulesSection title={t('nav.rules')} sub={report ? t('rules.sub_counts', { found: formatNumber(report.found), loaded: formatNumber(report.loaded), rejected: formatNumber(report.rejected), skipped: formatNumber(report.skipped), filters: formatNumber(report.filters) }) : t('rules.sub')}>
      <Figures />
      <Filters url={url} total={rules.data?.total} />
      {rules.error && !rules.data ? <ErrorView error={rules.error} retry={() => void rules.refetch()} /> : (
        <div className="lc-card lc-card-flush">
          <Table<RuleRow> size="small" rowKey="id" columns={columns} dataSource={rows} loading={rules.isPending || rules.isPlaceholderData} scroll={{ x: 1000 }} showSorterTooltip={false}
            rowClassName={(r) => (r.id === cursor ? 'lc-row-on' : '')}
            onChange={(_, __, sorter, extra) => {
              if (extra.action !== 'sort' || Array.isArray(sorter)) return;
              url.set({ sort: sorter.order ? String(sorter.columnKey) : null, page: null });
            }}
            pagination={{ current: pageNumber(url.params), pageSize, total: rules.data?.total ?? 0, hideOnSinglePage: true, showSizeChanger: false, onChange: (page) => url.set({ page: page === 1 ? null : String(page) }, true) }}
            locale={{ emptyText: <Nothing text={isFiltered(url.params) ? t('state.no_match') : t('rules.none')} /> }} />
        </div>
      )}
    </RulesSection>
  );
}

export default function Rules() {
  const url = useUrlState();
  // The address that pages and mails of earlier versions point to.
  const named = url.text('rule');
  return named !== '' ? <Navigate replace to={`/rules/${encodeURIComponent(named)}`} /> : <List />;
}
