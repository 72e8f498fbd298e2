// SPDX-License-Identifier: Apache-2.0
import type { Tone } from '@/shared/ui';
import { formatNumber } from '@/shared/format';

/** Colour of a share in percent, or of a number of overdue duties. */
export function measureTone(measure: string, value: number): Tone {
  const steps: [number, Tone][] = measure === 'overdue'
    ? [[10, 'critical'], [5, 'high'], [2, 'medium'], [0, 'low']]
    : [];
  if (measure === 'overdue') return steps.find(([limit]) => value > limit)?.[1] ?? 'good';
  if (value >= 80) return 'good';
  if (value >= 65) return 'low';
  if (value >= 50) return 'medium';
  return value >= 30 ? 'high' : 'critical';
}

export function numberText(measure: string, value: number | null): string {
  if (value === null) return '–';
  return measure === 'overdue' ? formatNumber(value) : `${formatNumber(Math.round(value))}%`;
}
