// SPDX-License-Identifier: Apache-2.0
// The duty roster of a month as a calendar, who is on duty, what is wrong, and the confirmation.
import { CalendarOutlined, CheckOutlined, DownloadOutlined, LeftOutlined, RightOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { apiUrl, get, post } from '@/api/client';
import { useTexts } from '@/i18n';
import { formatMonth, formatTime, today } from '@/shared/format';
import { useLiveChange } from '@/shared/live';
import { useNotice } from '@/shared/problems';
import { useCan } from '@/shared/session';
import { useUrlState } from '@/shared/url';
import { Card, Loaded, Nothing, PageHead, Tag, useNow } from '@/shared/ui';
import type { OnDutyView, RosterProblem, RosterView } from './data';
import { GenerateDialog, ShiftPanel } from './roster_dialogs';
import { clockOf, daysOf, labelOf, monthPlus, padOf, shortName } from './roster_model';
import './teams.css';

const weekdays = ['roster.day1', 'roster.day2', 'roster.day3', 'roster.day4', 'roster.day5', 'roster.day6', 'roster.day7'] as const;
const mostProblems = 6;

function Problems({ problems, view }: { problems: RosterProblem[]; view?: RosterView }) {
  const { t, dyn } = useTexts();
  return (
    <ul className="lc-plain-list" data-testid="roster-problems">
      {problems.slice(0, mostProblems).map((problem, i) => (
        <li key={i}>
          <Tag tone="critical">{dyn(`roster.problem.${problem.kind}`)}</Tag>{' '}
          <span className="lc-nowrap">{formatTime(problem.from)} – {formatTime(problem.to)}</span>
          {problem.member_id ? <span> · {view?.people.find((p) => p.id === problem.member_id)?.name ?? `#${problem.member_id}`}</span> : null}
        </li>
      ))}
      {problems.length > mostProblems ? <li className="lc-muted">{t('roster.more', { n: problems.length - mostProblems })}</li> : null}
    </ul>
  );
}

/** Who is on duty now and next. */
function Now({ agency }: { agency: string }) {
  const { t } = useTexts();
  const duty = useQuery({ queryKey: ['roster', 'on-duty', agency], queryFn: () => get<OnDutyView>('/roster/on-duty', { agency_id: agency }), refetchInterval: 60_000 });
  return (
    <Card title={t('roster.now')}>
      <Loaded query={duty} rows={2}>
        {(data) => (
          <div className="lc-stack">
            {data.now.length === 0 ? <Tag tone="critical">{t('roster.nobody')}</Tag> : data.now.map(({ shift, person }) => (
              <div key={shift.id} data-testid="on-duty"><b>{person.name}</b>
                <div className="lc-row"><a href={`tel:${(person.mobile || person.phone).replace(/[^\d+]/g, '')}`}>{person.mobile || person.phone || '—'}</a><span className="lc-muted">{clockOf(shift.starts_at)} – {clockOf(shift.ends_at)}</span></div></div>
            ))}
            {data.next.map(({ shift, person }) => <div key={shift.id} className="lc-muted lc-small">{t('roster.then')}: {person.name}, {formatTime(shift.starts_at)}</div>)}
            <h3 className="lc-sub">{t('roster.alarms')}</h3>
            {data.alarms.length === 0 ? <Tag tone="good">{t('roster.alarms_none')}</Tag> : <Problems problems={data.alarms} />}
          </div>
        )}
      </Loaded>
    </Card>
  );
}

function Calendar({ view, chosen, onChoose }: { view: RosterView; chosen: number; onChoose: (id: number) => void }) {
  const { t } = useTexts();
  const now = useNow();
  const name = (id: number) => view.people.find((p) => p.id === id)?.name ?? `#${id}`;
  return (
    <div className="lc-roster" data-testid="roster">
      {weekdays.map((day) => <div key={day} className="lc-roster-head">{t(day)}</div>)}
      {Array.from({ length: padOf(view.month) }, (_, i) => <div key={`pad${i}`} className="lc-roster-pad" />)}
      {daysOf(view.month, view.shifts, view.problems).map((day) => (
        <div key={day.date} className="lc-roster-day" data-today={day.date === today(now)}>
          <h3>{day.date.slice(8)}/{day.date.slice(5, 7)}</h3>
          {day.shifts.map((shift) => (
            <button key={shift.id} type="button" className="lc-roster-shift" aria-pressed={shift.id === chosen} data-over={Date.parse(shift.ends_at) <= now} data-testid="shift"
              title={`${clockOf(shift.starts_at)} – ${clockOf(shift.ends_at)} ${name(shift.member_id)}`} onClick={() => onChoose(shift.id)}>
              <b>{labelOf(shift, view.month)}</b> {shortName(name(shift.member_id))}
            </button>
          ))}
          {day.gaps.map((gap) => <span key={gap.from} className="lc-roster-gap">{clockOf(gap.from)} {t('roster.problem.gap')}</span>)}
        </div>
      ))}
    </div>
  );
}

function Confirmation({ view, onDone }: { view: RosterView; onDone: () => void }) {
  const { t } = useTexts();
  const can = useCan();
  const { done, failed } = useNotice();
  const confirm = () => void post(`/roster/confirm?agency_id=${view.agency_id}`, { month: view.month }).then(() => { done(t('roster.confirmed')); onDone(); }, failed);
  if (view.confirmed) return <Tag tone="good" icon={<CheckOutlined />}>{t('roster.confirmed_by', { who: view.confirmed.confirmed_by, when: formatTime(view.confirmed.created_at) })}</Tag>;
  return (
    <div className="lc-row">
      <Tag tone="neutral">{t('roster.not_confirmed')}</Tag>
      {can('roster_month', 'write') ? <Button type="primary" icon={<CheckOutlined />} disabled={view.problems.length > 0} onClick={confirm} data-testid="confirm-roster">{t('roster.confirm')}</Button> : null}
    </div>
  );
}

export default function Roster() {
  const { t } = useTexts();
  const can = useCan();
  const url = useUrlState();
  const queries = useQueryClient();
  const [filling, setFilling] = useState(false);
  const agency = url.text('agency_id');
  const month = /^\d{4}-\d{2}$/.test(url.text('month')) ? url.text('month') : /^\d{4}-\d{2}$/.test(url.text('period')) ? url.text('period') : today().slice(0, 7);
  const roster = useQuery({ queryKey: ['roster', month, agency], queryFn: () => get<RosterView>('/roster', { month, agency_id: agency }) });
  const renew = () => void queries.invalidateQueries({ queryKey: ['roster'] });
  useLiveChange(['duty_shift', 'roster_month'], renew);
  const chosen = Number(url.text('shift', '0'));
  const go = (to: string) => url.set({ month: to, period: null, shift: null });
  return (
    <>
      <PageHead title={t('roster.title')}
        extra={<>
          <Button icon={<DownloadOutlined />} href={apiUrl('/roster/calendar.ics', { month, agency_id: agency })} download>{t('roster.export')}</Button>
          {can('duty_shift', 'write') ? <Button type="primary" icon={<CalendarOutlined />} disabled={!roster.data} onClick={() => setFilling(true)} data-testid="generate">{t('roster.generate')}</Button> : null}
        </>} />
      <div className="lc-filters">
        <Button icon={<LeftOutlined />} aria-label={t('roster.previous')} onClick={() => go(monthPlus(month, -1))} data-testid="previous-month" />
        <b aria-live="polite">{t('roster.month')} {formatMonth(month)}</b>
        <Button icon={<RightOutlined />} aria-label={t('roster.next')} onClick={() => go(monthPlus(month, 1))} data-testid="next-month" />
        <span className="lc-grow" />
        {roster.data ? <Confirmation view={roster.data} onDone={renew} /> : null}
      </div>
      <div className="lc-two">
        <Loaded query={roster} rows={12}>
          {(view) => view.shifts.length === 0 ? <Card><Nothing text={t('roster.empty')} /></Card> : <Calendar view={view} chosen={chosen} onChoose={(id) => url.set({ shift: String(id) })} />}
        </Loaded>
        <div className="lc-stack lc-first-narrow">
          <Now agency={agency} />
          {roster.data && roster.data.problems.length > 0 ? <Card title={t('roster.problems')}><Problems problems={roster.data.problems} view={roster.data} /></Card> : null}
          {roster.data ? <ShiftPanel view={roster.data} shift={roster.data.shifts.find((s) => s.id === chosen)} onDone={renew} /> : null}
        </div>
      </div>
      {filling && roster.data ? <GenerateDialog view={roster.data} onClose={() => setFilling(false)} onDone={() => { setFilling(false); renew(); }} /> : null}
    </>
  );
}
