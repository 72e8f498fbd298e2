// SPDX-License-Identifier: Apache-2.0
// Small shared pieces: states of a page, heads, tags with icon and word, times.
import {
  CheckCircleFilled, ClockCircleOutlined, CloseCircleFilled, ExclamationCircleFilled, FireFilled,
  InfoCircleOutlined, MinusCircleOutlined, QuestionCircleOutlined, SafetyCertificateOutlined,
  StopOutlined, UpCircleOutlined, WarningFilled,
} from '@ant-design/icons';
import { Button, Empty, Skeleton, Tooltip } from 'antd';
import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { ProblemError } from '@/api/client';
import type { AlertStatus, ClockStatus, DutyStatus, IncidentStatus, Level, Severity } from '@/api/types';
import { useTexts } from '@/i18n';
import { formatDue, formatNumber, formatTime, formatUtc, until } from './format';
import { useAgencyName } from './lookups';
import { problemDetail, problemText } from './problems';

export type Tone = 'critical' | 'high' | 'medium' | 'low' | 'good' | 'neutral';

/** Icon and word in a tone; never colour alone. */
export function Tag({ tone, icon, children, title }: {
  tone: Tone; icon?: ReactNode; children: ReactNode; title?: string;
}) {
  return (
    <span className={`lc-tag lc-tone-${tone}`} title={title}>
      {icon}
      <span>{children}</span>
    </span>
  );
}

const levelLook: Record<Level, [Tone, ReactNode]> = {
  critical: ['critical', <FireFilled key="i" />],
  high: ['high', <WarningFilled key="i" />],
  medium: ['medium', <ExclamationCircleFilled key="i" />],
  low: ['low', <InfoCircleOutlined key="i" />],
  informational: ['neutral', <InfoCircleOutlined key="i" />],
};
export function LevelTag({ level }: { level: Level }) {
  const { dyn } = useTexts();
  const [tone, icon] = levelLook[level] ?? levelLook.informational;
  return <Tag tone={tone} icon={icon}>{dyn(`choice.alert.level.${level}`)}</Tag>;
}

const alertLook: Record<AlertStatus, [Tone, ReactNode]> = {
  open: ['high', <ExclamationCircleFilled key="i" />],
  in_progress: ['low', <ClockCircleOutlined key="i" />],
  escalated: ['critical', <UpCircleOutlined key="i" />],
  dismissed: ['neutral', <StopOutlined key="i" />],
};
export function AlertStatusTag({ status }: { status: AlertStatus }) {
  const { dyn } = useTexts();
  const [tone, icon] = alertLook[status];
  return <Tag tone={tone} icon={icon}>{dyn(`choice.alert.status.${status}`)}</Tag>;
}

const severityTone: Record<Severity, Tone> = { m1: 'critical', m2: 'high', m3: 'medium', m4: 'low' };
export function SeverityTag({ severity }: { severity: Severity }) {
  const { dyn } = useTexts();
  return (
    <Tag tone={severityTone[severity]} icon={<WarningFilled />}>
      {dyn(`choice.incident.severity.${severity}`)}
    </Tag>
  );
}

const incidentLook: Record<IncidentStatus, [Tone, ReactNode]> = {
  open: ['high', <ExclamationCircleFilled key="i" />],
  contained: ['medium', <SafetyCertificateOutlined key="i" />],
  recovered: ['low', <CheckCircleFilled key="i" />],
  closed: ['neutral', <StopOutlined key="i" />],
};
export function IncidentStatusTag({ status }: { status: IncidentStatus }) {
  const { dyn } = useTexts();
  const [tone, icon] = incidentLook[status];
  return <Tag tone={tone} icon={icon}>{dyn(`choice.incident.status.${status}`)}</Tag>;
}

const dutyLook: Record<DutyStatus, [Tone, ReactNode]> = {
  met: ['good', <CheckCircleFilled key="i" />],
  met_late: ['medium', <CheckCircleFilled key="i" />],
  due_soon: ['high', <ClockCircleOutlined key="i" />],
  open: ['low', <MinusCircleOutlined key="i" />],
  overdue: ['critical', <CloseCircleFilled key="i" />],
  not_applicable: ['neutral', <StopOutlined key="i" />],
  not_measured: ['neutral', <QuestionCircleOutlined key="i" />],
  exempt: ['neutral', <MinusCircleOutlined key="i" />],
};
export function DutyTag({ status }: { status: DutyStatus }) {
  const { dyn } = useTexts();
  const [tone, icon] = dutyLook[status] ?? dutyLook.not_measured;
  return <Tag tone={tone} icon={icon}>{dyn(`duty.status.${status}`)}</Tag>;
}

const clockLook: Record<ClockStatus, [Tone, ReactNode]> = {
  running: ['low', <ClockCircleOutlined key="i" />],
  met: ['good', <CheckCircleFilled key="i" />],
  met_late: ['medium', <CheckCircleFilled key="i" />],
  missed: ['critical', <CloseCircleFilled key="i" />],
  immediate: ['high', <ExclamationCircleFilled key="i" />],
  waiting: ['neutral', <QuestionCircleOutlined key="i" />],
  continuous: ['low', <ClockCircleOutlined key="i" />],
};
export function ClockTag({ status }: { status: ClockStatus }) {
  const { dyn } = useTexts();
  const [tone, icon] = clockLook[status] ?? clockLook.waiting;
  return <Tag tone={tone} icon={icon}>{dyn(`clock.status.${status}`)}</Tag>;
}

