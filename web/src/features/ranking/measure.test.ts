// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { measureTone, numberText } from './measure';

describe('measureTone', () => {
  it.each([[100, 'good'], [80, 'good'], [79.9, 'low'], [65, 'low'], [50, 'medium'], [30, 'high'], [0, 'critical']])('%d percent is %s', (value, tone) => {
    expect(measureTone('systems', value)).toBe(tone);
  });
  it.each([[0, 'good'], [1, 'low'], [2, 'low'], [3, 'medium'], [6, 'high'], [11, 'critical']])('%d overdue is %s', (value, tone) => {
    expect(measureTone('overdue', value)).toBe(tone);
  });
});

describe('numberText', () => {
  it('tells no data from zero', () => {
    expect(numberText('score', null)).toBe('–');
    expect(numberText('score', 0)).toBe('0%');
    expect(numberText('overdue', 0)).toBe('0');
  });
});
