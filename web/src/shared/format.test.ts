// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { formatDate, formatDue, formatMonth, formatTime, monthOf, today, until } from './format';

describe('times', () => {
  it('are those of +07:00 wherever the computer stands', () => {
    expect(formatTime('2026-11-03T18:30:05Z')).toBe('04/11/2026 01:30');
    expect(formatTime('2026-11-03T18:30:05Z', true)).toBe('04/11/2026 01:30:05');
  });
  it.each([null, undefined, '', 'soon'])('%s gives nothing', (v) => expect(formatTime(v)).toBe(''));
  it('dates and months', () => {
    expect(formatDate('2026-11-03')).toBe('03/11/2026');
    expect(formatMonth('2026-11')).toBe('11/2026');
    expect(formatDue('2026-12-12')).toBe('12/12/2026');
    expect(formatDue('2026-12-12T00:00:00Z')).toBe('12/12/2026 07:00');
    expect(formatDue('2025-07-31T17:00:00Z')).toBe('31/07/2025');
    expect(formatDue(null)).toBe('');
  });
});

describe('until', () => {
  const now = Date.parse('2026-11-03T10:00:00+07:00');
  it('counts to an instant', () => {
    expect(until('2026-11-04T12:30:00+07:00', now)).toEqual({ past: false, days: 1, hours: 2, minutes: 30 });
  });
  it('a date lasts until its end', () => {
    expect(until('2026-11-03', now)?.past).toBe(false);
    expect(until('2026-11-02', now)?.past).toBe(true);
  });
  it('refuses nonsense', () => expect(until('x', now)).toBeNull());
});

describe('months', () => {
  it('cross the year', () => {
    const now = Date.parse('2026-01-31T20:00:00Z');
    expect(monthOf(0, now)).toBe('2026-02');
    expect(monthOf(-2, now)).toBe('2025-12');
    expect(today(now)).toBe('2026-02-01');
  });
});
