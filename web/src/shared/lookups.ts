// SPDX-License-Identifier: Apache-2.0
// Names behind identities: agencies, systems and accounts within reach, loaded once.
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { get } from '@/api/client';
import type { AccountOption, AgencyOption, SourceOption, SystemOption } from '@/api/types';
import { byVietnamese } from './text';

const minutes = 5;
const keep = { staleTime: minutes * 60_000, gcTime: Infinity, retry: false } as const;

function useIndex<T extends { id: number; name: string }>(rows: T[] | undefined) {
  return useMemo(() => {
    const sorted = [...(rows ?? [])].sort((a, b) => byVietnamese(a.name, b.name));
    return { rows: sorted, byId: new Map(sorted.map((row) => [row.id, row])) };
  }, [rows]);
}

export function useAgencies() {
  const { data } = useQuery({
    queryKey: ['lookup', 'agencies'],
    queryFn: () => get<AgencyOption[]>('/lookup/agencies'),
    ...keep,
  });
  return useIndex(data);
}

export function useSystems(agencyId?: number | null) {
  const { data } = useQuery({
    queryKey: ['lookup', 'systems', agencyId ?? 0],
    queryFn: () => get<SystemOption[]>('/lookup/systems', { agency_id: agencyId }),
    ...keep,
  });
  return useIndex(data);
}

export function useSources() {
  const { data } = useQuery({
    queryKey: ['lookup', 'sources'],
    queryFn: () => get<SourceOption[]>('/lookup/sources'),
    ...keep,
  });
  return useIndex(data);
}

export function useAccounts(enabled = true) {
  const { data } = useQuery({
    queryKey: ['lookup', 'accounts'],
    queryFn: () => get<AccountOption[]>('/lookup/accounts'),
    enabled,
    ...keep,
  });
  return useIndex(data);
}

export function useAgencyName(): (id: number | null | undefined) => string {
  const { byId } = useAgencies();
  return (id) => (id ? (byId.get(id)?.name ?? `#${id}`) : '');
}
