// SPDX-License-Identifier: Apache-2.0
// Hunt: search the stored events. The query, the period, the columns and the view are in the address.
import { AimOutlined } from '@ant-design/icons';
import { Alert, Button, Segmented, Tooltip } from 'antd';
import { useCallback, useEffect, useMemo, useState } from 'react';
import type { MouseEvent } from 'react';
import { useNavigate } from 'react-router-dom';
import { get } from '@/api/client';
import type { EventView } from '@/api/types';
import { useTexts } from '@/i18n';
import { Bars } from '@/shared/charts';
import { formatNumber, formatTime } from '@/shared/format';
import { useCan } from '@/shared/session';
import { useUrlState } from '@/shared/url';
import { ErrorView, Loading, Nothing, PageHead, copyText } from '@/shared/ui';
import { splitAt, useCheck, useHistogram } from './data';
import type { Asked } from './data';
import { EventDrawer } from './drawer';
import { FieldsPanel } from './fields_panel';
import { Period, QueryError, QueryInput, ranges } from './query_bar';
import { Results, usualColumns } from './results';
import { Export, Saved } from './saved';
import { useSearch } from './stream';
import type { Found } from './stream';
import { TableView } from './table_view';
import type { Leads } from './table_view';
import { ValueMenu, acted } from './value_menu';
import type { Act, MenuAt, Value } from './value_menu';

const pageSize = 200;

/** The query and its period for a new hunt: a search that is kept as evidence. */
function asHunt(query: string, asked: Asked): string {
  return new URLSearchParams({ query, from: asked.from, to: asked.to || new Date().toISOString() }).toString();
}

function Over({ asked, onPick }: { asked: Asked; onPick: (from: string, to: string) => void }) {
  const { t } = useTexts();
  const histogram = useHistogram(asked);
  if (histogram.error) return <div className="lc-card lc-gap-below"><ErrorView error={histogram.error} /></div>;
  if (!histogram.data) return <div className="lc-card lc-gap-below"><Loading rows={2} /></div>;
  const { buckets, total, width_seconds: width } = histogram.data;
  const pick = (first: number, last: number) => {
    const from = buckets[first]?.start;
    const to = buckets[last]?.start;
    if (from && to) onPick(from, new Date(Date.parse(to) + Math.max(1, width) * 1000).toISOString());
  };
  return (
    <div className="lc-card lc-gap-below">
      <div className="lc-row"><b data-testid="hunt-total">{t('hunt.total', { n: formatNumber(total) })}</b><span className="lc-grow" /><span className="lc-muted lc-small">{t('hunt.brush')}</span></div>
      <Bars label={t('hunt.over_time')} height={96} labels={buckets.map((b) => formatTime(b.start).replace(/\/\d{4} /, ' '))} onPick={pick}
        series={[{ name: t('hunt.events'), tone: 'primary', values: buckets.map((b) => b.count) }]} />
    </div>
  );
}

/** How far the search is, and the button that ends it. */
function Progress({ found, stop }: { found: Found; stop: () => void }) {
  const { t } = useTexts();
  const time = found.searchedTo ? formatTime(found.searchedTo, true) : '';
  const shown = found.start?.shape === 'events' ? found.events.length : found.rows.length;
  return (
    <div className="lc-row lc-gap-below" aria-live="polite" data-testid="hunt-progress">
      <span className="lc-muted">{t('hunt.shown', { n: formatNumber(shown) })}</span>
      {found.status === 'running' ? <span>{time ? t('hunt.searching', { time }) : t('hunt.starting')}</span> : null}
      {found.status === 'stopped' ? <span>{time ? t('hunt.cancelled', { time }) : t('hunt.cancelled_early')}</span> : null}
      {found.status === 'done' && found.end?.next === '' && found.start?.shape === 'events' ? <span className="lc-muted">{t('hunt.complete')}</span> : null}
      {found.end?.is_cut ? <span className="lc-text-high">{t('hunt.cut', { n: formatNumber(found.rows.length) })}</span> : null}
      {found.end?.rows_read ? <span className="lc-muted lc-small">{t('hunt.rows_read', { n: formatNumber(found.end.rows_read) })}</span> : null}
      {found.status === 'running' ? <Button size="small" onClick={stop} data-testid="hunt-stop">{t('hunt.stop')}</Button> : null}
    </div>
  );
}

