// SPDX-License-Identifier: Apache-2.0
// States of detection content, each with an icon and a word.
import {
  CheckCircleFilled, ClockCircleOutlined, CloseCircleFilled, ExclamationCircleFilled, InfoCircleOutlined, MinusCircleOutlined, StopOutlined,
  SyncOutlined, ThunderboltFilled, WarningFilled,
} from '@ant-design/icons';
import type { ReactNode } from 'react';
import { Link } from 'react-router-dom';
import type { CanFire, ExceptionState, JobState, RuleSetKind, RuleVersionState } from '@/api/rule_types';
import { useTexts } from '@/i18n';
import { Tag } from '@/shared/ui';
import type { Tone } from '@/shared/ui';
import { attackOf } from './attack';

type Look = [Tone, ReactNode];

const canFireLook: Record<CanFire, Look> = {
  yes: ['good', <CheckCircleFilled key="i" />],
  fields_missing: ['medium', <ExclamationCircleFilled key="i" />],
  no_log_source: ['neutral', <MinusCircleOutlined key="i" />],
};
export function CanFireTag({ state }: { state: CanFire }) {
  const { dyn } = useTexts();
  const [tone, icon] = canFireLook[state] ?? canFireLook.no_log_source;
  return <Tag tone={tone} icon={icon}>{dyn(`rules.can_fire_${state}`)}</Tag>;
}

const versionLook: Record<RuleVersionState, Look> = {
  validating: ['low', <SyncOutlined key="i" />],
  validated: ['low', <CheckCircleFilled key="i" />],
  invalid: ['critical', <CloseCircleFilled key="i" />],
  in_force: ['good', <ThunderboltFilled key="i" />],
  replaced: ['neutral', <ClockCircleOutlined key="i" />],
  discarded: ['neutral', <StopOutlined key="i" />],
};
export function VersionTag({ state }: { state: RuleVersionState }) {
  const { dyn } = useTexts();
  const [tone, icon] = versionLook[state] ?? versionLook.replaced;
  return <Tag tone={tone} icon={icon}>{dyn(`rule_version.state_${state}`)}</Tag>;
}

const jobLook: Record<JobState, Look> = {
  queued: ['neutral', <ClockCircleOutlined key="i" />],
  running: ['low', <SyncOutlined key="i" spin />],
  done: ['good', <CheckCircleFilled key="i" />],
  failed: ['critical', <CloseCircleFilled key="i" />],
  cancelled: ['neutral', <StopOutlined key="i" />],
};
export function JobTag({ state }: { state: JobState }) {
  const { dyn } = useTexts();
  const [tone, icon] = jobLook[state] ?? jobLook.queued;
  return <Tag tone={tone} icon={icon}>{dyn(`rule_job.state_${state}`)}</Tag>;
}

const exceptionLook: Record<ExceptionState, Look> = {
  active: ['good', <CheckCircleFilled key="i" />],
  expired: ['neutral', <ClockCircleOutlined key="i" />],
  ended: ['neutral', <StopOutlined key="i" />],
  unusable: ['critical', <WarningFilled key="i" />],
};
export function ExceptionTag({ state }: { state: ExceptionState }) {
  const { dyn } = useTexts();
  const [tone, icon] = exceptionLook[state] ?? exceptionLook.ended;
  return <Tag tone={tone} icon={icon}>{dyn(`exception.state_${state}`)}</Tag>;
}

export function SetKind({ kind }: { kind: RuleSetKind }) {
  const { dyn } = useTexts();
  return <>{dyn(`rule_set.kind_${kind}`, kind)}</>;
}

const severityLook: Record<string, Look> = {
  error: ['critical', <CloseCircleFilled key="i" />], warning: ['medium', <WarningFilled key="i" />], note: ['neutral', <InfoCircleOutlined key="i" />],
};
export function SeverityMark({ severity }: { severity: string }) {
  const { dyn } = useTexts();
  const [tone, icon] = severityLook[severity] ?? ['neutral' as Tone, null];
  return <Tag tone={tone} icon={icon}>{dyn(`finding.${severity}`, severity)}</Tag>;
}

/** Tags of a rule; those of ATT&CK lead to the rules that share them. */
export function RuleTags({ tags }: { tags: string[] }) {
  const texts = useTexts();
  if (tags.length === 0) return <>—</>;
  return (
    <span className="lc-row">
      {tags.map((tag) => {
        const attack = attackOf(texts, tag);
        if (attack === null) return <Tag key={tag} tone="neutral">{tag}</Tag>;
        return attack.technique
          ? <Link key={tag} to={`/rules?technique=${attack.technique}`} className="lc-tag lc-tone-low" title={tag}>{attack.text}</Link>
          : <Link key={tag} to={`/rules/coverage#${attack.tactic}`} className="lc-tag lc-tone-neutral" title={tag}>{attack.text}</Link>;
      })}
    </span>
  );
}

/** Passed or not, with a word. */
export function Holds({ yes, word }: { yes: boolean; word: string }) {
  return (
    <span className={yes ? 'lc-text-good' : 'lc-text-miss'}>
      {yes ? <CheckCircleFilled aria-hidden="true" /> : <CloseCircleFilled aria-hidden="true" />} {word}
    </span>
  );
}
