// SPDX-License-Identifier: Apache-2.0
// A line as high as a row of text: 0 to 100 percent over the months; a gap where there is no score.
import { memo } from 'react';
import { formatMonth, formatNumber } from '@/shared/format';

const width = 88;
const height = 20;

/** Stretches of points without a gap, as the `points` of polylines. */
export function stretches(values: (number | null)[]): string[] {
  const step = values.length > 1 ? (width - 4) / (values.length - 1) : 0;
  const lines: string[] = [];
  let points: string[] = [];
  values.forEach((value, i) => {
    if (value === null) {
      if (points.length > 0) lines.push(points.join(' '));
      points = [];
    } else {
      points.push(`${(2 + i * step).toFixed(1)},${(height - 2 - (value / 100) * (height - 4)).toFixed(1)}`);
    }
  });
  if (points.length > 0) lines.push(points.join(' '));
  return lines;
}

export const Sparkline = memo(function Sparkline({ values, months }: { values: (number | null)[]; months: string[] }) {
  const known = values.map((v, i) => (v === null ? '' : `${formatMonth(months[i] ?? '')}: ${formatNumber(v)}%`)).filter(Boolean);
  const last = stretches(values).at(-1)?.split(' ').at(-1)?.split(',');
  return (
    <span className="lc-spark" title={known.join('\n')}>
      <svg width={width} height={height} aria-hidden="true">
        {stretches(values).map((points) => <polyline key={points} points={points} className="lc-chart-line lc-chart-primary" />)}
        {values.at(-1) !== null && last ? <circle cx={last[0]} cy={last[1]} r="2.2" className="lc-chart-primary" /> : null}
      </svg>
      <span className="lc-sr">{known.join(', ')}</span>
    </span>
  );
});
