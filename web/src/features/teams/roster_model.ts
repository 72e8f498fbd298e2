// SPDX-License-Identifier: Apache-2.0
// The roster as a calendar: shifts and gaps by the day they begin, in Viet Nam's time.
import { localParts } from '@/shared/format';
import type { DutyShift, RosterProblem } from './data';

export interface DayCell {
  /** "2026-12-01" */
  date: string;
  shifts: DutyShift[];
  gaps: RosterProblem[];
}

const two = (n: number) => String(n).padStart(2, '0');

/** Day of an instant in Viet Nam: "2026-12-01". */
export function dayOf(instant: string): string {
  const p = localParts(instant);
  return p ? `${p.year}-${two(p.month)}-${two(p.day)}` : '';
}

/** "07:00" of an instant in Viet Nam. */
export function clockOf(instant: string): string {
  const p = localParts(instant);
  return p ? `${two(p.hour)}:${two(p.minute)}` : '';
}

/** What tells a person apart in a narrow cell: the last two words of a Vietnamese name. */
export function shortName(name: string): string {
  return name.trim().split(/\s+/).slice(-2).join(' ');
}

/** When a shift stands on the calendar: its beginning, or its end when it began the month before. */
export function labelOf(shift: DutyShift, month: string): string {
  return dayOf(shift.starts_at) < `${month}-01` ? `→ ${clockOf(shift.ends_at)}` : clockOf(shift.starts_at);
}

/** "2026-12" moved by months. */
export function monthPlus(month: string, by: number): string {
  const [year = 1970, number = 1] = month.split('-').map(Number);
  const at = new Date(Date.UTC(year, number - 1 + by, 1));
  return `${at.getUTCFullYear()}-${two(at.getUTCMonth() + 1)}`;
}

/** Empty cells before the first day, in weeks that begin on Monday. */
export function padOf(month: string): number {
  return (new Date(`${month}-01T00:00:00Z`).getUTCDay() + 6) % 7;
}

/** The days of a month. What began before the month stands on its first day. */
export function daysOf(month: string, shifts: DutyShift[], problems: RosterProblem[]): DayCell[] {
  const [year = 1970, number = 1] = month.split('-').map(Number);
  const count = new Date(Date.UTC(year, number, 0)).getUTCDate();
  const days: DayCell[] = Array.from({ length: count }, (_, i) => ({ date: `${month}-${two(i + 1)}`, shifts: [], gaps: [] }));
  const first = days[0]?.date ?? '';
  const place = (instant: string) => {
    const day = dayOf(instant);
    return days.find((d) => d.date === (day < first ? first : day));
  };
  for (const shift of shifts) place(shift.starts_at)?.shifts.push(shift);
  for (const problem of problems) if (problem.kind === 'gap') place(problem.from)?.gaps.push(problem);
  return days;
}

/** "07:00, 15:00" → ["07:00", "15:00"]; "7" and "7:30" are completed. */
export function startsOf(text: string): string[] {
  return text.split(/[,;\s]+/).filter(Boolean).map((part) => {
    const match = /^(\d{1,2})(?::(\d{2}))?$/.exec(part);
    return match ? `${two(Number(match[1]))}:${match[2] ?? '00'}` : part;
  });
}
