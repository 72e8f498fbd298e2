// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { contrast, dark, light, textPairs } from './tokens';

describe('palette', () => {
  it('knows the extremes of contrast', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
    expect(contrast('#777777', '#777777')).toBe(1);
  });
  for (const [name, palette] of [['light', light], ['dark', dark]] as const) {
    it.each(textPairs)(`${name}: %s on %s reads at 4.5:1`, (front, back) => {
      expect(contrast(palette[front], palette[back])).toBeGreaterThanOrEqual(4.5);
    });
  }
});
