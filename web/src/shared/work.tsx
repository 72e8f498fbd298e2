// SPDX-License-Identifier: Apache-2.0
// What waits for the person, of every module: a row, the chips by kind, and the line on first pages.
import { useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import type { ReactNode } from 'react';
import { Link } from 'react-router-dom';
import { get } from '@/api/client';
import type { WorkList, WorkRow } from '@/api/types';
import { useTexts } from '@/i18n';
import { formatDue, formatMonth, formatNumber } from './format';
import { useKeys } from './keys';
import { useMe } from './session';
import { Card, Remaining, Tag } from './ui';

export function useWork(enabled = true) {
  return useQuery({ queryKey: ['work'], queryFn: () => get<WorkList>('/my-work'), enabled });
}

const ofMonth = ['may_appeal', 'confirm_month', 'confirm_addendum'];

/** What the row is about, in words. */
function useTitle(): (row: WorkRow) => string {
  const { t, pick } = useTexts();
  return (row) => {
    const n = formatNumber(row.count);
    if (row.key === 'findings') return t('work.more_findings', { n });
    if (row.ask === 'fill_roster') return t('work.gaps', { n });
    if (row.ask === 'answer_report') return t('work.reports', { n });
    if (ofMonth.includes(row.ask)) return formatMonth(row.title_vi);
    const title = pick(row.title_vi, row.title_en);
    return row.count > 1 && row.ask === 'do_duty' ? t('work.several', { title, n }) : title;
  };
}

export function WorkItem({ row }: { row: WorkRow }) {
  const { t } = useTexts();
  const title = useTitle();
  const me = useMe();
  return (
    <article className="lc-duty" data-testid="work" data-key={row.key} data-kind={row.kind}>
      <div className="lc-duty-when">
        <Tag tone={row.is_overdue ? 'critical' : 'low'}>{t(`work.kind.${row.kind}`)}</Tag>
        {row.due ? <><span>{t('duty.due', { date: formatDue(row.due) })}</span><Remaining due={row.due} /></> : <span className="lc-muted">{t('work.no_date')}</span>}
      </div>
      <div className="lc-stack-tight">
        <div className="lc-muted">{t(`work.ask.${row.ask}`)}</div>
        <h3><Link to={row.href}>{title(row)}</Link></h3>
        {row.agency_name && row.agency_id !== me.agency_id ? <div>{row.agency_name}</div> : null}
      </div>
    </article>
  );
}

/** Kinds with their numbers; pressing one shows it alone. */
export function WorkChips({ work, kind, onKind, href }: { work: WorkList; kind?: string; onKind?: (kind: string) => void; href?: (kind: string) => string }) {
  const { t } = useTexts();
  const chips: [string, string, number, number][] = [
    ['', t('work.all'), work.total, work.overdue],
    ...work.kinds.map((k): [string, string, number, number] => [k.kind, t(`work.kind.${k.kind}`), k.total, k.overdue]),
  ];
  return (
    <>
      {chips.map(([name, label, total, overdue]) => {
        const inner = <>{label} <b>{formatNumber(total)}</b>{overdue > 0 ? <span className="lc-text-critical"> · {t('duty.n_overdue', { n: formatNumber(overdue) })}</span> : null}</>;
        return href
          ? <Link key={name} to={href(name)} className="lc-chip" data-testid={`work-${name || 'all'}`}>{inner}</Link>
          : <button key={name} type="button" className="lc-chip" aria-pressed={kind === name} onClick={() => onKind?.(name)} data-testid={`work-${name || 'all'}`}>{inner}</button>;
      })}
    </>
  );
}

/** A list whose rows are reached by j and k, and opened by Enter. */
export function KeyedRows({ children }: { children: ReactNode }) {
  const list = useRef<HTMLDivElement>(null);
  const move = (step: number) => {
    const rows = [...(list.current?.querySelectorAll<HTMLElement>('article') ?? [])];
    const at = rows.findIndex((row) => row.contains(document.activeElement));
    const next = rows[Math.min(Math.max(at + step, 0), rows.length - 1)];
    next?.querySelector<HTMLElement>('h3 a, [data-testid=record-duty], button, a')?.focus();
    next?.scrollIntoView({ block: 'nearest' });
  };
  useKeys({ j: () => move(1), k: () => move(-1) });
  return <div className="lc-card lc-card-flush" ref={list}>{children}</div>;
}

/** On a role's first page: what waits, by kind; nothing when nothing waits. */
export function WorkStrip() {
  const { t } = useTexts();
  const { data } = useWork();
  if (!data || data.total === 0) return null;
  return (
    <Card title={t('work.waiting')} className="lc-gap-below" extra={<Link to="/my">{t('work.open')}</Link>}>
      <div className="lc-row" data-testid="work-strip"><WorkChips work={data} href={(kind) => (kind ? `/my?kind=${kind}` : '/my')} /></div>
    </Card>
  );
}
