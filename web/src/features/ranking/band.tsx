// SPDX-License-Identifier: Apache-2.0
import { useTexts } from '@/i18n';
import { Tag } from '@/shared/ui';
import type { Tone } from '@/shared/ui';

const tones: Record<string, Tone> = { A: 'good', B: 'low', C: 'medium', D: 'high', E: 'critical' };

export function bandTone(band: string): Tone {
  return tones[band] ?? 'neutral';
}

export function BandTag({ band }: { band: string }) {
  const { t, dyn } = useTexts();
  if (band === '') return <Tag tone="neutral">{t('rank.unranked')}</Tag>;
  return <Tag tone={bandTone(band)}>{dyn(`band.${band}`, band)}</Tag>;
}
