// SPDX-License-Identifier: Apache-2.0
// Stacked bars and lines, drawn as SVG by ourselves: a chart library weighs more than the rest of a
// page. The numbers are also given as a table to screen readers.
import { useLayoutEffect, useRef, useState } from 'react';
import type { MouseEvent } from 'react';
import { formatNumber } from './format';

export type ChartTone = 'primary' | 'critical' | 'high' | 'medium' | 'low' | 'good';

interface ChartProps {
  label: string;
  height: number;
  labels: string[];
  series: { name: string; tone: ChartTone; values: (number | null)[] }[];
  maximum?: number;
  /** A bar was clicked, or a stretch of bars drawn over: first and last index. The way there by keyboard is the page's. */
  onPick?: (first: number, last: number) => void;
}

/** A round number at or above `value`, so that three steps of the axis are round too. */
export function niceMaximum(value: number): number {
  if (value <= 3) return 3;
  const power = 10 ** Math.floor(Math.log10(value));
  const steps = [1.5, 3, 6, 9, 12, 15];
  return (steps.find((s) => s * power >= value) ?? 15) * power;
}

/** Indexes of the labels that fit, the last one included. */
export function labelIndexes(count: number, width: number, each: number): number[] {
  const step = Math.max(1, Math.ceil((count * each) / Math.max(width, 1)));
  return Array.from({ length: count }, (_, i) => i).filter((i) => (count - 1 - i) % step === 0);
}

const left = 44;
const bottom = 22;
const top = 8;

function useWidth() {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(600);
  useLayoutEffect(() => {
    if (!box.current) return undefined;
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setWidth(Math.max(120, Math.floor(entry.contentRect.width)));
    });
    observer.observe(box.current);
    return () => observer.disconnect();
  }, []);
  return { box, width };
}

function Numbers({ label, labels, series }: ChartProps) {
  return (
    <table className="lc-sr">
      <caption>{label}</caption>
      <thead><tr><td />{series.map((s) => <th key={s.name} scope="col">{s.name}</th>)}</tr></thead>
      <tbody>{labels.map((l, i) => <tr key={i}><th scope="row">{l}</th>{series.map((s) => <td key={s.name}>{s.values[i]}</td>)}</tr>)}</tbody>
    </table>
  );
}

function Chart({ kind, ...props }: ChartProps & { kind: 'bars' | 'line' }) {
  const { label, height, labels, series } = props;
  const { box, width } = useWidth();
  const [at, setAt] = useState<number | null>(null);
  const [from, setFrom] = useState<number | null>(null);
  const total = (i: number) => series.reduce((sum, s) => sum + (s.values[i] ?? 0), 0);
  const highest = kind === 'bars' ? Math.max(0, ...labels.map((_, i) => total(i))) : Math.max(0, ...series.flatMap((s) => s.values.map((v) => v ?? 0)));
  const maximum = props.maximum ?? niceMaximum(highest);
  const steps = props.maximum === undefined ? 3 : 4;
  const ticks = Array.from({ length: steps + 1 }, (_, n) => (maximum * n) / steps);
  const slot = (width - left - 4) / Math.max(1, labels.length);
  const x = (i: number) => left + slot * (i + 0.5);
  const y = (value: number) => top + (height - top - bottom) * (1 - value / maximum);
  const indexAt = (e: MouseEvent) => Math.max(0, Math.min(labels.length - 1, Math.floor((e.clientX - e.currentTarget.getBoundingClientRect().left - left) / slot)));
  const pick = (to: number) => {
    if (from !== null) props.onPick?.(Math.min(from, to), Math.max(from, to));
    setFrom(null);
  };
  const first = Math.min(at ?? 0, from ?? at ?? 0);
  const wide = Math.abs((at ?? 0) - (from ?? at ?? 0)) + 1;
  const longest = Math.max(...labels.map((l) => l.length), 1);
  return (
    <figure className="lc-chart" aria-label={label}>
      {series.length > 1 ? (
        <div className="lc-legend" aria-hidden="true">{series.map((s) => <span key={s.name}><i className={`lc-fill-${s.tone}`} />{s.name}</span>)}</div>
      ) : null}
      <div ref={box} className={props.onPick ? 'lc-chart-box lc-chart-pick' : 'lc-chart-box'} aria-hidden="true" onMouseLeave={() => { setAt(null); setFrom(null); }}
        onMouseMove={(e) => setAt(indexAt(e))}
        {...(props.onPick ? { onMouseDown: (e: MouseEvent) => { e.preventDefault(); setFrom(indexAt(e)); }, onMouseUp: (e: MouseEvent) => pick(indexAt(e)) } : {})}>
        <svg width={width} height={height}>
          {ticks.map((value) => (
            <g key={value}>
              <line x1={left} x2={width} y1={y(value)} y2={y(value)} className="lc-chart-grid" />
              <text x={left - 6} y={y(value) + 4} textAnchor="end">{formatNumber(value)}</text>
            </g>
          ))}
          {at !== null ? <rect x={left + slot * first} y={top} width={slot * wide} height={height - top - bottom} className="lc-chart-at" /> : null}
          {kind === 'bars' ? labels.map((_, i) => {
            let base = 0;
            const thickness = Math.max(1, Math.min(18, slot * 0.72));
            return series.map((s) => {
              const value = s.values[i] ?? 0;
              if (value <= 0) return null;
              const from = base;
              base += value;
              return <rect key={`${s.name}${i}`} x={x(i) - thickness / 2} y={y(base)} width={thickness} height={Math.max(1, y(from) - y(base))} className={`lc-chart-${s.tone}`} />;
            });
          }) : series.map((s) => (
            <g key={s.name}>
              <polyline className={`lc-chart-line lc-chart-${s.tone}`} points={s.values.map((v, i) => (v === null ? '' : `${x(i)},${y(v)}`)).join(' ')} />
              {s.values.map((v, i) => (v === null ? null : <circle key={i} cx={x(i)} cy={y(v)} r={at === i ? 4 : 3} className={`lc-chart-${s.tone}`} />))}
            </g>
          ))}
          {labelIndexes(labels.length, width - left, longest * 6.6 + 24).map((i) => (
            <text key={i} x={Math.min(x(i), width - longest * 3)} y={height - 4} textAnchor="middle">{labels[i]}</text>
          ))}
        </svg>
        {at !== null ? (
          <div className="lc-chart-tip" style={x(at) > width / 2 ? { right: width - x(at) + slot / 2 + 6 } : { left: x(at) + slot / 2 + 6 }}>
            <b>{labels[at]}</b>
            {series.map((s) => <div key={s.name}>{s.name}: {formatNumber(s.values[at] ?? 0)}</div>)}
          </div>
        ) : null}
      </div>
      <Numbers {...props} />
    </figure>
  );
}

export const Bars = (props: ChartProps) => <Chart {...props} kind="bars" />;
export const Line = (props: ChartProps) => <Chart {...props} kind="line" />;
