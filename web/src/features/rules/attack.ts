// SPDX-License-Identifier: Apache-2.0
// ATT&CK in tags and in the matrix of coverage.
import type { TacticView, TechniqueView } from '@/api/rule_types';
import type { Texts } from '@/i18n';
import { techniqueName } from './attack_names';

/** What a tag of ATT&CK names; null for other tags. */
export function attackOf(texts: Texts, tag: string): { text: string; technique?: string; tactic?: string } | null {
  const technique = /^attack\.(t\d{4}(?:\.\d{3})?)$/i.exec(tag)?.[1]?.toUpperCase();
  if (technique) {
    const name = techniqueName(technique);
    return { technique, text: name ? `${technique} ${name}` : technique };
  }
  const tactic = /^attack\.([a-z][a-z_-]+)$/i.exec(tag)?.[1]?.toLowerCase().replaceAll('_', '-');
  if (!tactic) return null;
  const text = tacticText(texts, tactic, '');
  return text === '' ? null : { tactic, text };
}

export function tacticText(texts: Texts, id: string, name: string): string {
  if (id === '') return texts.t('coverage.no_tactic');
  return texts.dyn(`tactic.${id}`, name);
}

export type CellState = 'full' | 'most' | 'some' | 'none';

/** How much of what exists can fire. */
export function cellState(cell: { rules: number; can_fire: number }): CellState {
  if (cell.can_fire === 0) return 'none';
  if (cell.can_fire >= cell.rules) return 'full';
  return cell.can_fire * 2 >= cell.rules ? 'most' : 'some';
}

export interface Cell extends TechniqueView {
  parts: TechniqueView[];
}

/** Techniques with their parts below them. A part whose technique is not listed stands for itself. */
export function cellsOf(tactic: TacticView): Cell[] {
  const cells: Cell[] = [];
  for (const technique of tactic.techniques) {
    const last = cells[cells.length - 1];
    if (technique.id.includes('.') && last && technique.id.startsWith(`${last.id}.`)) last.parts.push(technique);
    else cells.push({ ...technique, parts: [] });
  }
  return cells;
}

export type Show = 'all' | 'gaps' | 'hits';

/** The cells of one view: all; those where nothing can fire; those that fired. */
export function shownCells(cells: Cell[], show: Show): Cell[] {
  if (show === 'gaps') return cells.filter((c) => c.can_fire === 0);
  return show === 'hits' ? cells.filter((c) => c.hits_30d > 0) : cells;
}

export function techniqueCounts(tactics: TacticView[]): { techniques: number; covered: number } {
  const all = new Map<string, boolean>();
  for (const tactic of tactics) {
    for (const t of tactic.techniques) if (!t.id.includes('.')) all.set(t.id, (all.get(t.id) ?? false) || t.can_fire > 0);
  }
  return { techniques: all.size, covered: [...all.values()].filter(Boolean).length };
}
