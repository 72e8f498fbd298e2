// SPDX-License-Identifier: Apache-2.0
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { InfiniteData } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { get, post } from '@/api/client';
import type { Alert, AlertDetail, AlertSummary, BulkResult, DismissReason, Incident, IncidentCategory, Page, Severity } from '@/api/types';
import { useRows } from '@/shared/entity/data';
import { useLiveChange } from '@/shared/live';

export type BulkAction = 'take' | 'dismiss' | 'reopen' | 'escalate';
export interface ActionBody {
  reason?: DismissReason;
  note?: string;
  incident_id?: number;
  title?: string;
  severity?: Severity;
  category?: IncidentCategory;
}

/** What the API is asked for the address `params`; without a status: what still needs work. */
export function alertFilters(params: URLSearchParams): URLSearchParams {
  const filters = new URLSearchParams();
  const names = ['q', 'level', 'agency_id', 'system_id', 'rule_id', 'host', 'assignee_id', 'assignee_id.null', 'last_seen.from', 'last_seen.to'];
  for (const name of names) {
    const value = params.get(name);
    if (value) filters.set(name, value);
  }
  const status = params.get('status') ?? 'open,in_progress';
  if (status !== 'all') filters.set('status', status);
  filters.set('sort', params.get('sort') ?? '-last_seen');
  return filters;
}

type Pages = InfiniteData<Page<Alert>>;

/** Puts newer versions of rows in place, wherever they are listed. */
export function usePatchRows() {
  const queries = useQueryClient();
  return useCallback((rows: Alert[]) => {
    const byId = new Map(rows.map((row) => [row.id, row]));
    queries.setQueriesData<Pages>({ queryKey: ['rows', 'alerts'] }, (data) => data && {
      ...data,
      pages: data.pages.map((page) => ({ ...page, rows: page.rows.map((row) => byId.get(row.id) ?? row) })),
    });
  }, [queries]);
}

/** The queue: its rows never move by themselves; what arrived meanwhile is only counted. */
export function useQueue(filters: URLSearchParams) {
  const queries = useQueryClient();
  const { query, rows, total } = useRows<Alert>('alerts', filters, 100);
  const patchRows = usePatchRows();
  const [fresh, setFresh] = useState<{ key: string; ids: number[] }>({ key: '', ids: [] });
  const key = filters.toString();
  const known = useMemo(() => new Set(rows.map((row) => row.id)), [rows]);
  useLiveChange(['alert'], () => {
    void get<Page<Alert>>('/alerts', new URLSearchParams([...filters, ['limit', '100']])).then((page) => {
      patchRows(page.rows.filter((row) => known.has(row.id)));
      setFresh({ key, ids: page.rows.filter((row) => !known.has(row.id)).map((row) => row.id) });
    }, () => undefined);
    void queries.invalidateQueries({ queryKey: ['alerts', 'summary'] });
  });
  useEffect(() => setFresh({ key, ids: [] }), [key]);
  const showFresh = useCallback(async () => {
    await queries.invalidateQueries({ queryKey: ['rows', 'alerts', key] });
    setFresh({ key, ids: [] });
  }, [queries, key]);
  const news = fresh.key === key ? fresh.ids.filter((id) => !known.has(id)).length : 0;
  return { query, rows, total, news, showFresh };
}

export function useSummary(filters: URLSearchParams, enabled = true) {
  const params = new URLSearchParams(filters);
  params.delete('sort');
  return useQuery({
    queryKey: ['alerts', 'summary', params.toString()],
    queryFn: () => get<AlertSummary>('/alerts/summary', params),
    placeholderData: (previous) => previous,
    enabled,
  });
}

export function useAlertDetail(id: number | null) {
  return useQuery({
    queryKey: ['alerts', 'detail', id],
    queryFn: () => get<AlertDetail>(`/alerts/${id ?? 0}/detail`),
    enabled: id !== null,
  });
}

/** Every alert that matches, page by page, up to `limit`. */
export async function allMatching(filters: URLSearchParams, limit: number): Promise<Alert[]> {
  const found: Alert[] = [];
  let after = '';
  do {
    const params = new URLSearchParams(filters);
    params.set('limit', '500');
    if (after !== '') params.set('after', after);
    const page = await get<Page<Alert>>('/alerts', params);
    found.push(...page.rows);
    after = page.next;
  } while (after !== '' && found.length < limit);
  return found.slice(0, limit);
}

/** Acts on many alerts in batches; one failure does not stop the others. */
export async function actOnAll(ids: number[], action: BulkAction, body: ActionBody,
                               onProgress: (done: number) => void): Promise<BulkResult> {
  const result: BulkResult = { done: [], failed: [], incident: null };
  const size = 200;
  let target = body;
  for (let at = 0; at < ids.length; at += size) {
    const part = await post<BulkResult>('/alerts/bulk', { ids: ids.slice(at, at + size), action, ...target });
    result.done.push(...part.done);
    result.failed.push(...part.failed);
    result.incident ??= part.incident;
    // Later batches join the incident that the first one opened.
    if (action === 'escalate' && result.incident) target = { incident_id: result.incident.id };
    onProgress(Math.min(ids.length, at + size));
  }
  return result;
}

export const actOnOne = (id: number, action: 'take' | 'dismiss' | 'reopen', body: ActionBody = {}) =>
  post<Alert>(`/alerts/${id}/${action}`, body);
export const escalateOne = (id: number, body: ActionBody) => post<{ incident: Incident }>(`/alerts/${id}/escalate`, body);
