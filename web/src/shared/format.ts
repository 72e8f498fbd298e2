// SPDX-License-Identifier: Apache-2.0
// Times are shown as dd/MM/yyyy HH:mm in +07:00, whatever the zone of the computer.
const offset = 7 * 3600 * 1000;
const two = (n: number) => String(n).padStart(2, '0');

export interface Parts {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
}

/** Wall clock of Viet Nam at an instant; null when the text is no time. */
export function localParts(instant: string | number | null | undefined): Parts | null {
  if (instant === null || instant === undefined || instant === '') return null;
  const at = new Date(instant).getTime();
  if (Number.isNaN(at)) return null;
  const d = new Date(at + offset);
  return {
    year: d.getUTCFullYear(), month: d.getUTCMonth() + 1, day: d.getUTCDate(),
    hour: d.getUTCHours(), minute: d.getUTCMinutes(), second: d.getUTCSeconds(),
  };
}

export function formatTime(instant: string | number | null | undefined, seconds = false): string {
  const p = localParts(instant);
  if (p === null) return '';
  const clock = `${two(p.hour)}:${two(p.minute)}${seconds ? `:${two(p.second)}` : ''}`;
  return `${two(p.day)}/${two(p.month)}/${p.year} ${clock}`;
}

export function formatUtc(instant: string): string {
  const at = new Date(instant);
  return Number.isNaN(at.getTime()) ? '' : at.toISOString().replace('T', ' ').replace(/\.\d+Z$/, 'Z');
}

/** "2026-11-03" → "03/11/2026". */
export function formatDate(date: string | null | undefined): string {
  const match = /^(\d{4})-(\d{2})-(\d{2})/.exec(date ?? '');
  return match ? `${match[3]}/${match[2]}/${match[1]}` : '';
}

/** "2026-11" → "11/2026". */
export function formatMonth(month: string): string {
  const match = /^(\d{4})-(\d{2})$/.exec(month);
  return match ? `${match[2]}/${match[1]}` : month;
}

/** A limit. An instant is the first one of breach: midnight means "until the day before". */
export function formatDue(due: string | null | undefined): string {
  if (due && /^\d{4}-\d{2}-\d{2}$/.test(due)) return formatDate(due);
  const p = localParts(due);
  if (due && p && p.hour === 0 && p.minute === 0 && p.second === 0) return formatTime(Date.parse(due) - 1000).slice(0, 10);
  return formatTime(due);
}

export function today(now = Date.now()): string {
  return new Date(now + offset).toISOString().slice(0, 10);
}

/** The month `steps` away from the one of `now`: monthOf(-1) is last month. */
export function monthOf(steps: number, now = Date.now()): string {
  const d = new Date(now + offset);
  d.setUTCDate(1);
  d.setUTCMonth(d.getUTCMonth() + steps);
  return d.toISOString().slice(0, 7);
}

export interface Span {
  past: boolean;
  days: number;
  hours: number;
  minutes: number;
}

/** From now to an instant, or to the end of a date. */
export function until(due: string, now: number): Span | null {
  const isDate = /^\d{4}-\d{2}-\d{2}$/.test(due);
  const at = isDate ? Date.parse(`${due}T23:59:59+07:00`) : Date.parse(due);
  if (Number.isNaN(at)) return null;
  const minutes = Math.floor(Math.abs(at - now) / 60_000);
  return {
    past: at < now,
    days: Math.floor(minutes / 1440),
    hours: Math.floor((minutes % 1440) / 60),
    minutes: minutes % 60,
  };
}

let separators = 'vi-VN';
/** Numbers are written as the language of the page does: 1.430,5 or 1,430.5. */
export function writeNumbersIn(language: 'vi' | 'en'): void {
  separators = language === 'vi' ? 'vi-VN' : 'en-GB';
}

export function formatNumber(value: number): string {
  return value.toLocaleString(separators, { maximumFractionDigits: 1 });
}

export function formatBytes(size: number): string {
  if (size < 1024) return `${size} B`;
  if (size < 1024 * 1024) return `${formatNumber(size / 1024)} KB`;
  if (size < 1024 ** 3) return `${formatNumber(size / 1024 ** 2)} MB`;
  if (size < 1024 ** 4) return `${formatNumber(size / 1024 ** 3)} GB`;
  return `${formatNumber(size / 1024 ** 4)} TB`;
}
