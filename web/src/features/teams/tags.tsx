// SPDX-License-Identifier: Apache-2.0
import { CheckCircleFilled, ClockCircleOutlined, CloseCircleFilled, ExclamationCircleFilled, MinusCircleOutlined } from '@ant-design/icons';
import type { ReactNode } from 'react';
import { useTexts } from '@/i18n';
import { Tag } from '@/shared/ui';
import type { Tone } from '@/shared/ui';
import { certificateTone, confirmTone, outcomeTone, quotaTone } from './data';

const icons: Partial<Record<Tone, ReactNode>> = {
  good: <CheckCircleFilled />, medium: <ClockCircleOutlined />, high: <ExclamationCircleFilled />, critical: <CloseCircleFilled />, neutral: <MinusCircleOutlined />,
};

function Of({ tone, children, title }: { tone: Tone; children: ReactNode; title?: string }) {
  return <Tag tone={tone} icon={icons[tone]} {...(title ? { title } : {})}>{children}</Tag>;
}

export function ConfirmTag({ state }: { state: string }) {
  const { dyn } = useTexts();
  return <Of tone={confirmTone[state] ?? 'neutral'}>{dyn(`team.state.${state}`)}</Of>;
}

export function OutcomeTag({ outcome }: { outcome: string }) {
  const { dyn } = useTexts();
  return <Of tone={outcomeTone[outcome] ?? 'neutral'}>{dyn(`choice.contact_check.outcome.${outcome}`)}</Of>;
}

export function QuotaTag({ state }: { state: string }) {
  const { dyn } = useTexts();
  return <Of tone={quotaTone[state] ?? 'neutral'}>{dyn(`quotas.state.${state}`)}</Of>;
}

export function CertificateTag({ state }: { state: string }) {
  const { dyn } = useTexts();
  return <Of tone={certificateTone[state] ?? 'neutral'}>{dyn(`team.certificate.${state}`)}</Of>;
}

export function QualifiedTag({ qualified }: { qualified: boolean }) {
  const { t } = useTexts();
  return <Of tone={qualified ? 'good' : 'neutral'} title={t('team.qualified_hint')}>{t(qualified ? 'team.qualified' : 'team.not_qualified')}</Of>;
}

/** What a visit says, in words: a key of ours, or the text that came with it. */
export function useDetail(): (detail: string) => string {
  const { dyn } = useTexts();
  return (detail) => (detail === '' ? '' : dyn(`contacts.detail.${detail}`, detail));
}
