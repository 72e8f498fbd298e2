// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { labelIndexes, niceMaximum } from './charts';

describe('niceMaximum', () => {
  it.each([[0, 3], [3, 3], [4, 6], [95, 120], [1050, 1500], [1600, 3000]])('%d → %d', (v, want) => expect(niceMaximum(v)).toBe(want));
  it('is never below the value', () => {
    for (let v = 1; v < 5e6; v = Math.ceil(v * 1.37)) expect(niceMaximum(v)).toBeGreaterThanOrEqual(v);
  });
});

describe('labelIndexes', () => {
  it('keeps the last and thins the rest', () => {
    expect(labelIndexes(5, 500, 50)).toEqual([0, 1, 2, 3, 4]);
    expect(labelIndexes(5, 100, 50)).toEqual([1, 4]);
    expect(labelIndexes(0, 100, 50)).toEqual([]);
  });
});
