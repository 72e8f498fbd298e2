// SPDX-License-Identifier: Apache-2.0
// Tags of dossiers, levels and duties of the transition.
import {
  CheckCircleFilled, ClockCircleOutlined, CloseCircleFilled, EditOutlined, ExclamationCircleFilled,
  FileSearchOutlined, RollbackOutlined, SafetyCertificateOutlined, StopOutlined,
} from '@ant-design/icons';
import type { ReactNode } from 'react';
import { useTexts } from '@/i18n';
import { Tag } from '@/shared/ui';
import type { Tone } from '@/shared/ui';

const looks: Record<string, [Tone, ReactNode]> = {
  draft: ['neutral', <EditOutlined key="i" />],
  filed: ['high', <ClockCircleOutlined key="i" />],
  returned: ['medium', <RollbackOutlined key="i" />],
  appraising: ['low', <FileSearchOutlined key="i" />],
  appraised: ['high', <ExclamationCircleFilled key="i" />],
  approved: ['good', <CheckCircleFilled key="i" />],
  withdrawn: ['neutral', <StopOutlined key="i" />],
};

export function DossierTag({ status }: { status: string }) {
  const { dyn } = useTexts();
  const [tone, icon] = looks[status] ?? looks['draft'] ?? ['neutral', null];
  return <Tag tone={tone} icon={icon}>{dyn(`choice.dossier.status.${status}`)}</Tag>;
}

export function LevelNumber({ level }: { level: number }) {
  const { t } = useTexts();
  if (level < 1) return <Tag tone="neutral">{t('calc.unknown')}</Tag>;
  return <Tag tone={level >= 4 ? 'critical' : level === 3 ? 'high' : 'low'} icon={<SafetyCertificateOutlined />}>{t('calc.level', { n: level })}</Tag>;
}

const transitionLooks: Record<string, [Tone, ReactNode]> = {
  met: ['good', <CheckCircleFilled key="i" />],
  due: ['low', <ClockCircleOutlined key="i" />],
  overdue: ['critical', <CloseCircleFilled key="i" />],
};

export function TransitionTag({ state }: { state: string }) {
  const { dyn } = useTexts();
  const [tone, icon] = transitionLooks[state] ?? ['neutral', null];
  return <Tag tone={tone} icon={icon}>{dyn(`transition.state.${state}`)}</Tag>;
}
