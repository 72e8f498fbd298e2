// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { daysUntil, monthly } from './storage';

test('days until the disk is full', () => {
  expect(daysUntil('2026-12-30', '2026-11-30T05:00:00Z')).toBe(30);
  expect(daysUntil('2026-11-30', '2026-11-30T23:59:59Z')).toBe(0);
});

test('the chart shows every fourth week, today included', () => {
  expect(monthly([0, 1, 2, 3, 4, 5, 6, 7, 8])).toEqual([0, 4, 8]);
});
