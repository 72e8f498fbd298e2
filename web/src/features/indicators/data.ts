// SPDX-License-Identifier: Apache-2.0
// What the pages of indicators ask the API, and what goes stale when something is changed.
import { keepPreviousData, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { get, post, request, upload } from '@/api/client';
import type {
  Exclusion, ExclusionList, IndicatorImport, IndicatorList, IndicatorListDetail, IndicatorLists, IndicatorPage, Level, LookupAnswer, Tlp,
} from '@/api/indicator_types';
import { useLiveChange } from '@/shared/live';
import { stateOf } from './model';

/** Asked often while a change is on its way into force. */
const soon = 1500;
const later = 30_000;
const waits = (list: IndicatorList) => stateOf(list) === 'waiting';

export const useLists = () =>
  useQuery({
    queryKey: ['indicators', 'lists'], queryFn: () => get<IndicatorLists>('/indicator-lists'),
    refetchInterval: ({ state: { data } }) => (data && (data.state.is_building || data.rows.some(waits)) ? soon : later),
  });
export const useList = (id: number) =>
  useQuery({
    queryKey: ['indicators', 'one', id], queryFn: () => get<IndicatorListDetail>(`/indicator-lists/${id}`),
    refetchInterval: ({ state: { data } }) => (data && waits(data.list) ? soon : later),
  });

export interface ListSettings {
  name: string;
  note: string;
  level: Level;
  raises_alerts: boolean;
  default_tlp: Tlp;
  default_days: number | null;
}

/** A new list of the document; a trial stores nothing. */
export const importList = (settings: ListSettings, document: Blob, isTrial: boolean, onProgress: (percent: number) => void) =>
  upload<IndicatorImport>('/indicator-lists', { ...settings, dry_run: isTrial }, document, onProgress);
export const replaceContent = (id: number, document: Blob, isTrial: boolean, onProgress: (percent: number) => void) =>
  upload<IndicatorImport>(`/indicator-lists/${id}/content`, { dry_run: isTrial }, document, onProgress, 'PUT');
export const changeList = (id: number, body: Partial<ListSettings> & { state?: 'on' | 'off' }) =>
  request<IndicatorList>('PATCH', `/indicator-lists/${id}`, { body });
export const goBack = (id: number) => post<IndicatorList>(`/indicator-lists/${id}/back`);
export const removeList = (id: number) => request<null>('DELETE', `/indicator-lists/${id}`);

export function useIndicators(filters: { list?: number; kind: string; query: string }, enabled = true) {
  return useInfiniteQuery({
    queryKey: ['indicators', 'page', filters],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => get<IndicatorPage>('/indicators', { ...filters, limit: 100, after: pageParam }, signal),
    getNextPageParam: (last) => (last.next === '' ? undefined : last.next),
    placeholderData: keepPreviousData,
    enabled,
  });
}

export const lookUp = (values: string[]) => post<LookupAnswer>('/indicators/lookup', { values });

export const useExclusions = (withEnded: boolean) =>
  useQuery({
    queryKey: ['indicators', 'exclusions', withEnded], queryFn: () => get<ExclusionList>('/indicator-exclusions', { with_ended: withEnded }),
    placeholderData: keepPreviousData,
  });
export const exclude = (body: { value: string; reason: string; until: string | null }) => post<Exclusion>('/indicator-exclusions', body);
export const endExclusion = (id: number) => request<null>('DELETE', `/indicator-exclusions/${id}`);

/** After a change everything here is asked again, but not a list that is gone. */
export function useRefresh(): (gone?: number) => void {
  const queries = useQueryClient();
  return useCallback((gone?: number) => void queries.invalidateQueries({ queryKey: ['indicators'], predicate: ({ queryKey: [, what, id] }) => !(what === 'one' && id === gone) }), [queries]);
}

/** Follows what others do. */
export function useFollow(): void {
  const refresh = useRefresh();
  useLiveChange(['indicator_list', 'indicator_exclusion'], () => refresh());
}
