// SPDX-License-Identifier: Apache-2.0
// Weaknesses to fix, by due date; many at once, with undo.
import { DownloadOutlined } from '@ant-design/icons';
import { App, Button, Checkbox, Input, Segmented } from 'antd';
import { useMemo, useState } from 'react';
import { Link } from 'react-router-dom';
import { apiUrl } from '@/api/client';
import { levels } from '@/api/types';
import { useTexts } from '@/i18n';
import { useRows } from '@/shared/entity/data';
import { AgencySelect } from '@/shared/entity/select';
import { formatNumber } from '@/shared/format';
import { useKeys } from '@/shared/keys';
import { useAgencyName, useSystems } from '@/shared/lookups';
import { useNotice } from '@/shared/problems';
import { ownAgencyOnly, useCan, useMe } from '@/shared/session';
import { useUrlState } from '@/shared/url';
import { ErrorView, LevelTag, Loading, Nothing } from '@/shared/ui';
import { ActionDialog } from './action_dialog';
import type { Deed } from './action_dialog';
import { actOnMany, filtersOf, undo, useRefresh, useSummary } from './data';
import type { ActBody, Action, BulkAnswer, Finding } from './data';
import { Section } from './section';
import { Due, StatusTag, UrgencyTags, placeOf } from './tags';

const states = ['', 'probably_fixed', 'fixed', 'accepted', 'false_positive', 'all'];

