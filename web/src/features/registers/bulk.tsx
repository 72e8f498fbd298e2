// SPDX-License-Identifier: Apache-2.0
// Many rows at once: archive, restore, change one field; each row for itself, and all of it taken back.
import { App, Button } from 'antd';
import { useQueryClient } from '@tanstack/react-query';
import { Suspense, lazy, useState } from 'react';
import { post } from '@/api/client';
import type { ChangedRows } from '@/api/types';
import { useTexts } from '@/i18n';
import type { Entity } from '@/shared/entity/model';
import { formatNumber } from '@/shared/format';
import { fieldMessage, useNotice } from '@/shared/problems';

const SetDialog = lazy(() => import('./bulk_set'));

export interface Selection {
  ids: number[];
  /** Every row that matches the filter, also those not loaded. */
  all: boolean;
  pick: (ids: number[]) => void;
  pickAll: () => void;
  clear: () => void;
}

/** What is selected; another filter begins anew. */
export function useSelection(filter: string, total: number): Selection & { count: number } {
  const [state, setState] = useState<{ filter: string; ids: number[]; all: boolean }>({ filter, ids: [], all: false });
  const now = state.filter === filter ? state : { filter, ids: [], all: false };
  return {
    ids: now.ids,
    all: now.all,
    count: now.all ? total : now.ids.length,
    pick: (ids) => setState({ filter, ids, all: false }),
    pickAll: () => setState({ filter, ids: now.ids, all: true }),
    clear: () => setState({ filter, ids: [], all: false }),
  };
}

type Change = { action: 'archive' | 'restore' } | { action: 'set'; field: string; value: unknown };

/** Groups of rows that had the same value before. */
function byBefore(answer: ChangedRows): { value: unknown; ids: number[] }[] {
  const groups = new Map<string, { value: unknown; ids: number[] }>();
  for (const row of answer.rows.filter((r) => r.done)) {
    const value = row.before ?? null;
    const group = groups.get(JSON.stringify(value)) ?? { value, ids: [] };
    group.ids.push(row.id);
    groups.set(JSON.stringify(value), group);
  }
  return [...groups.values()];
}

function useBulk(entity: Entity, selection: Selection, filters: URLSearchParams) {
  const texts = useTexts();
  const { t } = texts;
  const queries = useQueryClient();
  const { notification, modal } = App.useApp();
  const { done, failed } = useNotice();
  const [busy, setBusy] = useState(false);
  const send = (body: object) => post<ChangedRows>(`/${entity.path}/bulk`, body);
  const refresh = () => void queries.invalidateQueries();
  const undo = async (change: Change, answer: ChangedRows) => {
    const ids = answer.rows.filter((r) => r.done).map((r) => r.id);
    const steps = change.action === 'set'
      ? byBefore(answer).map((g) => ({ action: 'set', field: change.field, value: g.value, ids: g.ids }))
      : [{ action: change.action === 'archive' ? 'restore' : 'archive', ids }];
    let count = 0;
    for (const step of steps) count += (await send(step)).done;
    done(t('list.undone', { n: formatNumber(count) }));
    refresh();
  };
  const run = async (change: Change) => {
    setBusy(true);
    try {
      const query = new URLSearchParams(filters);
      query.delete('sort');
      const answer = await send({ ...change, ...(selection.all ? { filter: query.toString() } : { ids: selection.ids }) });
      const key = `bulk-${Date.now()}`;
      if (answer.done > 0) {
        notification.success({
          key, title: t('list.done', { done: formatNumber(answer.done) }), placement: 'bottomRight', duration: 12,
          actions: <Button size="small" data-testid="bulk-undo" onClick={() => { notification.destroy(key); undo(change, answer).catch(failed); }}>{t('list.undo')}</Button>,
        });
      }
      if (answer.failed > 0) {
        modal.warning({
          title: t('list.failed', { failed: formatNumber(answer.failed) }), width: 640,
          content: <ul className="lc-plain-list">{answer.rows.filter((r) => !r.done).slice(0, 50).map((r) => <li key={r.id}><b>#{r.id} {r.title}</b>: {fieldMessage(texts, r.message)}</li>)}</ul>,
        });
      }
      selection.clear();
      refresh();
    } catch (problem) {
      failed(problem);
    } finally {
      setBusy(false);
    }
  };
  return { run, busy };
}

/** Shown while rows are selected. */
export function BulkBar({ entity, selection, filters, shown, total }: {
  entity: Entity; selection: Selection & { count: number }; filters: URLSearchParams; shown: number; total: number;
}) {
  const { t } = useTexts();
  const { modal } = App.useApp();
  const { run, busy } = useBulk(entity, selection, filters);
  const [setting, setSetting] = useState(false);
  if (selection.count === 0) return null;
  const count = formatNumber(selection.count);
  const archive = () => modal.confirm({
    title: t('list.archive_sure', { n: count }), okText: t('list.archive'), cancelText: t('action.cancel'), onOk: () => run({ action: 'archive' }),
  });
  return (
    <div className="lc-row lc-bulk" role="region" aria-label={t('list.selected', { n: count })} data-testid="bulk-bar">
      <b>{selection.all ? t('list.all_selected', { n: count }) : t('list.selected', { n: count })}</b>
      {!selection.all && selection.ids.length >= shown && total > shown
        ? <Button type="link" size="small" onClick={selection.pickAll} data-testid="select-all">{t('list.select_all', { n: formatNumber(total) })}</Button> : null}
      <span className="lc-grow" />
      {entity.canArchive ? <Button size="small" loading={busy} onClick={archive} data-testid="bulk-archive">{t('list.archive')}</Button> : null}
      {entity.canArchive && filters.get('archived') ? <Button size="small" loading={busy} onClick={() => void run({ action: 'restore' })}>{t('list.restore')}</Button> : null}
      {entity.canChange ? <Button size="small" onClick={() => setSetting(true)} data-testid="bulk-set">{t('list.set')}</Button> : null}
      <Button size="small" type="text" onClick={selection.clear}>{t('list.clear')}</Button>
      {setting ? <Suspense fallback={null}><SetDialog entity={entity} count={selection.count} onClose={() => setSetting(false)}
        onSet={(field, value) => { setSetting(false); void run({ action: 'set', field, value }); }} /></Suspense> : null}
    </div>
  );
}
