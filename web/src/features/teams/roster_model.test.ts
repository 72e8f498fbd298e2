// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import type { DutyShift, RosterProblem } from './data';
import { clockOf, dayOf, daysOf, labelOf, monthPlus, padOf, shortName, startsOf } from './roster_model';

const shift = (starts_at: string) => ({ starts_at }) as DutyShift;

describe('roster', () => {
  it('stands in Viet Nam’s time', () => {
    expect(dayOf('2026-11-30T17:00:00Z')).toBe('2026-12-01');
    expect(clockOf('2026-11-30T17:00:00Z')).toBe('00:00');
  });
  it('puts shifts and gaps on the day they begin', () => {
    const gap = { kind: 'gap', from: '2026-12-09T16:00:00Z' } as RosterProblem;
    const days = daysOf('2026-12', [shift('2026-11-30T16:00:00Z'), shift('2026-12-01T08:00:00Z'), shift('2026-12-31T16:00:00Z')], [gap]);
    expect(days).toHaveLength(31);
    expect(days[0]?.shifts).toHaveLength(2);
    expect(days[30]?.shifts).toHaveLength(1);
    expect(days[8]?.gaps).toEqual([gap]);
  });
  it('says who and when in a narrow cell', () => {
    expect(shortName('Nguyễn Thị Ngọc Mai')).toBe('Ngọc Mai');
    expect(shortName('An')).toBe('An');
    const shift_ = { starts_at: '2026-11-30T16:00:00Z', ends_at: '2026-12-01T00:00:00Z' } as DutyShift;
    expect(labelOf(shift_, '2026-12')).toBe('→ 07:00');
    expect(labelOf(shift_, '2026-11')).toBe('23:00');
  });
  it('knows months', () => {
    expect(monthPlus('2026-12', 1)).toBe('2027-01');
    expect(monthPlus('2026-01', -1)).toBe('2025-12');
    expect(padOf('2026-12')).toBe(1);
    expect(padOf('2026-11')).toBe(6);
  });
  it('reads times of day as people write them', () => {
    expect(startsOf('7, 15:00;23:30')).toEqual(['07:00', '15:00', '23:30']);
    expect(startsOf('abc')).toEqual(['abc']);
  });
});
