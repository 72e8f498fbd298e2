// SPDX-License-Identifier: Apache-2.0
// Pieces of the pages of sources: state, curve, accounts, samples.
import {
  CheckCircleFilled, ClockCircleOutlined, CloseCircleFilled, MinusCircleOutlined, PauseCircleOutlined, QuestionCircleOutlined, WarningFilled,
} from '@ant-design/icons';
import type { ReactNode } from 'react';
import type { SourceCounters, SourceRow, SourceSample } from '@/api/types';
import { useTexts } from '@/i18n';
import { formatNumber, formatTime } from '@/shared/format';
import { Nothing, Tag, Time } from '@/shared/ui';
import type { Tone } from '@/shared/ui';
import { heights, span, sum } from './model';

const looks: Record<SourceRow['state'], [Tone, ReactNode]> = {
  waiting: ['neutral', <QuestionCircleOutlined key="i" />],
  speaking: ['good', <CheckCircleFilled key="i" />],
  resting: ['neutral', <PauseCircleOutlined key="i" />],
  slow: ['medium', <WarningFilled key="i" />],
  silent: ['high', <CloseCircleFilled key="i" />],
};

export function StateTag({ row }: { row: SourceRow }) {
  const { t, dyn } = useTexts();
  if (!row.source.enabled) return <Tag tone="neutral" icon={<MinusCircleOutlined />}>{t('sources.off')}</Tag>;
  const [tone, icon] = looks[row.state];
  return <Tag tone={tone} icon={icon} {...(row.since ? { title: t('sources.since', { at: formatTime(row.since) }) } : {})}>{dyn(`sources.state.${row.state}`)}</Tag>;
}

/** Clock, broken lines and refusals of a source, where there are any. */
export function Troubles({ row, none = '' }: { row: SourceRow; none?: string }) {
  const { t, language } = useTexts();
  const { traffic, counters } = row;
  if (!traffic.is_clock_off && traffic.malformed === 0 && traffic.as_text === 0 && counters.rejected === 0 && counters.difference === 0) return <>{none}</>;
  return (
    <span className="lc-row">
      {traffic.is_clock_off ? <Tag tone="medium" icon={<ClockCircleOutlined />}>{t('sources.clock_off', { by: span(traffic.skew.median_ms, language, true) })}</Tag> : null}
      {traffic.malformed > 0 ? <Tag tone="medium" icon={<WarningFilled />}>{t('sources.malformed', { n: formatNumber(traffic.malformed) })}</Tag> : null}
      {traffic.as_text > 0 ? <Tag tone="low" icon={<QuestionCircleOutlined />}>{t('sources.as_text', { n: formatNumber(traffic.as_text) })}</Tag> : null}
      {counters.rejected > 0 ? <Rejected counters={counters} /> : null}
      {counters.difference !== 0 ? <Tag tone="critical" icon={<CloseCircleFilled />}>{t('sources.difference')} {formatNumber(counters.difference)}</Tag> : null}
    </span>
  );
}

export function Rejected({ counters }: { counters: SourceCounters }) {
  const { t, dyn } = useTexts();
  const reasons = Object.entries(counters.rejected_by).map(([r, n]) => `${dyn(`rejection.${r}`, r)}: ${formatNumber(n)}`).join(', ');
  return <Tag tone="high" icon={<CloseCircleFilled />} title={reasons}>{t('sources.rejected')} {formatNumber(counters.rejected)}</Tag>;
}

/** Bars without axes; what they say is told in words. */
export function Spark({ values, label }: { values: readonly number[]; label: string }) {
  const width = 3;
  return (
    <svg className="lc-spark" role="img" aria-label={label} width={values.length * (width + 1)} height={20}>
      <title>{label}</title>
      {heights(values).map((h, i) => (
        <rect key={i} x={i * (width + 1)} width={width} y={20 - Math.max(1, h * 19)} height={Math.max(1, h * 19)} className={h > 0 ? 'lc-chart-primary' : 'lc-chart-grid-fill'} />
      ))}
    </svg>
  );
}

