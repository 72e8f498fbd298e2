// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import type { SearchLine, SearchStart } from '@/api/types';
import { reduceFound, takeLines } from './stream';
import type { Found } from './stream';
import { chartOf } from './table_view';

const empty: Found = { status: 'running', start: null, events: [], rows: [], searchedTo: null, end: null, error: null };
const line = (value: unknown) => value as SearchLine;

describe('a streamed search', () => {
  it('is cut into lines wherever the pieces end', () => {
    const [lines, rest] = takeLines('{"row":["1"]}\n\n{"row":["2"]}\n{"ro');
    expect(lines).toHaveLength(2);
    expect(rest).toBe('{"ro');
  });
  it('puts its lines together', () => {
    const some = reduceFound(empty, { type: 'lines', lines: [line({ start: { shape: 'events' } }), line({ event: { id: 'a' } }), line({ progress: { searched_to: 'T', rows_read: 1 } })] });
    expect(some.events).toHaveLength(1);
    expect(some.searchedTo).toBe('T');
    expect(some.status).toBe('running');
    const done = reduceFound(some, { type: 'lines', lines: [line({ event: { id: 'b' } }), line({ end: { next: 'c', count: 2 } })] });
    expect(done.events.map((e) => e.id)).toEqual(['a', 'b']);
    expect(done.status).toBe('done');
    const more = reduceFound(done, { type: 'begin', keep: true });
    expect(more.events).toHaveLength(2);
    expect(reduceFound(done, { type: 'begin', keep: false }).events).toHaveLength(0);
  });
  it('keeps what was found before a problem', () => {
    const some = reduceFound(empty, { type: 'lines', lines: [line({ event: { id: 'a' } }), line({ problem: { status: 429, code: 'exhausted' } })] });
    expect(some.status).toBe('failed');
    expect(some.events).toHaveLength(1);
  });
  it('takes newer events once', () => {
    const some = reduceFound({ ...empty, events: [{ id: 'a' }] as Found['events'] }, { type: 'newer', events: [{ id: 'b' }, { id: 'a' }] as Found['events'] });
    expect(some.events.map((e) => e.id)).toEqual(['b', 'a']);
  });
});

describe('a chart over time', () => {
  const start = { shape: 'timechart', span_seconds: 60, columns: [{ name: 'time', kind: 'instant' }, { name: 'user', kind: 'text' }, { name: 'count', kind: 'number' }] } as unknown as SearchStart;
  it('has a step for every span, also those without events', () => {
    const chart = chartOf(start, [['2026-11-23T05:00:00Z', 'a', '2'], ['2026-11-23T05:03:00Z', 'b', '5']], 'khác');
    expect(chart.starts).toHaveLength(4);
    expect(chart.series.map((s) => [s.name, s.values])).toEqual([['b', [0, 0, 0, 5]], ['a', [2, 0, 0, 0]]]);
  });
  it('puts the smallest series together', () => {
    const rows = Array.from({ length: 8 }, (_, i) => ['2026-11-23T05:00:00Z', `u${i}`, String(i + 1)]);
    const chart = chartOf(start, [...rows, ['2026-11-23T05:00:00Z', '…', '9']], 'khác');
    expect(chart.series).toHaveLength(6);
    expect(chart.series[5]).toEqual({ name: 'khác', values: [1 + 2 + 3 + 9] });
  });
});
