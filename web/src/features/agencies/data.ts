// SPDX-License-Identifier: Apache-2.0
// Agencies as on a day, their reorganisations, and what the server says of a plan.
import { useQuery } from '@tanstack/react-query';
import { get, post } from '@/api/client';

export type ReorganisationKind = 'merge' | 'split' | 'rename' | 'abolish' | 'transfer';
export const kinds: readonly ReorganisationKind[] = ['merge', 'split', 'rename', 'abolish', 'transfer'];
export type ReorganisationState = 'scheduled' | 'applied' | 'undone' | 'cancelled';

export interface Agency {
  id: number; code: string; name: string; short_name: string; former_names: string; aliases: string; kind: string;
  parent_id: number | null; head: string; address: string; phone: string; email: string; website: string;
  id_code: string; area_code: string; source_note: string; is_coordinator: boolean; valid_from: string; valid_to: string | null;
}
export interface SystemRow {
  id: number; agency_id: number; name: string; domain: string; level: number; state: string; in_operation_since: string | null;
}
export interface AgenciesOn { date: string; rows: { agency: Agency; entered_later: boolean }[] }
export interface SystemsOn { date: string; total: number; rows: { system: SystemRow; entered_later: boolean }[] }

export interface Link { agency_id: number; code: string; name: string; is_heir: boolean }
export interface Change {
  id: number; kind: ReorganisationKind; title: string; decision_number: string; note: string; effective_on: string;
  predecessors: Link[]; successors: Link[];
}
export interface Profile {
  agency: Agency; parent: { id: number; name: string } | null; children: number;
  holdings: { entity: string; path: string; count: number }[]; changes: Change[];
}

export interface Owner {
  agency_id: number; code: string; name: string; from: string | null; to: string | null; reorganisation_id: number | null; decision_number: string;
}
export interface Owners { owners: Owner[]; answer: Owner | null; existed: boolean }

export interface Remark { code: string; place: string; arguments: string[]; text: string; hint: string }
export interface Unit { id: number; code: string; name: string }
export interface Plan {
  title: string; predecessors: Unit[]; successors: Unit[]; children: Unit[];
  counts: { entity: string; to: number; count: number }[];
  moves: { entity: string; id: number; title: string; from: number; to: number }[];
  total: number; closing: number; problems: Remark[]; notices: Remark[];
}

export interface Reorganisation {
  id: number; title: string; kind: ReorganisationKind; effective_on: string; decision_number: string; decision_date: string | null;
  basis: string; note: string; state: ReorganisationState; moved: number; applied_at: string | null; applied_by: string;
  undone_at: string | null; undone_by: string; undo_reason: string; problem: string;
}
export interface Step { id: number; entity: string; row_id: number; title: string; action: string; from_id: number | null; to_id: number | null }
export interface Obstacle { code: string; entity: string; id: number; title: string; text: string }
export interface Receipt { steps: Step[]; obstacles: Obstacle[] }

export interface NewUnit { code: string; name: string; kind: string; short_name?: string; parent_id?: number | null; head?: string }
export type SuccessorInput = { agency_id: number } | NewUnit;
export interface ReorganisationInput {
  kind: ReorganisationKind; effective_on: string; decision_number: string; decision_date?: string | null; basis?: string; note?: string;
  predecessors: number[]; successors: SuccessorInput[]; heir: number; assignments: { entity: string; id: number; to: number }[];
  disable_accounts: boolean; new_name?: string; new_code?: string; new_short_name?: string;
}

export interface StructureLine { list: string; line: number; action: string; what: string; text: string; hint: string }
export interface StructureReceipt {
  applied: boolean; created: number; present: number; reorganised: number; moved: number; problem_count: number;
  lines: StructureLine[]; problems: StructureLine[];
}

export const useAgenciesOn = (date: string, q: string) => useQuery({
  queryKey: ['structure', 'agencies', date, q], queryFn: () => get<AgenciesOn>('/structure/agencies', { date, q }),
  placeholderData: (before) => before,
});
export const useSystemsOn = (date: string, q: string, agency: number, enabled = true) => useQuery({
  queryKey: ['structure', 'systems', date, q, agency], enabled,
  queryFn: () => get<SystemsOn>('/structure/systems', { date, q, agency_id: agency || null }), placeholderData: (before) => before,
});
export const useProfile = (id: string) => useQuery({
  queryKey: ['structure', 'profile', id], queryFn: () => get<Profile>(`/agencies/${encodeURIComponent(id)}/profile`),
});
export const useOwners = (system: number, date: string) => useQuery({
  queryKey: ['structure', 'owners', system, date], enabled: system > 0,
  queryFn: () => get<Owners>(`/systems/${system}/owners`, { date }),
});
export const useReorganisations = () => useQuery({
  queryKey: ['structure', 'reorganisations'],
  queryFn: () => get<{ rows: Reorganisation[]; total: number }>('/reorganisations', { sort: '-effective_on', limit: 500 }),
});
export const useReceipt = (id: number) => useQuery({
  queryKey: ['structure', 'receipt', id], queryFn: () => get<Receipt>(`/reorganisations/${id}/receipt`),
});

export const preview = (input: ReorganisationInput) => post<Plan>('/reorganisations/preview', input);
export const apply = (input: ReorganisationInput) => post<Reorganisation>('/reorganisations/apply', input);
export const undo = (id: number, reason: string) => post<Reorganisation>(`/reorganisations/${id}/undo`, { reason });
export const cancel = (id: number, reason: string) => post<Reorganisation>(`/reorganisations/${id}/cancel`, { reason });
export const loadStructure = (write: boolean, agencies: string, reorganisations: string) =>
  post<StructureReceipt>(write ? '/structure/load' : '/structure/preview', { agencies, reorganisations });