/** A time in +07 with the UTC text on hover; of a limit the last moment in time. */
export function Time({ at, seconds, limit }: { at: string | null | undefined; seconds?: boolean; limit?: boolean }) {
  const { t } = useTexts();
  if (!at) return <span className="lc-muted">—</span>;
  return (
    <time dateTime={at} title={`${formatUtc(at)} (UTC) · ${t('time.zone')}`} className="lc-nowrap">
      {limit ? formatDue(at) : formatTime(at, seconds)}
    </time>
  );
}

/** The present, renewed every half minute, for "còn 3 ngày". */
export function useNow(): number {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = window.setInterval(() => setNow(Date.now()), 30_000);
    return () => window.clearInterval(timer);
  }, []);
  return now;
}

/** "Còn 2 ngày 3 giờ" or "Quá hạn 5 ngày". */
export function Remaining({ due }: { due: string }) {
  const { t } = useTexts();
  const span = until(due, useNow());
  if (span === null) return null;
  const amount = span.days >= 7 ? t('time.days', { d: formatNumber(span.days) }) : span.days > 0
    ? t('time.days_hours', { d: span.days, h: span.hours })
    : t('time.hours_minutes', { h: span.hours, m: span.minutes });
  return (
    <span className={span.past ? 'lc-text-critical' : 'lc-text-low'}>
      {t(span.past ? 'time.overdue' : 'time.left', { amount })}
    </span>
  );
}

export function AgencyName({ id, empty = '—' }: { id: number | null | undefined; empty?: string }) {
  const name = useAgencyName()(id);
  return <span className="lc-agency">{name || empty}</span>;
}

export function PageHead({ title, sub, extra, tags }: {
  title: ReactNode; sub?: ReactNode; extra?: ReactNode; tags?: ReactNode;
}) {
  const text = typeof title === 'string' ? title : undefined;
  useEffect(() => {
    if (text) document.title = `${text} · Lá Chắn`;
  }, [text]);
  return (
    <header className="lc-page-head">
      <div className="lc-page-title">
        <h1>{title}</h1>
        {tags}
        {sub ? <div className="lc-muted lc-page-sub">{sub}</div> : null}
      </div>
      {extra ? <div className="lc-page-extra">{extra}</div> : null}
    </header>
  );
}

export function Card({ title, extra, children, className, label }: {
  title?: ReactNode; extra?: ReactNode; children: ReactNode; className?: string; label?: string;
}) {
  return (
    <section className={`lc-card ${className ?? ''}`}
      aria-label={label ?? (typeof title === 'string' ? title : undefined)}>
      {title ? <div className="lc-card-head"><h2>{title}</h2>{extra}</div> : null}
      {children}
    </section>
  );
}

export function Loading({ rows = 6 }: { rows?: number }) {
  const { t } = useTexts();
  return (
    <div className="lc-state" role="status" aria-label={t('state.loading')}>
      <Skeleton active title={false} paragraph={{ rows }} />
    </div>
  );
}

export function Nothing({ text, children }: { text?: string; children?: ReactNode }) {
  const { t } = useTexts();
  return (
    <div className="lc-state">
      <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={text ?? t('state.empty')}>
        {children}
      </Empty>
    </div>
  );
}

/** Hidden and missing look the same, as they do from the server. */
export function ErrorView({ error, retry }: { error: unknown; retry?: () => void }) {
  const texts = useTexts();
  const status = error instanceof ProblemError ? error.problem.status : -1;
  const missing = status === 404 || status === 403;
  return (
    <div className="lc-state lc-problem" role="alert">
      <WarningFilled className="lc-text-high lc-problem-icon" />
      <h2>{problemText(texts, error)}</h2>
      <p className="lc-muted">{missing ? texts.t('state.missing_hint') : problemDetail(error)}</p>
      {retry ? <Button onClick={retry}>{texts.t('action.retry')}</Button> : null}
    </div>
  );
}

interface QueryLike<T> {
  data: T | undefined;
  error: unknown;
  isPending: boolean;
  refetch: () => unknown;
}

/** Loading, error or content of one query. Stale data stays on screen while a new fetch fails. */
export function Loaded<T>({ query, rows, children, missing }: {
  query: QueryLike<T>; rows?: number; children: (data: T) => ReactNode;
  /** Said instead of an error when there is nothing (404). */
  missing?: string;
}) {
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (missing && query.error instanceof ProblemError && query.error.problem.status === 404) return <Nothing text={missing} />;
  if (query.error) return <ErrorView error={query.error} retry={() => void query.refetch()} />;
  return <Loading {...(rows ? { rows } : {})} />;
}

export function Definition({ items }: { items: [ReactNode, ReactNode][] }) {
  return (
    <dl className="lc-dl">
      {items.map(([name, value], i) => (
        <div key={i}><dt>{name}</dt><dd>{value === '' || value === null || value === undefined ? '—' : value}</dd></div>
      ))}
    </dl>
  );
}

export function Key({ children }: { children: ReactNode }) {
  return <kbd className="lc-kbd">{children}</kbd>;
}

/** Button that copies a text; says so. */
export function CopyButton({ text, label }: { text: string; label?: string }) {
  const { t } = useTexts();
  const [done, setDone] = useState(false);
  const copy = () => {
    void copyText(text).then(() => {
      setDone(true);
      window.setTimeout(() => setDone(false), 1500);
    });
  };
  return (
    <Tooltip title={done ? t('action.copied') : t('action.copy')}>
      <Button size="small" onClick={copy}>{done ? t('action.copied') : (label ?? t('action.copy'))}</Button>
    </Tooltip>
  );
}

export async function copyText(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  // Plain HTTP on an office network has no clipboard object.
  const area = document.createElement('textarea');
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand('copy');
  area.remove();
}
