// SPDX-License-Identifier: Apache-2.0
// Kinds of evidence as the server describes them, and the form that takes each.
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { get } from '@/api/client';
import type { EvidenceKind } from '@/api/types';

export function useEvidenceKinds() {
  const { data, isPending, error } = useQuery({
    queryKey: ['evidence-kinds'], queryFn: () => get<{ kinds: EvidenceKind[] }>('/evidence-kinds'), staleTime: Infinity, gcTime: Infinity,
  });
  const byKind = useMemo(() => new Map<string, EvidenceKind>((data?.kinds ?? []).map((k) => [k.kind, k])), [data]);
  return { byKind, isPending, error };
}

export interface FormStart {
  agencyId: number;
  systemId: number | null;
  period?: string;
  subject?: string;
}

/** Page of the form that takes this kind, filled with what is known; '' when it is an assurance record. */
export function formPathOf(kind: EvidenceKind | undefined, start: FormStart, back: string): string {
  if (!kind || kind.register_path === '') return '';
  const base = kind.register_path.startsWith('/') ? kind.register_path : `/registers/${kind.register_path}/new`;
  const params = new URLSearchParams(kind.register_preset);
  params.set('agency_id', String(start.agencyId));
  if (start.systemId) params.set('system_id', String(start.systemId));
  if (start.period) params.set('period', start.period);
  if (start.subject) params.set(kind.subject || 'subject', start.subject);
  params.set('back', back);
  return `${base}?${params}`;
}

/** The page to return to after the form; only pages of the console itself. */
export function backOf(params: URLSearchParams): string | null {
  const back = params.get('back') ?? '';
  return back.startsWith('/') && !back.startsWith('//') ? back : null;
}
