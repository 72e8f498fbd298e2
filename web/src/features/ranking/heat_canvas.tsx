// SPDX-License-Identifier: Apache-2.0
// A heat map on a canvas that follows the scrolling, with a cell that arrow keys move.
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { KeyboardEvent, MouseEvent } from 'react';
import { useTexts } from '@/i18n';
import { cellAt, draw, sizeOf } from './heat_draw';
import type { HeatData, HeatLayout, HeatLook } from './heat_draw';

const layout: HeatLayout = { left: 230, top: 176, cellWidth: 22, cellHeight: 18 };
const wideLayout: HeatLayout = { ...layout, left: 330, top: 64, cellWidth: 44 };

function lookOf(element: Element): HeatLook {
  const style = getComputedStyle(element);
  const colour = (name: string) => style.getPropertyValue(`--lc-${name}`).trim();
  return {
    text: colour('text'), muted: colour('muted'), line: colour('line'), surface: colour('surface'), raised: colour('raised'),
    font: `12.5px ${style.fontFamily}`,
    cell: { x: colour('critical'), s: colour('high'), o: colour('low'), l: colour('medium'), m: colour('good'), q: colour('line') },
  };
}

export interface CellPlace { row: number; column: number }

export function HeatCanvas({ data, wide, label, describe, onOpen }: {
  data: HeatData; wide: boolean; label: string; describe: (place: CellPlace) => string; onOpen: (place: CellPlace) => void;
}) {
  const { t } = useTexts();
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [chosen, setChosen] = useState<CellPlace | null>(null);
  const [tip, setTip] = useState<{ place: CellPlace; x: number; y: number } | null>(null);
  const shape = wide ? wideLayout : layout;
  const size = sizeOf(data, shape);
  const viewOf = useCallback((element: HTMLElement) => ({
    scrollLeft: element.scrollLeft, scrollTop: element.scrollTop, width: element.clientWidth, height: element.clientHeight, chosen,
  }), [chosen]);
  const paint = useCallback(() => {
    const element = box.current;
    const context = canvas.current?.getContext('2d');
    if (!element || !canvas.current || !context) return;
    const begin = performance.now();
    const scale = window.devicePixelRatio || 1;
    const view = viewOf(element);
    if (canvas.current.width !== view.width * scale || canvas.current.height !== view.height * scale) {
      canvas.current.width = view.width * scale;
      canvas.current.height = view.height * scale;
      canvas.current.style.width = `${view.width}px`;
      canvas.current.style.height = `${view.height}px`;
    }
    context.setTransform(scale, 0, 0, scale, 0, 0);
    draw(context, data, shape, view, lookOf(element));
    element.dataset.drawn = (performance.now() - begin).toFixed(1);
  }, [data, shape, viewOf]);
  useLayoutEffect(paint, [paint]);
  useEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const observer = new ResizeObserver(paint);
    observer.observe(element);
    return () => observer.disconnect();
  }, [paint]);
  const placeOf = (e: MouseEvent) => {
    const element = box.current;
    if (!element) return null;
    const frame = element.getBoundingClientRect();
    return cellAt(data, shape, viewOf(element), e.clientX - frame.left, e.clientY - frame.top);
  };
  const move = (e: MouseEvent) => {
    const element = box.current;
    const place = placeOf(e);
    if (!element || !place) return setTip(null);
    const frame = element.getBoundingClientRect();
    return setTip({ place, x: e.clientX - frame.left + element.scrollLeft + 14, y: e.clientY - frame.top + element.scrollTop + 14 });
  };
  const key = (e: KeyboardEvent) => {
    const steps: Record<string, [number, number]> = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], PageUp: [-10, 0], PageDown: [10, 0], Home: [0, -1000], End: [0, 1000] };
    if (e.key === 'Enter' && chosen) return onOpen(chosen);
    const step = steps[e.key];
    if (!step) return undefined;
    e.preventDefault();
    const from = chosen ?? { row: 0, column: 0 };
    const next = chosen ? { row: Math.min(data.rows.length - 1, Math.max(0, from.row + step[0])), column: Math.min(data.columns.length - 1, Math.max(0, from.column + step[1])) } : from;
    const element = box.current;
    if (element) {
      const y = next.row * shape.cellHeight;
      const x = next.column * shape.cellWidth;
      element.scrollTop = Math.min(y, Math.max(element.scrollTop, y + shape.cellHeight - (element.clientHeight - shape.top)));
      element.scrollLeft = Math.min(x, Math.max(element.scrollLeft, x + shape.cellWidth - (element.clientWidth - shape.left)));
    }
    return setChosen(next);
  };
  return (
    <>
      <div ref={box} className="lc-heat" role="application" aria-label={`${label}. ${t('rank.heat_keys')}`} tabIndex={0} data-testid="heat"
        onScroll={paint} onKeyDown={key} onMouseMove={move} onMouseLeave={() => setTip(null)}
        onClick={(e) => {
          const place = placeOf(e);
          if (place) {
            setChosen(place);
            onOpen(place);
          }
        }}>
        <div style={{ width: size.width, height: size.height }}><canvas ref={canvas} aria-hidden="true" /></div>
        {tip ? <div className="lc-heat-tip" style={{ left: Math.min(tip.x, Math.max(0, (box.current?.scrollLeft ?? 0) + (box.current?.clientWidth ?? 0) - 330)), top: tip.y }}>{describe(tip.place)}</div> : null}
      </div>
      <p className="lc-sr" aria-live="polite">{chosen ? describe(chosen) : ''}</p>
    </>
  );
}