/** New events on top, every three seconds. */
function useFollow(on: boolean, query: string, add: (events: EventView[]) => void) {
  useEffect(() => {
    if (!on) return undefined;
    const control = new AbortController();
    const timer = window.setInterval(() => {
      get<{ rows: EventView[] }>('/events', { query, from: '-2m', limit: pageSize }, control.signal).then((page) => add(page.rows), () => undefined);
    }, 3000);
    return () => {
      window.clearInterval(timer);
      control.abort();
    };
  }, [on, query, add]);
}

/** An empty answer may be due to a field that is spelt wrongly. */
function Hints({ asked, enabled, onTake }: { asked: Asked; enabled: boolean; onTake: (query: string) => void }) {
  const { t } = useTexts();
  const check = useCheck(asked, enabled);
  if (!enabled) return null;
  return (
    <>
      {(check.data?.unknown ?? []).map((u) => {
        const [before, , after] = splitAt(asked.query, u.position, u.length);
        return (
          <Alert key={u.name} type="warning" showIcon className="lc-gap-below" data-testid="unknown-field" title={t('hunt.unknown_field', { field: u.name })}
            {...(u.nearest ? { action: <Button size="small" onClick={() => onTake(before + u.nearest + after)}>{t('hunt.did_you_mean', { word: u.nearest })}</Button> } : {})} />
        );
      })}
      {(check.data?.remarks ?? []).map((r) => {
        const [before, word, after] = splitAt(asked.query, r.position, r.length);
        return (
          <Alert key={r.position} type="warning" showIcon className="lc-gap-below" data-testid="query-remark" title={t(r.code === 'equals' ? 'hunt.remark_equals' : 'hunt.remark_lower_operator', { word })}
            action={<Button size="small" onClick={() => onTake(before + r.suggestion + after)}>{t('hunt.did_you_mean', { word: r.suggestion })}</Button>} />
        );
      })}
    </>
  );
}