export default function Findings() {
  const { t } = useTexts();
  const me = useMe();
  const own = ownAgencyOnly(me, 'finding', 'read');
  const state = useUrlState();
  const filters = filtersOf(state.params);
  const key = filters.toString();
  const { query, rows, total } = useRows<Finding>('findings', filters, 100);
  const [checked, setChecked] = useState<Set<number>>(new Set());
  const [whole, setWhole] = useState(false);
  const shown = useMemo(() => new Set(rows.map((r) => r.id)), [rows]);
  const selected = [...checked].filter((id) => shown.has(id));
  const toggle = (id: number) => {
    setWhole(false);
    setChecked((old) => {
      const next = new Set(old);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  };
  const clear = () => {
    setChecked(new Set());
    setWhole(false);
  };
  return (
    <Section title={t('nav.findings')} sub={t(own ? 'finding.sub' : 'finding.sub_all')}
      extra={<Button icon={<DownloadOutlined />} href={apiUrl('/findings.csv', filters)} download data-testid="export-csv">{t('action.export')}</Button>}>
      <Figures own={own} />
      <Filters own={own} />
      <div className="lc-row lc-gap-below">
        <Checkbox checked={selected.length > 0 && selected.length === rows.length} indeterminate={selected.length > 0 && selected.length < rows.length} disabled={rows.length === 0}
          onChange={(e) => { setWhole(false); setChecked(e.target.checked ? shown : new Set()); }}>{t('finding.select_shown')}</Checkbox>
        {selected.length > 0 ? (
          <Bulk key={key} ids={whole ? null : selected} count={whole ? total : selected.length} filters={filters} onDone={clear} own={own} />
        ) : null}
        {selected.length === rows.length && total > rows.length && selected.length > 0 && !whole ? <Button type="link" onClick={() => setWhole(true)}>{t('finding.select_matching', { n: formatNumber(total) })}</Button> : null}
        <span className="lc-grow" />
        <span className="lc-muted" role="status" data-testid="total">{t('finding.total', { n: formatNumber(total) })}</span>
      </div>
      {query.error && rows.length === 0 ? <ErrorView error={query.error} retry={() => void query.refetch()} /> : query.isPending ? <Loading /> : (
        <ul className="lc-card lc-card-flush lc-findings" data-testid="findings">
          {rows.map((row) => <Row key={row.id} row={row} own={own} checked={checked.has(row.id)} onCheck={toggle} />)}
          {rows.length === 0 ? <li><Nothing text={t(key === 'status=open%2Cprobably_fixed&sort=due_at' ? 'finding.none_to_do' : 'finding.none')} /></li> : null}
        </ul>
      )}
      {query.hasNextPage ? <div className="lc-more"><Button onClick={() => void query.fetchNextPage()} loading={query.isFetchingNextPage}>{t('action.more')}</Button></div> : null}
    </Section>
  );
}

/** Each figure leads to its list. */
function Figures({ own }: { own: boolean }) {
  const { t } = useTexts();
  const { data } = useSummary();
  if (!data) return null;
  const now = new Date().toISOString();
  const figures: [string, number, string][] = [
    [t('finding.to_do'), data.to_do, '/findings'],
    [t('finding.overdue'), data.overdue, `/findings?due_at.to=${encodeURIComponent(now)}`],
    [t('finding.control'), data.control, '/findings?allows_control=true'],
    [t('finding.kev'), data.known_exploited, '/findings?is_known_exploited=true'],
    [t('finding.gone'), data.probably_fixed, '/findings?status=probably_fixed'],
    ...(own ? [] : [[t('finding.not_attributed'), data.not_attributed, '/findings?agency_id.null=true'] as [string, number, string]]),
  ];
  return (
    <div className="lc-figures lc-figures-tight lc-finding-figures">
      {figures.map(([name, value, to]) => <Link key={name} to={to} className="lc-figure"><b>{formatNumber(value)}</b><span>{name}</span></Link>)}
    </div>
  );
}

function Filters({ own }: { own: boolean }) {
  const { t, dyn } = useTexts();
  const state = useUrlState();
  const [text, setText] = useState(state.text('q'));
  useKeys({ '/': () => document.querySelector<HTMLInputElement>('[data-testid=finding-search] input')?.focus() });
  const flag = (name: string) => state.text(name) === 'true';
  const filtered = [...state.params.keys()].length > 0;
  return (
    <div className="lc-filters">
      <span data-testid="finding-search" className="lc-search">
        <Input.Search allowClear value={text} placeholder={t('finding.search')} aria-label={t('finding.search')} onChange={(e) => setText(e.target.value)} onSearch={(q) => state.set({ q })} />
      </span>
      <span className="lc-scroll-x">
        <Segmented value={state.text('status')} aria-label={dyn('field.finding.status')} onChange={(status) => state.set({ status: String(status) })}
          options={states.map((value) => ({ value, label: value === '' ? t('finding.to_do') : value === 'all' ? t('finding.all') : dyn(`choice.finding.status.${value}`) }))} />
      </span>
      <span className="lc-row">
        {levels.map((level) => (
          <Checkbox key={level} checked={state.list('severity').includes(level)}
            onChange={(e) => state.set({ severity: e.target.checked ? [...state.list('severity'), level] : state.list('severity').filter((l) => l !== level) })}>{dyn(`choice.finding.severity.${level}`)}</Checkbox>
        ))}
        <Checkbox checked={flag('allows_control')} onChange={(e) => state.set({ allows_control: e.target.checked ? 'true' : null })}>{t('finding.control')}</Checkbox>
        <Checkbox checked={flag('is_known_exploited')} onChange={(e) => state.set({ is_known_exploited: e.target.checked ? 'true' : null })}>{t('finding.kev_short')}</Checkbox>
        {own ? null : <Checkbox checked={flag('agency_id.null')} onChange={(e) => state.set({ 'agency_id.null': e.target.checked ? 'true' : null })}>{t('finding.not_attributed')}</Checkbox>}
      </span>
      {own ? null : <span className="lc-row"><span className="lc-muted">{dyn('field.finding.agency_id')}</span><AgencySelect allowClear style={{ minWidth: 240 }} aria-label={dyn('field.finding.agency_id')} value={Number(state.text('agency_id')) || null} onChange={(id) => state.set({ agency_id: id ? String(id) : null })} /></span>}
      {filtered ? <Button type="link" onClick={() => { setText(''); state.set(Object.fromEntries([...state.params.keys()].map((n) => [n, null]))); }}>{t('action.clear_filters')}</Button> : null}
    </div>
  );
}

function Row({ row, own, checked, onCheck }: { row: Finding; own: boolean; checked: boolean; onCheck: (id: number) => void }) {
  const { t } = useTexts();
  const agencyName = useAgencyName();
  const systems = useSystems();
  const system = row.system_id ? (systems.byId.get(row.system_id)?.name ?? `#${row.system_id}`) : '';
  return (
    <li className="lc-finding-row" data-testid="finding-row">
      <Checkbox checked={checked} onChange={() => onCheck(row.id)} aria-label={t('finding.select', { title: row.title })} />
      <div className="lc-finding-main">
        <div className="lc-row"><LevelTag level={row.severity} /><UrgencyTags finding={row} /></div>
        <Link to={`/findings/${row.id}`} className="lc-finding-title" data-testid="finding-link">{row.title}</Link>
        <div className="lc-muted lc-small lc-break">
          <span className="lc-mono">{row.number}</span>{row.cve ? <> · {row.cve}</> : null} · <span className="lc-mono">{placeOf(row)}</span>{system ? <> · {system}</> : null}
          {own ? null : <> · {row.agency_id ? agencyName(row.agency_id) : t('finding.not_attributed')}</>}
        </div>
      </div>
      <div className="lc-finding-side"><Due finding={row} /><StatusTag status={row.status} /></div>
    </li>
  );
}

/** \param ids  Null: everything that matches. */
function Bulk({ ids, count, filters, onDone, own }: { ids: number[] | null; count: number; filters: URLSearchParams; onDone: () => void; own: boolean }) {
  const { t } = useTexts();
  const can = useCan();
  const { notification } = App.useApp();
  const { failed } = useNotice();
  const refresh = useRefresh();
  const [deed, setDeed] = useState<Action | null>(null);
  const takeBack = (items: BulkAnswer['done']) => void undo(items).then((answer) => {
    notification.destroy('findings');
    notification.success({ title: t('finding.undone', { n: formatNumber(answer.done.length) }), placement: 'bottomRight' });
    refresh();
  }, failed);
  const run = async (action: Action, body: ActBody) => {
    const answer = await actOnMany(ids ?? filters, action, body);
    refresh();
    onDone();
    notification.open({
      key: 'findings', duration: 20, placement: 'bottomRight', title: t('finding.done_n', { n: formatNumber(answer.done.length) }),
      description: answer.failed.length > 0 ? <span>{t('finding.failed_n', { n: formatNumber(answer.failed.length) })}<br />{answer.failed.slice(0, 5).map((f) => <span key={f.id} className="lc-small">{f.detail}<br /></span>)}</span> : null,
      actions: answer.done.length > 0 ? <Button type="primary" size="small" onClick={() => takeBack(answer.done)} data-testid="undo">{t('finding.undo')}</Button> : null,
    });
  };
  if (!can('finding', 'write')) return <span>{t('finding.selected', { n: formatNumber(count) })}</span>;
  return (
    <div className="lc-row" data-testid="bulk">
      <b>{t('finding.selected', { n: formatNumber(count) })}</b>
      <Button size="small" onClick={() => setDeed('fix')} data-testid="bulk-fix">{t('finding.fix')}</Button>
      <Button size="small" onClick={() => setDeed('hunt')}>{t('finding.hunt')}</Button>
      <Button size="small" onClick={() => void run('take', {}).catch(failed)}>{t('finding.take')}</Button>
      {own ? null : <Button size="small" onClick={() => setDeed('assign')}>{t('finding.assign')}</Button>}
      {own ? null : <Button size="small" onClick={() => setDeed('false_positive')}>{t('finding.false_positive')}</Button>}
      {deed ? <ActionDialog deed={deed as Deed} count={count} onDo={(body) => run(deed, body)} onClose={() => setDeed(null)} /> : null}
    </div>
  );
}
