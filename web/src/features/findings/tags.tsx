// SPDX-License-Identifier: Apache-2.0
import { CheckCircleFilled, ClockCircleOutlined, FireFilled, GlobalOutlined, QuestionCircleOutlined, StopOutlined, ThunderboltFilled } from '@ant-design/icons';
import type { ReactNode } from 'react';
import { useTexts } from '@/i18n';
import { formatNumber } from '@/shared/format';
import { Remaining, Tag, Time } from '@/shared/ui';
import type { Tone } from '@/shared/ui';
import type { Finding, FindingRequest, ScanJob } from './data';

const look: Record<Finding['status'], [Tone, ReactNode]> = {
  open: ['high', <ClockCircleOutlined key="i" />],
  probably_fixed: ['medium', <QuestionCircleOutlined key="i" />],
  fixed: ['good', <CheckCircleFilled key="i" />],
  accepted: ['neutral', <StopOutlined key="i" />],
  false_positive: ['neutral', <StopOutlined key="i" />],
};
export function StatusTag({ status }: { status: Finding['status'] }) {
  const { dyn } = useTexts();
  const [tone, icon] = look[status];
  return <Tag tone={tone} icon={icon}>{dyn(`choice.finding.status.${status}`)}</Tag>;
}

const requestTone: Record<FindingRequest['status'], Tone> = { pending: 'medium', approved: 'good', refused: 'high', withdrawn: 'neutral' };
export function RequestTag({ status }: { status: FindingRequest['status'] }) {
  const { dyn } = useTexts();
  return <Tag tone={requestTone[status]}>{dyn(`choice.finding_request.status.${status}`)}</Tag>;
}

const jobTone: Record<ScanJob['status'], Tone> = { queued: 'neutral', running: 'low', done: 'good', failed: 'critical', cancelled: 'neutral' };
export function JobTag({ status }: { status: ScanJob['status'] }) {
  const { dyn } = useTexts();
  return <Tag tone={jobTone[status]}>{dyn(`choice.scan_job.status.${status}`)}</Tag>;
}

/** 97531 of 100,000 → "97,5%". */
export const percent = (epss: number) => `${formatNumber(Math.round(epss / 100) / 10)}%`;

/** What makes it urgent, each with icon and word. */
export function UrgencyTags({ finding }: { finding: Finding }) {
  const { t } = useTexts();
  return (
    <>
      {finding.allows_control ? <Tag tone="critical" icon={<ThunderboltFilled />}>{t('finding.control')}</Tag> : null}
      {finding.is_known_exploited ? <Tag tone="critical" icon={<FireFilled />} title={t('finding.kev')}>{t('finding.kev_short')}</Tag> : null}
      {finding.is_exposed ? <Tag tone="medium" icon={<GlobalOutlined />}>{t('finding.exposed')}</Tag> : null}
      {finding.epss !== null && finding.epss !== undefined ? <Tag tone={finding.epss >= 10_000 ? 'high' : 'neutral'} title={t('finding.epss_hint')}>{t('finding.epss', { p: percent(finding.epss) })}</Tag> : null}
    </>
  );
}

export function Due({ finding }: { finding: Finding }) {
  const { t } = useTexts();
  if (finding.status !== 'open' && finding.status !== 'probably_fixed') return <Time at={finding.closed_at} />;
  if (!finding.due_at) return <span className="lc-muted">{t('finding.no_due')}</span>;
  return <span className="lc-stack-tight"><Time at={finding.due_at} limit /><Remaining due={finding.due_at} /></span>;
}

export const placeOf = (finding: Finding) => {
  const target = finding.target || '—';
  return finding.port > 0 ? `${target.includes(':') ? `[${target}]` : target}:${finding.port}` : target;
};
