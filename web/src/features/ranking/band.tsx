// SPDX-License-Identifier: Apache-2.0
import { useTexts } from '@/i18n';
import { Tag } from '@/shared/ui';

export function BandTag({ band }: { band: string }) {
  const { dyn } = useTexts();
  const tone = band === 'A' ? 'good' : band === 'B' ? 'low' : band === 'C' ? 'medium' : band === 'D' ? 'high' : 'critical';
  return <Tag tone={tone}>{dyn(`band.${band}`, band)}</Tag>;
}
