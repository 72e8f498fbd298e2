// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { newestOf, percentOf, targetsOf, techniquesOf } from './data';
import type { Hunt, HuntHit } from './data';

const hit = (target: string, agency_id: number, events: number, first_at: string, techniques: string[] = []): HuntHit =>
  ({ kind: 'rule', target, title: target, level: 'high', techniques, agency_id, events, first_at, last_at: first_at, samples: [] }) as unknown as HuntHit;

describe('results of a hunt', () => {
  const targets = targetsOf([
    hit('a', 1, 3, '2026-11-02T00:00:00Z', ['T1059']), hit('a', 2, 4, '2026-11-01T00:00:00Z', ['T1059']), hit('b', 1, 1, '2026-11-03T00:00:00Z', ['T1059', 'T1003']),
  ]);
  it('are put together by target, over the agencies', () => {
    expect(targets.map((t) => [t.target, t.matches, t.first, t.agencies.length])).toEqual([['a', 7, '2026-11-01T00:00:00Z', 2], ['b', 1, '2026-11-03T00:00:00Z', 1]]);
  });
  it('know their newest event', () => {
    const sample = (id: string, time: string) => ({ ...hit('a', 1, 1, time), samples: [{ id, time }] }) as unknown as HuntHit;
    expect(newestOf(targetsOf([sample('x', '2026-11-01T00:00:00Z'), sample('y', '2026-11-02T00:00:00Z')])[0]!)?.id).toBe('y');
  });
  it('are summed up by technique', () => expect(techniquesOf(targets)).toEqual([['T1059', 8], ['T1003', 1]]));
});

describe('progress', () => {
  it('is never more than all, and none where nothing is known', () => {
    expect(percentOf({ events_total: 0, events_read: 0 } as Hunt)).toBe(0);
    expect(percentOf({ events_total: 3, events_read: 2 } as Hunt)).toBe(66);
    expect(percentOf({ events_total: 3, events_read: 4 } as Hunt)).toBe(100);
  });
});
