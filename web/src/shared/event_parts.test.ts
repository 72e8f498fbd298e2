// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { readEvent, readPairs, readTags, eventPath, recordPath } from './event_parts';

describe('free JSON of an alert', () => {
  it('reads pairs in both shapes', () => {
    expect(readPairs([{ field: 'a', value: 'b' }, 3])).toEqual([{ field: 'a', value: 'b' }]);
    expect(readPairs({ a: 'b', n: 3 })).toEqual([{ field: 'a', value: 'b' }, { field: 'n', value: '3' }]);
  });
  it.each([null, undefined, 3, 'x', []])('survives %j', (bad) => {
    expect(readPairs(bad)).toEqual([]);
    expect(readEvent(bad)).toEqual({ raw: '', time: '', fields: [] });
    expect(readTags(bad)).toEqual([]);
  });
});

describe('where records are opened', () => {
  it('an event: just around its time, and by its id', () => {
    const url = new URL(eventPath('01ABC', '2026-11-30T03:00:00.250Z'), 'http://x');
    expect(Object.fromEntries(url.searchParams)).toEqual({ query: 'id:01ABC', range: 'custom', from: '2026-11-30T02:59:59.250Z', to: '2026-11-30T03:00:02.250Z', event: '01ABC' });
  });
  it('an alert is opened in the queue, the others have a page', () => {
    expect(recordPath('alerts/7')).toBe('/alerts?status=all&sel=7');
    expect(recordPath('incidents/12')).toBe('/incidents/12');
  });
});
