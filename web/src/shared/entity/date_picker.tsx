// SPDX-License-Identifier: Apache-2.0
// The calendar behind DateInput and InstantInput; fetched when one of them is shown.
import { DatePicker } from 'antd';
import dayjs from 'dayjs';
import type { Dayjs } from 'dayjs';
import { localParts } from '../format';
import type { Control } from './select';

export function DayPicker({ value, onChange, ...rest }: Control<string | null>) {
  return (
    <DatePicker {...rest} format={['DD/MM/YYYY', 'DDMMYYYY', 'D/M/YYYY']} style={{ width: '100%' }}
      value={value ? dayjs(value) : null}
      onChange={(day: Dayjs | null) => onChange?.(day ? day.format('YYYY-MM-DD') : null)} />
  );
}

export function InstantPicker({ value, onChange, ...rest }: Control<string | null>) {
  const p = localParts(value);
  const shown = p ? dayjs(new Date(p.year, p.month - 1, p.day, p.hour, p.minute)) : null;
  const change = (day: Dayjs | null) => {
    if (!day) return onChange?.(null);
    const utc = Date.UTC(day.year(), day.month(), day.date(), day.hour() - 7, day.minute());
    return onChange?.(new Date(utc).toISOString().replace('.000Z', 'Z'));
  };
  return (
    <DatePicker {...rest} showTime={{ format: 'HH:mm' }} format="DD/MM/YYYY HH:mm" style={{ width: '100%' }}
      value={shown} onChange={change} />
  );
}
