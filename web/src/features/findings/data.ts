// SPDX-License-Identifier: Apache-2.0
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { get, post, request } from '@/api/client';
import type { components } from '@/api/schema';
import type { FactView, Page } from '@/api/types';

type Schemas = components['schemas'];
export type Finding = Schemas['Finding'];
export type FindingImport = Schemas['FindingImport'];
export type FindingRequest = Schemas['FindingRequest'];
export type ExploitList = Schemas['ExploitList'];
export type Summary = Schemas['FindingSummaryView'];
export type Authorisation = Schemas['ScanAuthorisation'];
export type Exclusion = Schemas['ScanExclusion'];
export type ScanJob = Schemas['ScanJob'];
export type ScanPlan = Schemas['ScanPlanView'];
export type BulkAnswer = Schemas['FindingBulkAnswer'];
export type Action = Schemas['FindingActBody']['action'];
export type ActBody = Partial<Omit<Schemas['FindingActBody'], 'action'>>;
export interface Rejection {
  place: string;
  reason: string;
}

const names = [
  'q', 'severity', 'agency_id', 'agency_id.null', 'system_id', 'allows_control', 'is_known_exploited', 'is_exposed', 'due_at.to', 'due_at.from', 'cve', 'number', 'format',
];

/** What the API is asked for the address `params`; without a status: what is to be fixed. */
export function filtersOf(params: URLSearchParams): URLSearchParams {
  const filters = new URLSearchParams();
  for (const name of names) {
    const value = params.get(name);
    if (value) filters.set(name, value);
  }
  const status = params.get('status') ?? 'open,probably_fixed';
  if (status !== 'all') filters.set('status', status);
  // A duty leads here by the word its facts share: "LH-00012" or "LH-00012.2".
  const finding = params.get('finding');
  if (finding) filters.set('number', finding.replace(/\.\d+$/, ''));
  filters.set('sort', params.get('sort') ?? 'due_at');
  return filters;
}

export const useSummary = () => useQuery({ queryKey: ['findings', 'summary'], queryFn: () => get<Summary>('/findings/summary') });

export const useFinding = (id: number) => useQuery({ queryKey: ['findings', 'one', id], queryFn: () => get<Finding>(`/findings/${id}`) });
export const useHistory = (id: number) =>
  useQuery({ queryKey: ['findings', 'history', id], queryFn: () => get<{ rows: FactView[] }>(`/findings/${id}/history`) });
export const useExploits = (id: number) =>
  useQuery({ queryKey: ['findings', 'exploits', id], queryFn: () => get<Schemas['ExploitViews']>(`/findings/${id}/exploits`) });
export const useRequests = (filters: Record<string, string | number>) =>
  useQuery({ queryKey: ['findings', 'requests', filters], queryFn: () => get<Page<FindingRequest>>('/finding-requests', { sort: '-id', ...filters }) });

export const act = (id: number, action: Action, body: ActBody) => post<Finding>(`/findings/${id}/act`, { action, ...body });
export const actOnMany = (ids: number[] | URLSearchParams, action: Action, body: ActBody) =>
  ids instanceof URLSearchParams
    ? request<BulkAnswer>('POST', '/findings/bulk', { query: ids, body: { matching: true, action, ...body } })
    : post<BulkAnswer>('/findings/bulk', { ids, action, ...body });
export const undo = (items: BulkAnswer['done']) => post<BulkAnswer>('/findings/undo', { items });
export const setControl = (id: number, allows_control: boolean, note: string) => post<Finding>(`/findings/${id}/control`, { allows_control, note });
export const ask = (id: number, body: { kind: FindingRequest['kind']; reason: string; until?: string | null }) => post<FindingRequest>(`/findings/${id}/ask`, body);
export const decide = (id: number, approve: boolean, note: string) => post<FindingRequest>(`/finding-requests/${id}/decide`, { approve, note });
export const withdraw = (id: number) => post<FindingRequest>(`/finding-requests/${id}/withdraw`);
export const attributeAgain = () => post<{ attributed: number }>('/findings/attribute');

export const useScanner = () => useQuery({ queryKey: ['scans', 'scanner'], queryFn: () => get<Schemas['ScannerView']>('/scan-jobs/scanner'), staleTime: 600_000 });
export const useJobs = (enabled: boolean) =>
  useQuery({
    queryKey: ['scans', 'jobs'], queryFn: () => get<Page<ScanJob>>('/scan-jobs', { sort: '-id', limit: 20 }), enabled,
    refetchInterval: (query) => (query.state.data?.rows.some((j) => j.status === 'queued' || j.status === 'running') ? 1500 : false),
  });
export const useList = <T,>(path: string, enabled = true) =>
  useQuery({ queryKey: ['scans', path], queryFn: () => get<Page<T>>(`/${path}`, { sort: '-id', limit: 50 }), enabled });
export const planScan = (body: { authorisation_id: number; targets: string; ports: string }) => post<ScanPlan>('/scan-jobs/plan', body);
export const startScan = (body: { authorisation_id: number; targets: string; ports: string }) => post<ScanJob>('/scan-jobs', body);
export const cancelScan = (id: number) => post<ScanJob>(`/scan-jobs/${id}/cancel`);
export const approve = (id: number) => post<Authorisation>(`/scan-authorisations/${id}/approve`);
export const revoke = (id: number) => post<Authorisation>(`/scan-authorisations/${id}/revoke`);

/** After a change everything here, and the duties that follow from it, is asked again. */
export function useRefresh(): () => void {
  const queries = useQueryClient();
  return useCallback(() => {
    for (const key of [['findings'], ['rows', 'findings'], ['scans'], ['duties']]) void queries.invalidateQueries({ queryKey: key });
  }, [queries]);
}

/** JSON texts come embedded: arrays of texts. */
export const texts = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);
export const rejections = (value: unknown): Rejection[] => (Array.isArray(value) ? (value as Rejection[]) : []);
