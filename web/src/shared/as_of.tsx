// SPDX-License-Identifier: Apache-2.0
// "As on this day": a page of duties shows the state as it was known at the end of a day. The day stands
// in the address; without one it is now.
import { Button } from 'antd';
import { useTexts } from '@/i18n';
import { DateInput } from './entity/inputs';
import { formatDate, today } from './format';
import { useUrlState } from './url';

/** The day of the address, or nothing. */
export function useAsOf(): string {
  return useUrlState().text('as_of');
}

/** 31/12 of last year: what an inspection asks for first. */
function lastYearEnd(): string {
  return `${Number(today().slice(0, 4)) - 1}-12-31`;
}

export function AsOfPicker() {
  const { t } = useTexts();
  const url = useUrlState();
  const day = url.text('as_of');
  const set = (value: string) => url.set({ as_of: value === today() ? null : value }, true);
  return (
    <span className="lc-row" role="group" aria-label={t('asof.label')}>
      <span className="lc-nowrap">{t('asof.label')}</span>
      <span className="lc-as-of" data-testid="as-of">
        <DateInput value={day || today()} aria-label={t('asof.label')} onChange={(value) => { if (value && value <= today()) set(value); }} />
      </span>
      <Button size="small" onClick={() => set(lastYearEnd())} data-testid="as-of-year-end">{t('asof.year_end', { date: formatDate(lastYearEnd()) })}</Button>
      {day ? <Button size="small" onClick={() => url.set({ as_of: null }, true)} data-testid="as-of-now">{t('asof.now')}</Button> : null}
    </span>
  );
}

/** A strip that says the page speaks of the past. */
export function AsOfNote({ day }: { day: string }) {
  const { t } = useTexts();
  if (!day) return null;
  return <p className="lc-note" role="status" data-testid="as-of-note">{t('asof.note', { date: formatDate(day) })}</p>;
}
