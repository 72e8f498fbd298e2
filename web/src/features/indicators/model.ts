// SPDX-License-Identifier: Apache-2.0
// What the pages of indicators reckon, without a page.
import type { IndicatorAccount, IndicatorList, LookupRow } from '@/api/indicator_types';

export type ListState = 'off' | 'problem' | 'waiting' | 'in_force';

/** Whether what was imported is held against events. */
export function stateOf(list: Pick<IndicatorList, 'state' | 'problem' | 'is_in_force'>): ListState {
  if (list.state !== 'on') return 'off';
  if (list.problem !== '') return 'problem';
  return list.is_in_force ? 'in_force' : 'waiting';
}

export const mostValues = 1000;

/** The values of a pasted text, each once: one a line, or parted by spaces, commas, semicolons. */
export function valuesIn(text: string): string[] {
  const found = new Set<string>();
  for (const word of text.split(/[\s"'<>]+/)) {
    // A comma is an ordinary character of a URL.
    const parts = word.includes('://') || word.includes(':\\/\\/') ? [word] : word.split(/[,;|]+/);
    for (const part of parts) {
      const value = part.replace(/^[,;(]+|[,;)]+$/g, '');
      if (value !== '') found.add(value);
    }
  }
  return [...found];
}

export type Verdict = 'listed' | 'excluded' | 'expired' | 'unknown' | 'no_indicator';

export function verdictOf(row: LookupRow): Verdict {
  if (row.problem !== '' || row.value === '') return 'no_indicator';
  if (row.is_listed) return 'listed';
  if (row.indicators.length === 0) return row.is_excluded ? 'excluded' : 'unknown';
  return row.is_excluded || row.indicators.some((one) => one.is_excluded) ? 'excluded' : 'expired';
}
export const verdicts: Verdict[] = ['listed', 'excluded', 'expired', 'unknown', 'no_indicator'];

export function countsOf(rows: LookupRow[]): Record<Verdict, number> {
  const counts: Record<Verdict, number> = { listed: 0, excluded: 0, expired: 0, unknown: 0, no_indicator: 0 };
  for (const row of rows) counts[verdictOf(row)] += 1;
  return counts;
}

/** "NCSC 30-11.csv" → "NCSC 30-11". */
export const nameOf = (fileName: string): string => fileName.replace(/\.(csv|json|txt|stix2?|misp|list)$/i, '').trim().slice(0, 200);

export type Figure = 'found' | 'loaded' | 'rejected' | 'skipped' | 'expired';
const figures: Figure[] = ['found', 'loaded', 'rejected', 'skipped', 'expired'];

export interface Compared {
  name: string;
  before: number;
  after: number;
}

/** What a new content would change: the figures, then the kinds. */
export function compared(before: IndicatorAccount, after: IndicatorAccount): { figures: Compared[]; kinds: Compared[] } {
  const count = (account: IndicatorAccount, kind: string) => account.kinds.find((one) => one.name === kind)?.count ?? 0;
  const names = [...new Set([...before.kinds, ...after.kinds].map((one) => one.name))];
  return {
    figures: figures.map((name) => ({ name, before: before[name], after: after[name] })),
    kinds: names.map((name) => ({ name, before: count(before, name), after: count(after, name) })),
  };
}

/** "+12", "−3", "=". */
export function difference({ before, after }: Compared, write: (n: number) => string): string {
  const by = after - before;
  return by === 0 ? '=' : by > 0 ? `+${write(by)}` : `−${write(-by)}`;
}

/** "12" of a table or a text is a line; "/objects/3/pattern" of JSON is not. */
export const isLine = (place: string): boolean => /^\d+$/.test(place);

/** A reason for which something was left out, as the end of a text's key. */
export const reasonKey = (reason: string): string => reason.toLowerCase().replace(/[^a-z0-9]+/g, '_').replace(/^_+|_+$/g, '');
