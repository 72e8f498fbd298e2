// SPDX-License-Identifier: Apache-2.0
import { useTexts } from '@/i18n';
import { Tag } from '@/shared/ui';
import type { Tone } from '@/shared/ui';
import type { Hunt } from './data';

const stateTone: Record<Hunt['state'], Tone> = {
  draft: 'neutral', queued: 'medium', running: 'medium', done: 'good', cancelled: 'neutral', failed: 'critical', interrupted: 'high',
};

export function StateTag({ state }: { state: Hunt['state'] }) {
  const { dyn } = useTexts();
  return <Tag tone={stateTone[state]}>{dyn(`choice.hunt.state.${state}`)}</Tag>;
}

export function ConclusionTag({ conclusion }: { conclusion: Hunt['conclusion'] }) {
  const { dyn } = useTexts();
  return <Tag tone={conclusion === 'found' ? 'critical' : conclusion === 'nothing_found' ? 'good' : 'neutral'}>{dyn(`choice.hunt.conclusion.${conclusion}`)}</Tag>;
}
