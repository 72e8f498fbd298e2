// SPDX-License-Identifier: Apache-2.0
// What the pages of detection content ask the API, and what goes stale when something is changed.
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef } from 'react';
import { get, post, request } from '@/api/client';
import type { QueryInput } from '@/api/client';
import type {
  AgencyCoverageList, CoverageView, ExceptionList, ExceptionView, ExplainView, FindingList, JobList, JobView, NewException, OwnRuleList,
  OwnRuleView, RuleDetail, RuleList, RuleSetList, RuleSetView, StagedView, VersionDetail, VersionList, VersionView,
} from '@/api/rule_types';
import type { Level } from '@/api/types';
import { isLive } from './staging';

const name = encodeURIComponent;

export function useRules(filters: QueryInput) {
  return useQuery({
    queryKey: ['rules', 'list', filters instanceof URLSearchParams ? filters.toString() : filters],
    queryFn: ({ signal }) => get<RuleList>('/rules', filters, signal),
    placeholderData: keepPreviousData,
  });
}

export const useRule = (id: string) =>
  useQuery({ queryKey: ['rules', 'one', id], queryFn: () => get<RuleDetail>(`/rules/${name(id)}`), enabled: id !== '' });

export const explainRule = (id: string, body: { event_id?: string; record?: string; text?: string }) =>
  post<ExplainView>(id === '' ? '/rules/explain' : `/rules/${name(id)}/explain`, body);

export const useSets = () => useQuery({ queryKey: ['rule-sets'], queryFn: () => get<RuleSetList>('/rule-sets') });

export const changeSet = (id: string, body: { title?: string; licence?: string; enabled?: boolean; minimum_level?: Level | null }) =>
  request<RuleSetView>('PATCH', `/rule-sets/${name(id)}`, { body });
export const removeSet = (id: string) => request<null>('DELETE', `/rule-sets/${name(id)}`);

export const useVersions = () => useQuery({ queryKey: ['rule-versions', 'list'], queryFn: () => get<VersionList>('/rule-versions') });

export const useVersion = (id: number) =>
  useQuery({ queryKey: ['rule-versions', 'one', id], queryFn: () => get<VersionDetail>(`/rule-versions/${id}`) });

export const useFindings = (id: number, filters: QueryInput) =>
  useQuery({
    queryKey: ['rule-versions', 'findings', id, filters], queryFn: () => get<FindingList>(`/rule-versions/${id}/findings`, filters),
    placeholderData: keepPreviousData,
  });

export const stage = (note: string) => post<StagedView>('/rule-versions', { note });
export const tryVersion = (id: number, hours: number) => post<JobView>(`/rule-versions/${id}/try`, { hours });
export const swapVersion = (id: number, note: string) => post<VersionView>(`/rule-versions/${id}/swap`, { note });
export const rollBack = (note: string) => post<VersionView>('/rule-versions/rollback', { note });
export const discardVersion = (id: number) => request<null>('DELETE', `/rule-versions/${id}`);

/** Jobs, asked often while one is under way; `onEnd` hears of each that ends. */
export function useJobs(onEnd?: (job: JobView) => void) {
  const jobs = useQuery({
    queryKey: ['rule-jobs', 'list'],
    queryFn: () => get<JobList>('/rule-jobs'),
    refetchInterval: (query) => (query.state.data?.rows.some(isLive) ? 800 : 20_000),
    staleTime: 0,
  });
  const live = useRef(new Set<number>());
  const heard = useRef(onEnd);
  heard.current = onEnd;
  useEffect(() => {
    for (const job of jobs.data?.rows ?? []) {
      if (isLive(job)) live.current.add(job.id);
      else if (live.current.delete(job.id)) heard.current?.(job);
    }
  }, [jobs.data]);
  return jobs;
}

/** One job with its result, until it ends. */
export function useJob(id: number | null) {
  return useQuery({
    queryKey: ['rule-jobs', 'one', id],
    queryFn: () => get<JobView>(`/rule-jobs/${id ?? 0}`),
    enabled: id !== null,
    refetchInterval: (query) => (query.state.data === undefined || isLive(query.state.data) ? 600 : false),
    staleTime: 0,
    retry: false,
  });
}

export const cancelJob = (id: number) => post<JobView>(`/rule-jobs/${id}/cancel`);

export const useOwnRules = () => useQuery({ queryKey: ['own-rules', 'list'], queryFn: () => get<OwnRuleList>('/own-rules') });
export const useOwnRule = (id: string) =>
  useQuery({
    queryKey: ['own-rules', 'one', id], queryFn: () => get<OwnRuleView>(`/own-rules/${name(id)}`), enabled: id !== '',
    refetchOnWindowFocus: false, staleTime: Infinity, gcTime: 0,
  });
export const readOwnRule = (id: string) => get<OwnRuleView>(`/own-rules/${name(id)}`);
export const createOwnRule = (body: { name: string; text: string; tests: string; note: string }) => post<OwnRuleView>('/own-rules', body);
export const changeOwnRule = (id: string, body: { text: string; tests: string; hash: string; note: string }) =>
  request<OwnRuleView>('PUT', `/own-rules/${name(id)}`, { body });
export const deleteOwnRule = (id: string, hash: string) =>
  request<null>('DELETE', `/own-rules/${name(id)}`, { query: { hash } });

export const useExceptions = (filters: QueryInput) =>
  useQuery({
    queryKey: ['rule-exceptions', filters], queryFn: () => get<ExceptionList>('/rule-exceptions', filters), placeholderData: keepPreviousData,
  });
export const createException = (body: NewException) => post<ExceptionView>('/rule-exceptions', body);
export const previewException = (body: NewException, hours: number) =>
  request<JobView>('POST', '/rule-exceptions/preview', { query: { hours }, body });
export const endException = (id: number, reason: string) => post<ExceptionView>(`/rule-exceptions/${id}/end`, { reason });

export const useCoverage = (agency: number | null) =>
  useQuery({
    queryKey: ['coverage', agency ?? 0], queryFn: () => get<CoverageView>('/coverage', { agency }), placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
export const useAgencyCoverage = () =>
  useQuery({ queryKey: ['coverage', 'agencies'], queryFn: () => get<AgencyCoverageList>('/coverage/agencies'), staleTime: 60_000 });

/** After a change of sets, versions, own rules or exceptions: everything here is asked again. */
export function useRefresh(): () => void {
  const queries = useQueryClient();
  return useCallback(() => {
    for (const key of ['rules', 'rule-sets', 'rule-versions', 'rule-jobs', 'rule-exceptions', 'coverage']) {
      void queries.invalidateQueries({ queryKey: [key] });
    }
    void queries.invalidateQueries({ queryKey: ['own-rules', 'list'] });
  }, [queries]);
}
