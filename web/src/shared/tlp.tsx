// SPDX-License-Identifier: Apache-2.0
import { useTexts } from '@/i18n';
import { Tag } from './ui';
import type { Tone } from './ui';

const tones: Record<string, Tone> = { clear: 'neutral', green: 'good', amber: 'medium', 'amber+strict': 'high', red: 'critical' };

/** How far something may be passed on. The words are those of FIRST in every language. */
export function TlpTag({ tlp }: { tlp: string }) {
  const { dyn } = useTexts();
  const name = tlp.replace('_', '+');
  return <Tag tone={tones[name] ?? 'neutral'} title={dyn(`tlp.${name.replace('+', '_')}`, '')}>TLP:{name.toUpperCase()}</Tag>;
}
