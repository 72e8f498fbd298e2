// SPDX-License-Identifier: Apache-2.0
import type { Pair } from '@/shared/event_parts';
import { isMomentary } from './exception_text';
import type { Pick } from './exception_text';

export interface Row extends Pick {
  key: string;
  isOn: boolean;
  /** What the rule met. */
  isMatched: boolean;
  /** Written by hand: its name is a field to fill. */
  isOwn: boolean;
}

/** What the rule met is ticked; the rest is offered, what names a moment or a process last. */
export function rowsOf(matched: Pair[], event: Pair[]): Row[] {
  const rows: Row[] = [];
  const seen = new Set<string>();
  const add = (pair: Pair, isMatched: boolean) => {
    const key = `${pair.field}\u0000${pair.value}`;
    if (pair.value === '' || seen.has(key)) return;
    seen.add(key);
    rows.push({ key, field: pair.field, value: pair.value, test: 'equals', isOn: isMatched, isMatched, isOwn: false });
  };
  for (const pair of matched) add(pair, true);
  const others = event.filter((pair) => pair.field !== '');
  for (const pair of [...others.filter((p) => !isMomentary(p.field)), ...others.filter((p) => isMomentary(p.field))]) add(pair, false);
  return rows;
}

/** A field to be named by hand. */
export const blankRow = (): Row => ({ key: `own${Date.now()}`, field: '', value: '', test: 'equals', isOn: true, isMatched: false, isOwn: true });
