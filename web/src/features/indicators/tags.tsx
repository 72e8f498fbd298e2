// SPDX-License-Identifier: Apache-2.0
// States of lists and indicators, each with an icon and a word.
import {
  BellOutlined, CheckCircleFilled, ClockCircleOutlined, CloseCircleFilled, InfoCircleOutlined, MinusCircleOutlined, QuestionCircleOutlined, StopOutlined, SyncOutlined, ThunderboltFilled,
  WarningFilled,
} from '@ant-design/icons';
import type { ReactNode } from 'react';
import type { Indicator, IndicatorList } from '@/api/indicator_types';
import { useTexts } from '@/i18n';
import { LevelTag, Tag, Time } from '@/shared/ui';
import type { Tone } from '@/shared/ui';
import { stateOf } from './model';
import type { ListState, Verdict } from './model';

type Look = [Tone, ReactNode];

const listLook: Record<ListState, Look> = {
  in_force: ['good', <ThunderboltFilled key="i" />],
  waiting: ['low', <SyncOutlined key="i" spin />],
  problem: ['critical', <WarningFilled key="i" />],
  off: ['neutral', <MinusCircleOutlined key="i" />],
};
export function ListTag({ list }: { list: IndicatorList }) {
  const { dyn } = useTexts();
  const state = stateOf(list);
  const [tone, icon] = listLook[state];
  return <Tag tone={tone} icon={icon} title={list.problem}>{dyn(`ioc.state_${state}`)}</Tag>;
}

/** The level of its alerts, or that hits are only counted. */
export function RaisesTag({ list }: { list: IndicatorList }) {
  const { t } = useTexts();
  return list.raises_alerts ? <LevelTag level={list.level} /> : <Tag tone="neutral" icon={<BellOutlined />} title={t('ioc.only_counted_hint')}>{t('ioc.only_counted')}</Tag>;
}

const verdictLook: Record<Verdict, Look> = {
  listed: ['critical', <WarningFilled key="i" />],
  excluded: ['neutral', <StopOutlined key="i" />],
  expired: ['medium', <ClockCircleOutlined key="i" />],
  unknown: ['good', <CheckCircleFilled key="i" />],
  no_indicator: ['neutral', <QuestionCircleOutlined key="i" />],
};
export function VerdictTag({ verdict }: { verdict: Verdict }) {
  const { dyn } = useTexts();
  const [tone, icon] = verdictLook[verdict];
  return <Tag tone={tone} icon={icon}>{dyn(`ioc.verdict_${verdict}`)}</Tag>;
}

const severityLook: Record<string, Look> = {
  error: ['critical', <CloseCircleFilled key="i" />], warning: ['medium', <WarningFilled key="i" />], note: ['neutral', <InfoCircleOutlined key="i" />],
};
export function SeverityTag({ severity }: { severity: string }) {
  const { dyn } = useTexts();
  const [tone, icon] = severityLook[severity] ?? ['neutral' as Tone, null];
  return <Tag tone={tone} icon={icon}>{dyn(`ioc.severity_${severity}`, severity)}</Tag>;
}

export function KindName({ kind }: { kind: string }) {
  const { dyn } = useTexts();
  return <>{dyn(`ioc.kind_${kind}`, kind)}</>;
}

/** Until when it counts, and whether it still does. */
export function Validity({ one, inline }: { one: Indicator; inline?: boolean }) {
  const { t } = useTexts();
  return (
    <span className={inline ? 'lc-row' : 'lc-stack-tight'}>
      {one.valid_until ? <span>{inline ? <span className="lc-muted">{t('ioc.valid_until')} </span> : null}<Time at={one.valid_until} /></span> : <span className="lc-muted">{t('ioc.no_end')}</span>}
      {one.is_valid ? null : <span><Tag tone="medium" icon={<ClockCircleOutlined />}>{t('ioc.verdict_expired')}</Tag></span>}
      {one.is_excluded ? <span><Tag tone="neutral" icon={<StopOutlined />}>{t('ioc.verdict_excluded')}</Tag></span> : null}
    </span>
  );
}
