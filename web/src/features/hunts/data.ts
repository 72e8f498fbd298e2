// SPDX-License-Identifier: Apache-2.0
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { get, post } from '@/api/client';
import type { components } from '@/api/schema';
import type { Page } from '@/api/types';

type Schemas = components['schemas'];
export type Hunt = Schemas['Hunt'];
export type HuntHit = Schemas['HuntHit'];

export interface Covered {
  system_id: number;
  agency_id: number;
  events: number;
}

export interface NewHunt {
  agency_id: number | null;
  agencies: number[];
  title: string;
  hypothesis: string;
  period_from: string;
  period_to: string;
  systems: number[];
  rules: string[];
  rule_sets: string[];
  rule_text: string;
  indicators: string;
  query: string;
}

export const isLive = (hunt: Hunt): boolean => hunt.state === 'queued' || hunt.state === 'running';

export const useHunts = () =>
  useQuery({
    queryKey: ['hunts', 'list'], queryFn: () => get<Page<Hunt>>('/hunts', { sort: '-id', limit: 100 }),
    refetchInterval: (query) => (query.state.data?.rows.some(isLive) ? 2000 : false),
  });
export const useHunt = (id: number) =>
  useQuery({
    queryKey: ['hunts', 'one', id], queryFn: () => get<Hunt>(`/hunts/${id}`),
    refetchInterval: (query) => (query.state.data && isLive(query.state.data) ? 1000 : false),
  });
export const useHits = (id: number, enabled: boolean) =>
  useQuery({ queryKey: ['hunts', 'hits', id], queryFn: () => get<{ rows: HuntHit[] }>(`/hunts/${id}/hits`), enabled });

/** The sets in force, to choose from. */
export const useRuleSets = () => useQuery({ queryKey: ['rule-sets'], queryFn: () => get<{ rows: { id: string; title: string }[] }>('/rule-sets') });

export const createHunt = (body: NewHunt) => post<Hunt>('/hunts', body);
export const startHunt = (id: number) => post<Hunt>(`/hunts/${id}/start`);
export const cancelHunt = (id: number) => post<Hunt>(`/hunts/${id}/cancel`);
export const concludeHunt = (id: number, body: { conclusion: string; conclusion_text: string; follow_up: string; systems: number[] }) =>
  post<Hunt>(`/hunts/${id}/conclude`, body);

export function useRefresh(): () => void {
  const queries = useQueryClient();
  return useCallback(() => {
    for (const key of [['hunts'], ['rows', 'hunts'], ['duties'], ['ledgers']]) void queries.invalidateQueries({ queryKey: key });
  }, [queries]);
}

/** JSON comes embedded. */
export const texts = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);
export const covered = (value: unknown): Covered[] => (Array.isArray(value) ? (value as Covered[]) : []);

/** One line of the result: a target over its agencies. */
export interface Target {
  key: string;
  kind: HuntHit['kind'];
  target: string;
  title: string;
  level: HuntHit['level'];
  techniques: string[];
  /** Events that met it; firings of a correlation. */
  matches: number;
  first: string;
  last: string;
  agencies: HuntHit[];
}

export function targetsOf(rows: HuntHit[]): Target[] {
  const found = new Map<string, Target>();
  for (const row of rows) {
    const key = `${row.kind}:${row.target}`;
    const one = found.get(key);
    if (!one) {
      found.set(key, { key, kind: row.kind, target: row.target, title: row.title, level: row.level, techniques: texts(row.techniques), matches: row.events, first: row.first_at, last: row.last_at, agencies: [row] });
      continue;
    }
    one.matches += row.events;
    if (row.first_at < one.first) one.first = row.first_at;
    if (row.last_at > one.last) one.last = row.last_at;
    one.agencies.push(row);
  }
  return [...found.values()];
}

/** Matches by technique, most first. */
export function techniquesOf(targets: Target[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const target of targets) for (const one of target.techniques) counts.set(one, (counts.get(one) ?? 0) + target.matches);
  return [...counts].sort((a, b) => b[1] - a[1]);
}

/** The share of the events that is done, in percent. */
export const percentOf = (hunt: Hunt): number => (hunt.events_total > 0 ? Math.min(100, Math.floor((100 * hunt.events_read) / hunt.events_total)) : 0);

export interface Sample {
  id: string;
  time: string;
}
export const samplesOf = (row: HuntHit): Sample[] => (Array.isArray(row.samples) ? (row.samples as Sample[]) : []);

/** The newest event of a target. */
export function newestOf(target: Target): Sample | undefined {
  return target.agencies.flatMap(samplesOf).sort((a, b) => (a.time < b.time ? 1 : -1))[0];
}

/** What the hunt says about how it looked: rules it could not use, rules that SQL only narrows, what was left out. */
export interface Note {
  code: string;
  rule: string;
  title: string;
  details: string[];
  count: number;
  of: number;
}
export const notesOf = (hunt: Hunt): Note[] => (Array.isArray(hunt.notes) ? (hunt.notes as Note[]) : []);

/** Notes that tell of something missing come before those that only explain. */
export const isExplanation = (note: Note): boolean => note.code === 'rule_confirmed';
