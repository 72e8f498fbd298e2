// SPDX-License-Identifier: Apache-2.0
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { get } from '@/api/client';
import type { Page, Row } from '@/api/types';
import { readEntities } from './model';

export type RecordRow = Row & Record<string, unknown>;

/** The registers of this server. */
export function useEntities() {
  return useQuery({
    queryKey: ['openapi'],
    queryFn: async () => readEntities(await get<unknown>('/openapi.json')),
    staleTime: Infinity,
    gcTime: Infinity,
  });
}

/** Pages of a list; `filters` are the API's own query parameters. */
export function useRows<T extends Row>(path: string, filters: URLSearchParams, limit = 50, enabled = true) {
  const key = filters.toString();
  const query = useInfiniteQuery({
    queryKey: ['rows', path, key, limit],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => {
      const params = new URLSearchParams(key);
      params.set('limit', String(limit));
      if (pageParam !== '') params.set('after', pageParam);
      return get<Page<T>>(`/${path}`, params, signal);
    },
    getNextPageParam: (last) => (last.next === '' ? undefined : last.next),
    enabled,
  });
  const rows = useMemo(() => query.data?.pages.flatMap((page) => page.rows) ?? [], [query.data]);
  return { query, rows, total: query.data?.pages[0]?.total ?? 0 };
}
