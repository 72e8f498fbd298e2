// SPDX-License-Identifier: Apache-2.0
// The alert queue: list and detail, worked with the keyboard, live.
import { Button, Checkbox, Input, Segmented, Select } from 'antd';
import { useQueryClient } from '@tanstack/react-query';
import { Suspense, lazy, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { alertStatuses, levels } from '@/api/types';
import type { Alert, BulkResult } from '@/api/types';
import { useTexts } from '@/i18n';
import { AgencySelect } from '@/shared/entity/select';
import { formatNumber } from '@/shared/format';
import { useKeys } from '@/shared/keys';
import { useNotice } from '@/shared/problems';
import { useCan } from '@/shared/session';
import { useUrlState } from '@/shared/url';
import { ErrorView, Loading, Nothing, PageHead } from '@/shared/ui';
import { BulkReport } from './bulk';
import { actOnAll, actOnOne, alertFilters, allMatching, escalateOne, usePatchRows, useQueue, useSummary } from './data';
import type { ActionBody, BulkAction } from './data';
import { Detail } from './detail';
import { DismissDialog, EscalateDialog } from './dialogs';
import { List } from './list';

const Groups = lazy(() => import('./groups'));
const mostAtOnce = 5000;
type Url = ReturnType<typeof useUrlState>;

function Filters({ url, total }: { url: Url; total: number }) {
  const { t, dyn } = useTexts();
  const box = useRef<HTMLDivElement>(null);
  useKeys({ '/': () => box.current?.querySelector('input')?.focus() });
  const summary = useSummary(alertFilters(new URLSearchParams([...url.params].filter(([n]) => n !== 'status').concat([['status', 'all']]))));
  const status = url.text('status', 'open,in_progress');
  const counts = new Map((summary.data?.by_status ?? []).map((c) => [c.value, c.count]));
  const chips: [string, string, number][] = [
    ['open,in_progress', t('alerts.to_do'), (counts.get('open') ?? 0) + (counts.get('in_progress') ?? 0)],
    ...alertStatuses.map((s): [string, string, number] => [s, dyn(`choice.alert.status.${s}`), counts.get(s) ?? 0]),
  ];
  return (
    <>
      <div className="lc-filters" role="group" aria-label={t('alerts.filters')}>
        {chips.map(([value, label, n]) => (
          <button key={value} type="button" className="lc-chip" aria-pressed={status === value} data-testid={`status-${value}`}
            onClick={() => url.set({ status: value === 'open,in_progress' ? null : value, sel: null })}>
            {label} <b>{formatNumber(n)}</b>
          </button>
        ))}
        <span className="lc-grow" />
        <span className="lc-muted" role="status" data-testid="total">{t('alerts.total', { n: formatNumber(total) })}</span>
      </div>
      <div className="lc-filters" ref={box}>
        <Input.Search allowClear key={url.text('q')} defaultValue={url.text('q')} placeholder={t('alerts.search')} aria-label={t('alerts.search')}
          className="lc-search" onSearch={(q) => url.set({ q, sel: null })} />
        <Select mode="multiple" allowClear placeholder={dyn('field.alert.level')} aria-label={dyn('field.alert.level')} style={{ minWidth: 150 }}
          maxTagCount="responsive" value={url.list('level')} onChange={(v: string[]) => url.set({ level: v })}
          options={levels.map((value) => ({ value, label: dyn(`choice.alert.level.${value}`) }))} />
        <AgencySelect allowClear placeholder={dyn('field.alert.agency_id')} aria-label={dyn('field.alert.agency_id')} style={{ width: 220 }}
          value={url.text('agency_id') ? Number(url.text('agency_id')) : null} onChange={(v) => url.set({ agency_id: v ? String(v) : null })} />
        <Select value={url.text('sort', '-last_seen')} aria-label={t('alerts.sort')} style={{ width: 150 }}
          onChange={(v: string) => url.set({ sort: v === '-last_seen' ? null : v })}
          options={[
            { value: '-last_seen', label: t('alerts.sort_new') }, { value: 'last_seen', label: t('alerts.sort_old') },
            { value: '-count', label: t('alerts.sort_count') },
          ]} />
        {url.text('rule_id') ? <Button type="link" onClick={() => url.set({ rule_id: null, agency_id: null })}>{t('alerts.clear_group')}</Button> : null}
      </div>
    </>
  );
}

type Dialog = { action: 'dismiss' | 'escalate'; ids: number[]; title: string } | null;

function useActions(rows: Alert[], clear: () => void) {
  const { t } = useTexts();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { done, failed } = useNotice();
  const patchRows = usePatchRows();
  const [dialog, setDialog] = useState<Dialog>(null);
  const [report, setReport] = useState<BulkResult | null>(null);
  const [progress, setProgress] = useState('');
  const refresh = useCallback(() => {
    void queries.invalidateQueries({ queryKey: ['alerts'] });
  }, [queries]);
  const one = useCallback(async (id: number, action: BulkAction, body: ActionBody) => {
    if (action === 'escalate') {
      const { incident } = await escalateOne(id, body);
      refresh();
      navigate(`/incidents/${incident.id}`);
      return;
    }
    patchRows([await actOnOne(id, action, body)]);
    done(t(`alerts.done_${action}`));
    refresh();
  }, [patchRows, done, t, refresh, navigate]);
  const many = useCallback(async (ids: number[], action: BulkAction, body: ActionBody) => {
    try {
      setProgress(t('alerts.progress', { done: 0, n: ids.length }));
      const result = await actOnAll(ids, action, body, (n) => setProgress(t('alerts.progress', { done: n, n: ids.length })));
      setReport(result);
      clear();
      await queries.invalidateQueries({ queryKey: ['rows', 'alerts'] });
    } finally {
      setProgress('');
      refresh();
    }
  }, [t, clear, queries, refresh]);
  const run = useCallback((ids: number[], action: BulkAction, body: ActionBody) => {
    const [only] = ids;
    return ids.length === 1 && only !== undefined ? one(only, action, body) : many(ids, action, body);
  }, [one, many]);
  const start = useCallback((ids: number[], action: BulkAction) => {
    if (ids.length === 0) return;
    if (action === 'dismiss' || action === 'escalate') {
      setDialog({ action, ids, title: rows.find((row) => row.id === ids[0])?.rule_title ?? '' });
    } else {
      run(ids, action, {}).catch((error: unknown) => failed(error));
    }
  }, [rows, run, failed]);
  return { start, run, dialog, setDialog, report, setReport, progress };
}

function useSelection(rows: Alert[], filters: URLSearchParams) {
  const [checked, setChecked] = useState<Set<number>>(new Set());
  const key = filters.toString();
  useEffect(() => setChecked(new Set()), [key]);
  const toggle = useCallback((id: number) => setChecked((old) => {
    const next = new Set(old);
    if (!next.delete(id)) next.add(id);
    return next;
  }), []);
  const clear = useCallback(() => setChecked(new Set()), []);
  const loaded = useMemo(() => rows.length > 0 && rows.every((row) => checked.has(row.id)), [rows, checked]);
  return { checked, toggle, clear, loaded, setAll: (ids: number[]) => setChecked(new Set(ids)) };
}

export default function Alerts() {
  const { t } = useTexts();
  const can = useCan();
  const url = useUrlState();
  const filters = useMemo(() => alertFilters(url.params), [url.params]);
  const { query, rows, total, news, showFresh } = useQueue(filters);
  const selection = useSelection(rows, filters);
  const { start, run, dialog, setDialog, report, setReport, progress } = useActions(rows, selection.clear);
  const { failed } = useNotice();
  const opened = url.text('sel') ? Number(url.text('sel')) : null;
  const [cursor, setCursor] = useState<number | null>(opened);
  const grouped = url.text('view') === 'group';
  const mayWrite = can('alert', 'write');
  const current = rows.some((row) => row.id === cursor) ? cursor : (opened ?? rows[0]?.id ?? null);
  const open = (id: number | null) => {
    if (id !== null) setCursor(id);
    url.set({ sel: id === null ? null : String(id) });
  };
  const move = (step: number) => {
    const at = rows.findIndex((row) => row.id === current);
    const next = rows[Math.max(0, Math.min(rows.length - 1, at + step))];
    if (!next) return;
    setCursor(next.id);
    if (opened !== null) url.set({ sel: String(next.id) });
  };
  const act = (action: BulkAction) => {
    if (!mayWrite) return;
    const ids = selection.checked.size > 0 ? [...selection.checked] : current !== null ? [current] : [];
    start(ids, action);
  };
  useKeys({
    j: () => move(1), k: () => move(-1), ArrowDown: () => move(1), ArrowUp: () => move(-1),
    Enter: () => open(current), Escape: () => open(null),
    x: () => { if (current !== null) selection.toggle(current); },
    a: () => act('take'), e: () => act('escalate'), f: () => act('dismiss'), r: () => act('reopen'),
  }, !grouped && dialog === null && report === null);
  const selectMatching = () => void allMatching(filters, mostAtOnce).then((all) => selection.setAll(all.map((row) => row.id)), failed);
  return (
    <div className="lc-queue-page">
      <PageHead title={t('alerts.queue')} extra={<Segmented<string> value={grouped ? 'group' : 'list'} onChange={(view) => url.set({ view: view === 'list' ? null : view, sel: null })}
          options={[{ value: 'list', label: t('alerts.view_list') }, { value: 'group', label: t('alerts.view_group') }]} />} />
      <Filters url={url} total={total} />
      {grouped ? <Suspense fallback={<Loading />}><Groups url={url} /></Suspense> : (
        <div className="lc-split">
          <div className="lc-queue">
            <div className="lc-queue-head">
              <Checkbox checked={selection.loaded} indeterminate={!selection.loaded && selection.checked.size > 0} aria-label={t('alerts.select_loaded')}
                onChange={() => (selection.checked.size > 0 ? selection.clear() : selection.setAll(rows.map((row) => row.id)))} />
              {selection.checked.size === 0 ? <span className="lc-muted">{t('alerts.hint')}</span> : (
                <>
                  <b data-testid="selected-count">{t('alerts.selected', { n: formatNumber(selection.checked.size) })}</b>
                  {selection.loaded && selection.checked.size < Math.min(total, mostAtOnce) ? (
                    <Button type="link" size="small" onClick={selectMatching} data-testid="select-matching">{t('alerts.select_matching', { n: formatNumber(Math.min(total, mostAtOnce)) })}</Button>
                  ) : null}
                  <span className="lc-grow" />
                  {mayWrite ? (
                    <>
                      <Button size="small" onClick={() => act('take')} data-testid="bulk-take">{t('alerts.take')}</Button>
                      <Button size="small" onClick={() => act('dismiss')} data-testid="bulk-dismiss">{t('alerts.dismiss')}</Button>
                      <Button size="small" onClick={() => act('reopen')} data-testid="bulk-reopen">{t('alerts.reopen')}</Button>
                      <Button size="small" type="primary" onClick={() => act('escalate')} data-testid="bulk-escalate">{t('alerts.escalate')}</Button>
                    </>
                  ) : null}
                </>
              )}
              {progress ? <span role="status">{progress}</span> : null}
            </div>
            {news > 0 ? (
              <button type="button" className="lc-queue-new" onClick={() => void showFresh()} data-testid="new-alerts">
                {t('alerts.new', { n: news >= 100 ? '100+' : news })}
              </button>
            ) : null}
            {query.isPending ? <Loading rows={10} /> : query.error && rows.length === 0 ? <ErrorView error={query.error} retry={() => void query.refetch()} />
              : rows.length === 0 ? <Nothing text={t('alerts.none')} /> : (
                <List rows={rows} cursor={current} opened={opened} checked={selection.checked} onOpen={open} onCheck={selection.toggle}
                  onEnd={() => { if (query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage(); }} />
              )}
          </div>
          {opened !== null ? <Detail id={opened} onClose={() => open(null)} onOpen={open} onAct={(action) => start([opened], action)} /> : null}
        </div>
      )}
      {dialog?.action === 'dismiss' ? <DismissDialog count={dialog.ids.length} onClose={() => setDialog(null)} onSubmit={(body) => run(dialog.ids, 'dismiss', body)} /> : null}
      {dialog?.action === 'escalate' ? <EscalateDialog count={dialog.ids.length} title={dialog.title} onClose={() => setDialog(null)} onSubmit={(body) => run(dialog.ids, 'escalate', body)} /> : null}
      {report ? <BulkReport result={report} rows={rows} onClose={() => setReport(null)} /> : null}
    </div>
  );
}

