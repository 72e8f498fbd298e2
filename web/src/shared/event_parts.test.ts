// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { readEvent, readPairs, readTags } from './event_parts';

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