export default function Hunt() {
  const { t } = useTexts();
  const can = useCan();
  const navigate = useNavigate();
  const url = useUrlState();
  const query = url.text('query');
  const [text, setText] = useState(query);
  useEffect(() => setText(query), [query]);
  const [ran, setRan] = useState(Date.now());
  const [opened, setOpened] = useState<EventView | null>(null);
  const wanted = url.text('event'); // opened as soon as it is found
  const [menu, setMenu] = useState<MenuAt | null>(null);
  const [isFollowing, setFollowing] = useState(false);
  const range = url.text('range', '24h');
  const from = url.text('from');
  const to = url.text('to');
  const asked = useMemo<Asked>(() => ({
    query,
    from: range === 'custom' ? from : new Date(ran - (ranges[range] ?? 1440) * 60_000).toISOString(),
    to: range === 'custom' ? to : '',
    // The relative range is pinned to the moment the search was run.
  }), [query, from, to, range, ran]);
  const { found, stop, more, add } = useSearch(asked, pageSize);
  const isEvents = (found.start?.shape ?? 'events') === 'events';
  useEffect(() => {
    const event = wanted === '' ? undefined : found.events.find((e) => e.id === wanted);
    if (!event) return;
    setOpened(event);
    url.set({ event: null });
  }, [wanted, found.events, url]);
  useFollow(isFollowing && isEvents && range !== 'custom', query, add);
  const view = url.text('view', 'table');
  const chosen = url.list('cols');
  const columns = chosen.length > 0 ? chosen : (found.start?.fields.length ?? 0) > 0 ? [...(found.start?.fields ?? [])] : usualColumns;
  const take = useCallback((next: string) => {
    setMenu(null);
    setOpened(null);
    setText(next);
    url.set({ query: next }, true);
  }, [url]);
  const run = () => {
    url.set({ query: text }, true);
    setRan(Date.now());
  };
  const act = (what: Act, value: Value) => {
    setMenu(null);
    if (what === 'copy') void copyText(value.value);
    else if (what === 'column') {
      const next = columns.includes(value.field) ? columns.filter((c) => c !== value.field) : [...columns.filter((c) => c !== 'raw'), value.field, ...columns.filter((c) => c === 'raw')];
      url.set({ cols: next });
    } else {
      const next = acted(query, what, value);
      if (next !== null) take(next);
    }
  };
  const menuFor = (value: Value, at: MouseEvent) => {
    const box = at.currentTarget.getBoundingClientRect();
    setMenu({ ...value, x: box.left, y: box.bottom + 2, isColumn: columns.includes(value.field) });
  };
  const closeMenu = useCallback(() => setMenu(null), []);
  const narrow = (start: string, end: string) => url.set({ range: 'custom', from: start, to: end }, true);
  const lead = (leads: Leads) => url.set({ query: leads.query, ...(leads.from && leads.to ? { range: 'custom', from: leads.from, to: leads.to } : {}) }, true);
  return (
    <>
      <PageHead title={t('nav.hunt')} sub={t('hunt.sub')} extra={<>{can('hunt', 'write') && isEvents && !found.error && query.trim() !== '' ? <Button icon={<AimOutlined />} href={`/console/hunts/new?${asHunt(query, asked)}`} onClick={(e) => { e.preventDefault(); navigate(`/hunts/new?${asHunt(query, asked)}`); }} data-testid="hunt-record">{t('hunt.as_record')}</Button> : null}<Saved url={url} /><Export asked={asked} columns={columns.join(',')} /></>} />
      <div className="lc-filters">
        <QueryInput text={text} setText={setText} onRun={run} asked={asked} />
        <Period url={url} />
        <Button type="primary" onClick={run} data-testid="hunt-run">{t('action.search')}</Button>
      </div>
      {found.error ? <QueryError query={query} error={found.error} onTake={take} /> : <Over asked={asked} onPick={narrow} />}
      <Hints asked={asked} enabled={found.status === 'done' && found.events.length === 0 && found.rows.length === 0} onTake={take} />
      {found.error && found.events.length === 0 ? null : (
        <>
          <Progress found={found} stop={stop} />
          {!isEvents && found.start ? <TableView query={query} start={found.start} rows={found.rows} onLead={lead} /> : (
            <div className="lc-hunt">
              <FieldsPanel events={found.events} asked={asked} onValue={menuFor} />
              <div>
                <div className="lc-row lc-gap-below">
                  <Segmented size="small" aria-label={t('hunt.view')} value={view} onChange={(v) => url.set({ view: v === 'table' ? null : v })}
                    options={[{ value: 'table', label: t('hunt.as_table') }, { value: 'raw', label: t('hunt.as_raw') }, { value: 'json', label: t('hunt.as_json') }]} />
                  {range === 'custom' ? null : <Button size="small" type={isFollowing ? 'primary' : 'default'} aria-pressed={isFollowing} onClick={() => setFollowing(!isFollowing)} data-testid="hunt-follow">{t('hunt.follow')}</Button>}
                  {isFollowing && range !== 'custom' ? <span className="lc-muted lc-small">{t('hunt.following')}</span> : null}
                  {chosen.length > 0 ? <Button size="small" onClick={() => url.set({ cols: null })}>{t('hunt.columns_reset')}</Button> : null}
                  <span className="lc-grow" />
                  <Tooltip title={t('hunt.keys')} placement="topRight"><Button type="text" size="small" aria-description={t('hunt.keys')}>{t('hunt.keys_short')}</Button></Tooltip>
                </div>
                <div className="lc-card lc-card-flush">
                  {found.events.length === 0 ? (found.status === 'running' ? <Loading /> : <Nothing text={t('hunt.none')} />)
                    : <Results events={found.events} columns={columns} view={view} onOpen={setOpened} onAct={act} onValue={menuFor} />}
                </div>
                {found.status === 'done' && found.end?.next ? <div className="lc-more"><Button onClick={more} data-testid="load-more">{t('action.more')}</Button></div> : null}
              </div>
            </div>
          )}
        </>
      )}
      {opened ? <EventDrawer event={opened} onClose={() => setOpened(null)} onAct={act} onValue={menuFor} /> : null}
      {menu ? <ValueMenu at={menu} onAct={act} onClose={closeMenu} /> : null}
    </>
  );
}
