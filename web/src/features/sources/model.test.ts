// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SourceRow } from '@/api/types';
import { writeNumbersIn } from '@/shared/format';
import { byNeed, heights, matches, span } from './model';

function row(id: number, state: SourceRow['state'], more: { enabled?: boolean; last?: string; malformed?: number; clock?: boolean } = {}): SourceRow {
  return {
    source: { id, enabled: more.enabled ?? true }, state, last_seen_at: more.last ?? null,
    traffic: { malformed: more.malformed ?? 0, as_text: 0, is_clock_off: more.clock ?? false },
  } as unknown as SourceRow;
}

describe('filters', () => {
  it('what is switched off is not silent', () => {
    expect(matches(row(1, 'silent'), 'silent')).toBe(true);
    expect(matches(row(1, 'silent', { enabled: false }), 'silent')).toBe(false);
    expect(matches(row(1, 'silent', { enabled: false }), 'off')).toBe(true);
  });
  it('finds clocks and broken lines whatever the state', () => {
    expect(matches(row(1, 'speaking', { clock: true }), 'clock')).toBe(true);
    expect(matches(row(1, 'resting', { malformed: 1 }), 'odd')).toBe(true);
    expect(matches(row(1, 'speaking'), 'odd')).toBe(false);
  });
});

describe('order', () => {
  it('puts what needs somebody first', () => {
    const rows = [row(1, 'speaking'), row(2, 'silent', { enabled: false }), row(3, 'waiting'), row(4, 'silent', { last: '2026-01-01' }), row(5, 'silent', { last: '2026-01-02' }), row(6, 'slow')];
    expect(rows.sort(byNeed).map((r) => r.source.id)).toEqual([5, 4, 6, 3, 1, 2]);
  });
});

describe('spans', () => {
  beforeAll(() => writeNumbersIn('en'));
  afterAll(() => writeNumbersIn('vi'));
  it('are said in the unit that fits', () => {
    expect(span(420, 'en')).toBe('420 ms');
    expect(span(90_000, 'en')).toBe('1.5 min');
    expect(span(-3 * 3_600_000, 'en', true)).toBe('−3 h');
    expect(span(72 * 3_600_000, 'vi', true)).toMatch(/^\+3 ngày$/);
    expect(span(0, 'en', true)).toBe('0 ms');
  });
});

describe('heights', () => {
  it('show every hour that had anything', () => {
    expect(heights([0, 1, 1000])).toEqual([0, 0.06, 1]);
    expect(heights([0, 0])).toEqual([0, 0]);
  });
});
