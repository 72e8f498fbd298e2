// SPDX-License-Identifier: Apache-2.0
// Agencies in groups and below their parents; what a wizard's answers ask of the server.
import { byVietnamese } from '@/shared/text';
import type { Agency, ReorganisationInput, ReorganisationKind, SuccessorInput } from './data';

export type AgencyNode = Agency & { children?: AgencyNode[] };
export interface AgencyGroup { kind: string; total: number; nodes: AgencyNode[] }

const order = ['department', 'district', 'commune', 'force', 'media', 'enterprise'];

/** By kind; an agency whose parent is in the list stands below it. */
export function groupAgencies(rows: Agency[]): AgencyGroup[] {
  const nodes = new Map<number, AgencyNode>(rows.map((row) => [row.id, { ...row }]));
  const roots: AgencyNode[] = [];
  for (const node of nodes.values()) {
    const parent = node.parent_id === null ? undefined : nodes.get(node.parent_id);
    if (parent && parent !== node) (parent.children ??= []).push(node);
    else roots.push(node);
  }
  const count = (node: AgencyNode): number => 1 + (node.children ?? []).reduce((sum, child) => sum + count(child), 0);
  const groups = new Map<string, AgencyNode[]>();
  for (const node of roots) groups.set(node.kind, [...(groups.get(node.kind) ?? []), node]);
  return [...groups.entries()]
    .sort(([a], [b]) => (order.indexOf(a) + 1 || 99) - (order.indexOf(b) + 1 || 99))
    .map(([kind, list]) => ({ kind, total: list.reduce((sum, node) => sum + count(node), 0), nodes: list.sort((a, b) => byVietnamese(a.name, b.name)) }));
}

export interface Draft {
  kind: ReorganisationKind;
  effective_on: string;
  decision_number: string;
  decision_date: string | null;
  basis: string;
  note: string;
  predecessors: number[];
  successors: SuccessorInput[];
  heir: number;
  /** System → index of the successor. */
  systems: Record<number, number>;
  disable_accounts: boolean;
  new_name: string;
  new_code: string;
  new_short_name: string;
}

export const emptyDraft = (kind: ReorganisationKind, effective_on: string): Draft => ({
  kind, effective_on, decision_number: '', decision_date: null, basis: '', note: '', predecessors: [], successors: [], heir: 0,
  systems: {}, disable_accounts: false, new_name: '', new_code: '', new_short_name: '',
});

export const hasSuccessors = (kind: ReorganisationKind) => kind !== 'rename';
export const manyPredecessors = (kind: ReorganisationKind) => kind === 'merge' || kind === 'abolish';
export const manySuccessors = (kind: ReorganisationKind) => kind === 'split' || kind === 'abolish';
export const ends = (kind: ReorganisationKind) => kind !== 'rename' && kind !== 'transfer';

/** A fresh successor still without its code or name cannot be asked about. */
export function isComplete(draft: Draft): boolean {
  const named = draft.successors.every((s) => 'agency_id' in s ? s.agency_id > 0 : s.code !== '' && s.name !== '');
  return draft.effective_on !== '' && draft.decision_number !== '' && draft.predecessors.length > 0 && named;
}

export function inputOf(draft: Draft): ReorganisationInput {
  const rename = draft.kind === 'rename';
  return {
    kind: draft.kind, effective_on: draft.effective_on, decision_number: draft.decision_number,
    ...(draft.decision_date ? { decision_date: draft.decision_date } : {}), basis: draft.basis, note: draft.note,
    predecessors: draft.predecessors, successors: rename ? [] : draft.successors, heir: rename ? 0 : Math.min(draft.heir, Math.max(draft.successors.length - 1, 0)),
    assignments: rename || draft.kind === 'merge' ? [] : Object.entries(draft.systems)
      .filter(([, to]) => to >= 0 && to < draft.successors.length).map(([id, to]) => ({ entity: 'system', id: Number(id), to })),
    disable_accounts: draft.disable_accounts,
    ...(rename ? { new_name: draft.new_name, new_code: draft.new_code, new_short_name: draft.new_short_name } : {}),
  };
}
