// SPDX-License-Identifier: Apache-2.0
// What falls due when: duties by the day of their limit, a month at a time.
import { Button } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router-dom';
import { get } from '@/api/client';
import type { Duties, Duty } from '@/api/types';
import { useTexts } from '@/i18n';
import { AgencySelect } from '@/shared/entity/select';
import { formatDate, formatMonth, formatNumber, today } from '@/shared/format';
import { useMe } from '@/shared/session';
import { useUrlState } from '@/shared/url';
import { AgencyName, DutyTag, Loaded, Nothing, PageHead } from '@/shared/ui';

/** The last day in time: limits are the first instant of breach. */
function dayOf(duty: Duty): string {
  const limit = duty.status === 'met' || duty.status === 'met_late' || duty.next_due ? duty.next_due : duty.due;
  return limit ? today(Date.parse(limit) - 1) : '';
}

function shift(month: string, by: number): string {
  const at = new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5, 7)) - 1 + by, 1));
  return at.toISOString().slice(0, 7);
}

export default function Calendar() {
  const { t, pick } = useTexts();
  const me = useMe();
  const url = useUrlState();
  const month = url.text('month', today().slice(0, 7));
  const agency = me.agency_id !== null ? String(me.agency_id) : url.text('agency_id');
  const ask = { status: 'overdue,due_soon,open,met,met_late', limit: 5000, ...(agency ? { agency_id: agency } : {}) };
  const duties = useQuery({ queryKey: ['duties', 'calendar', ask], queryFn: () => get<Duties>('/duties', ask), placeholderData: (previous) => previous });
  return (
    <>
      <PageHead title={t('directive.calendar')} sub={t('calendar.sub')} />
      <div className="lc-filters">
        <Button onClick={() => url.set({ month: shift(month, -1) })} aria-label={t('calendar.before')}>‹</Button>
        <b data-testid="calendar-month">{formatMonth(month)}</b>
        <Button onClick={() => url.set({ month: shift(month, 1) })} aria-label={t('calendar.after')} data-testid="calendar-next">›</Button>
        {me.agency_id === null ? <AgencySelect allowClear placeholder={t('duty.agency')} aria-label={t('duty.agency')} style={{ width: 280 }}
          value={agency ? Number(agency) : null} onChange={(v) => url.set({ agency_id: v ? String(v) : null })} /> : null}
      </div>
      <Loaded query={duties} rows={10}>
        {(data) => {
          const days = new Map<string, Duty[]>();
          for (const duty of data.rows) {
            const day = dayOf(duty);
            if (day.startsWith(month)) days.set(day, [...(days.get(day) ?? []), duty]);
          }
          const sorted = [...days.entries()].sort(([a], [b]) => a.localeCompare(b));
          return (
            <div className="lc-card">
              {sorted.length === 0 ? <Nothing text={t('calendar.nothing')} /> : (
                <ul className="lc-plain-list">
                  {sorted.map(([day, list]) => (
                    <li key={day} className="lc-day" data-testid="calendar-day">
                      <b className="lc-nowrap">{formatDate(day)}</b>
                      <details open={list.length <= 6}>
                        <summary>{t('calendar.n', { n: formatNumber(list.length) })}</summary>
                        <ul className="lc-stack-tight">
                          {list.slice(0, 60).map((duty) => (
                            <li key={duty.key} className="lc-row"><DutyTag status={duty.status} />
                              <Link to={`/duties?agency_id=${duty.agency_id}&obligation=${duty.obligation}`}>{pick(duty.title_vi, duty.title_en)}</Link>
                              <span className="lc-muted lc-small"><AgencyName id={duty.agency_id} /></span></li>
                          ))}
                        </ul>
                      </details>
                    </li>
                  ))}
                </ul>
              )}
            </div>
          );
        }}
      </Loaded>
    </>
  );
}
