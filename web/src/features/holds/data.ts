// SPDX-License-Identifier: Apache-2.0
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { get, post } from '@/api/client';
import type { components } from '@/api/schema';
import type { FactView, Page } from '@/api/types';

type Schemas = components['schemas'];
export type Hold = Schemas['LegalHold'];
export type Verification = Schemas['HoldVerificationView'];
export type HeldEvents = Schemas['HeldEventPage'];
export type HoldValues = Partial<Schemas['HoldRequest']>;

export const holdStates = ['copying', 'held', 'release_asked', 'releasing', 'released'] as const;

export const useHolds = (incident: string) =>
  useQuery({
    queryKey: ['holds', incident],
    queryFn: () => get<Page<Hold>>('/legal-holds', { sort: '-id', limit: 200, ...(incident ? { incident_id: incident } : {}) }),
  });

export const useHold = (id: string) =>
  useQuery({
    queryKey: ['hold', id],
    queryFn: () => get<Hold>(`/legal-holds/${encodeURIComponent(id)}`),
    // What is being copied or dropped changes by itself.
    refetchInterval: (query) => (query.state.data && ['copying', 'releasing'].includes(String(query.state.data.state)) ? 2000 : false),
  });

export const useHoldHistory = (id: string) =>
  useQuery({ queryKey: ['hold', id, 'history'], queryFn: () => get<{ rows: FactView[] }>(`/legal-holds/${encodeURIComponent(id)}/history`) });

export const useHeldEvents = (id: string, query: string) =>
  useInfiniteQuery({
    queryKey: ['hold', id, 'events', query],
    queryFn: ({ pageParam }) => get<HeldEvents>(`/legal-holds/${encodeURIComponent(id)}/events`, { query, after: pageParam, limit: 50 }),
    initialPageParam: '',
    getNextPageParam: (last) => (last.next === '' ? undefined : last.next),
    retry: false,
  });

export const openHold = (values: HoldValues) => post<Hold>('/legal-holds', Object.fromEntries(Object.entries(values).filter(([, v]) => v !== undefined && v !== null && v !== '')));
export const askRelease = (id: number, reason: string) => post<Hold>(`/legal-holds/${id}/ask-release`, { reason });
export const refuseRelease = (id: number) => post<Hold>(`/legal-holds/${id}/refuse-release`);
export const release = (id: number) => post<Hold>(`/legal-holds/${id}/release`);
export const verify = (id: number) => post<Verification>(`/legal-holds/${id}/verify`);

export function useRefresh(): () => void {
  const queries = useQueryClient();
  return () => {
    void queries.invalidateQueries({ queryKey: ['hold'] });
    void queries.invalidateQueries({ queryKey: ['holds'] });
  };
}