export function Day({ row }: { row: SourceRow }) {
  const { t } = useTexts();
  return <Spark values={row.hours} label={t('sources.day_text', { n: formatNumber(sum(row.hours)) })} />;
}

/** received = stored + rejected + duplicates + in flight, and the difference. */
export function Balance({ counters }: { counters: SourceCounters }) {
  const { t, dyn } = useTexts();
  const part = (name: string, value: number, testid?: string, note?: string) => (
    <span className="lc-balance-part" {...(note ? { title: note } : {})} data-testid={testid}><b>{formatNumber(value)}</b><span className="lc-muted lc-small">{name}</span></span>
  );
  const reasons = Object.entries(counters.rejected_by).map(([r, n]) => `${dyn(`rejection.${r}`, r)} ${formatNumber(n)}`).join(', ');
  const sign = (text: string) => <span className="lc-balance-sign" aria-hidden="true">{text}</span>;
  return (
    <div className="lc-stack-tight">
      <div className="lc-balance" data-testid="balance">
        {part(t('sources.received'), counters.received, 'received')}
        {sign('=')}{part(t('sources.stored'), counters.stored, 'stored')}
        {sign('+')}{part(t('sources.rejected'), counters.rejected, 'rejected', reasons)}
        {sign('+')}{part(t('sources.duplicates'), counters.duplicates, 'duplicates')}
        {sign('+')}{part(t('sources.in_flight'), counters.in_flight, 'in-flight')}
        <span className="lc-balance-end">
          {counters.difference === 0
            ? <Tag tone="good" icon={<CheckCircleFilled />}>{t('sources.balanced')}: {t('sources.difference').toLowerCase()} 0</Tag>
            : <Tag tone="critical" icon={<CloseCircleFilled />}>{t('sources.difference')} {formatNumber(counters.difference)}</Tag>}
        </span>
      </div>
      {reasons ? <div className="lc-small">{t('sources.rejected')}: {reasons}</div> : null}
    </div>
  );
}

const outcomes: Record<string, [Tone, ReactNode]> = {
  understood: ['good', <CheckCircleFilled key="i" />],
  text: ['low', <QuestionCircleOutlined key="i" />],
  malformed: ['medium', <WarningFilled key="i" />],
};
export function Outcome({ of }: { of: string }) {
  const { dyn } = useTexts();
  const [tone, icon] = outcomes[of] ?? ['neutral', null];
  return <Tag tone={tone} icon={icon}>{dyn(`sources.outcome.${of}`, of)}</Tag>;
}

export function Samples({ rows, empty }: { rows: SourceSample[]; empty: string }) {
  const { t, dyn } = useTexts();
  if (rows.length === 0) return <Nothing text={empty} />;
  return (
    <ul className="lc-samples">
      {rows.map((s, i) => (
        <li key={i}>
          <div className="lc-row lc-small">
            <Time at={s.received_at} seconds />
            {s.outcome ? <Outcome of={s.outcome} /> : null}
            {s.format ? <code>{s.format}</code> : null}
            <span>{s.host || s.peer}{s.transport ? ` · ${dyn(`sources.transport.${s.transport}`, s.transport)}` : ''}</span>
            <span className="lc-muted">{t('sources.fields_n', { n: formatNumber(s.fields) })} · {s.own_time ? t('sources.own_time', { at: formatTime(s.own_time, true) }) : t('sources.no_own_time')}</span>
            {s.clock_suspect ? <Tag tone="medium" icon={<ClockCircleOutlined />}>{t('sources.clock_off', { by: '' }).trim()}</Tag> : null}
          </div>
          {s.text ? <pre className="lc-raw">{s.text}</pre> : <div className="lc-muted lc-small">{t('sources.hidden')}</div>}
        </li>
      ))}
    </ul>
  );
}
