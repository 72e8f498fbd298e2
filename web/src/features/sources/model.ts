// SPDX-License-Identifier: Apache-2.0
// What the list of sources is filtered and sorted by.
import type { SourceRow } from '@/api/types';
import { formatNumber } from '@/shared/format';

export const filters = ['all', 'silent', 'slow', 'clock', 'odd', 'waiting', 'off'] as const;
export type Filter = (typeof filters)[number];

export function matches(row: SourceRow, filter: Filter): boolean {
  if (filter === 'all') return true;
  if (filter === 'off') return !row.source.enabled;
  if (filter === 'odd') return row.traffic.malformed + row.traffic.as_text > 0;
  if (filter === 'clock') return row.traffic.is_clock_off;
  return row.source.enabled && row.state === filter;
}

/** Worst first, then those that spoke last. */
const order: Record<SourceRow['state'], number> = { silent: 0, slow: 1, waiting: 2, resting: 3, speaking: 4 };
export function byNeed(a: SourceRow, b: SourceRow): number {
  const need = (row: SourceRow) => (row.source.enabled ? order[row.state] : 5);
  return need(a) - need(b) || (b.last_seen_at ?? '').localeCompare(a.last_seen_at ?? '') || a.source.id - b.source.id;
}

export const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/** A span of time as people say it: "0,4 s", "2 phút", "3 giờ"; of a skew with its sign. */
export function span(ms: number, language: 'vi' | 'en', signed = false): string {
  const size = Math.abs(ms);
  const words = language === 'vi' ? ['ms', 'giây', 'phút', 'giờ', 'ngày'] : ['ms', 's', 'min', 'h', 'days'];
  const [value, word] = size < 1000 ? [size, words[0]] : size < 60_000 ? [size / 1000, words[1]]
    : size < 3_600_000 ? [size / 60_000, words[2]] : size < 48 * 3_600_000 ? [size / 3_600_000, words[3]] : [size / 86_400_000, words[4]];
  const sign = signed && size >= 1 ? (ms > 0 ? '+' : '−') : '';
  return `${sign}${formatNumber(value)} ${word}`;
}

/** Heights of bars, 0 to 1, the highest being 1; a value above 0 is never invisible. */
export function heights(values: readonly number[]): number[] {
  const highest = Math.max(0, ...values);
  return values.map((value) => (value <= 0 ? 0 : Math.max(0.06, value / highest)));
}
