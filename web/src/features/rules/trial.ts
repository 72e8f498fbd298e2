// SPDX-License-Identifier: Apache-2.0
import type { TryRule, TrySample } from '@/api/rule_types';

/** Most alerts first; of equal ones those that add most, then by detections. */
export function noisiest(rules: TryRule[]): TryRule[] {
  return [...rules].sort((a, b) => b.alerts - a.alerts || a.alerts_now - b.alerts_now || b.detections - a.detections);
}

/** The hunt for just this event, in a span around its time. */
export function huntLink(sample: TrySample): string {
  const at = Date.parse(sample.time);
  const iso = (ms: number) => new Date(ms).toISOString();
  const query = new URLSearchParams({ query: `id:"${sample.event_id.replace(/["\\]/g, '\\$&')}"`, range: 'custom' });
  if (!Number.isNaN(at)) {
    query.set('from', iso(at - 60_000));
    query.set('to', iso(at + 60_000));
  }
  return `/hunt?${query.toString()}`;
}
