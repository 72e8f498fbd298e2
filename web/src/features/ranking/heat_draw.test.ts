// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { cellAt, inSight, sizeOf } from './heat_draw';

const layout = { left: 200, top: 80, cellWidth: 20, cellHeight: 10 };
const data = { columns: ['a', 'b', 'c'], rows: [{ label: 'x', cells: 'mmm' }, { label: 'y', cells: 'xox' }] };
const view = { scrollLeft: 0, scrollTop: 0, width: 300, height: 200, chosen: null };

describe('heat map', () => {
  it('knows the cell under a point, scrolled or not', () => {
    expect(cellAt(data, layout, view, 205, 85)).toEqual({ row: 0, column: 0 });
    expect(cellAt(data, layout, { ...view, scrollLeft: 20, scrollTop: 10 }, 205, 85)).toEqual({ row: 1, column: 1 });
    expect(cellAt(data, layout, view, 199, 85)).toBeNull();
    expect(cellAt(data, layout, view, 205, 300)).toBeNull();
  });
  it('draws what is in sight only', () => {
    expect(inSight(0, 100, 10, 600)).toEqual([0, 10]);
    expect(inSight(55, 100, 10, 600)).toEqual([5, 16]);
    expect(inSight(5990, 100, 10, 600)).toEqual([599, 600]);
  });
  it('is as large as its cells', () => {
    expect(sizeOf(data, layout)).toEqual({ width: 268, height: 108 });
  });
});
