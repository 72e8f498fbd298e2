// SPDX-License-Identifier: Apache-2.0
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { get } from '@/api/client';
import type { EventView } from '@/api/types';

export interface Asked {
  query: string;
  from: string;
  to: string;
}

interface EventPage {
  rows: EventView[];
  next: string;
}

interface Histogram {
  buckets: { start: string; count: number }[];
  total: number;
}

export function useEvents(asked: Asked) {
  return useInfiniteQuery({
    queryKey: ['events', asked],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => get<EventPage>('/events', { ...asked, limit: 100, after: pageParam }, signal),
    getNextPageParam: (last) => (last.next === '' ? undefined : last.next),
    staleTime: 60_000,
  });
}

export function useHistogram(asked: Asked) {
  return useQuery({
    queryKey: ['events', 'histogram', asked],
    queryFn: ({ signal }) => get<Histogram>('/events/histogram', { ...asked, buckets: 60 }, signal),
    staleTime: 60_000,
  });
}

export function useTop(field: string, asked: Asked) {
  return useQuery({
    queryKey: ['events', 'top', field, asked],
    queryFn: () => get<{ rows: { value: string; count: number }[] }>('/events/top', { ...asked, field, limit: 10 }),
    enabled: field !== '',
  });
}

/** One condition in the hunt language; quotes the value so that nothing in it is special. */
export function condition(field: string, value: string, negated = false): string {
  const quoted = /^[\p{L}\p{N}._@-]+$/u.test(value) && !/^(AND|OR|NOT)$/.test(value)
    ? value : `"${value.replace(/["\\]/g, '\\$&')}"`;
  return `${negated ? 'NOT ' : ''}${field}:${quoted}`;
}

/** The query with one more condition; a query with OR is put in parentheses first. */
export function narrowed(query: string, more: string): string {
  const base = query.trim();
  if (base === '') return more;
  return `${/\bOR\b/.test(base) ? `(${base})` : base} ${more}`;
}

/** Where a query is wrong: the field message is "hunt.term.missing@3", a byte counted from 0. */
export function errorPosition(message: string): number | null {
  const match = /@(\d+)$/.exec(message);
  return match ? Number(match[1]) : null;
}

/** The server says "query, position 4: Vietnamese / English (hint)"; gives one language and the hint. */
export function errorText(detail: string, language: 'vi' | 'en'): string {
  const match = /^query, position \d+: (.*?) \/ (.*?)( \(.*\))?$/.exec(detail);
  if (!match) return detail;
  return `${(language === 'vi' ? match[1] : match[2]) ?? ''}${match[3] ?? ''}`;
}

/** Splits where the error shows. Positions count bytes of UTF-8. */
export function splitAt(query: string, bytes: number): [string, string] {
  let seen = 0;
  let at = 0;
  for (const char of query) {
    if (seen >= bytes) break;
    seen += new TextEncoder().encode(char).length;
    at += char.length;
  }
  return [query.slice(0, at), query.slice(at)];
}
