// SPDX-License-Identifier: Apache-2.0
// Draws the part of a heat map that is in sight. Plain numbers in, pixels out: 600 × 40 cells in a few
// milliseconds, whatever is scrolled.

export interface HeatLook {
  text: string;
  muted: string;
  line: string;
  surface: string;
  raised: string;
  font: string;
  cell: Record<string, string>;
}

export interface HeatLayout {
  left: number;
  top: number;
  cellWidth: number;
  cellHeight: number;
}

export interface HeatData {
  columns: string[];
  rows: { label: string; cells: string }[];
}

export interface HeatView {
  scrollLeft: number;
  scrollTop: number;
  width: number;
  height: number;
  chosen: { row: number; column: number } | null;
}

export function sizeOf(data: HeatData, layout: HeatLayout): { width: number; height: number } {
  return { width: layout.left + data.columns.length * layout.cellWidth + 8, height: layout.top + data.rows.length * layout.cellHeight + 8 };
}

/** The cell under a point of the view; null on heads and beyond the end. */
export function cellAt(data: HeatData, layout: HeatLayout, view: HeatView, x: number, y: number): { row: number; column: number } | null {
  if (x < layout.left || y < layout.top) return null;
  const column = Math.floor((x - layout.left + view.scrollLeft) / layout.cellWidth);
  const row = Math.floor((y - layout.top + view.scrollTop) / layout.cellHeight);
  return row < data.rows.length && column < data.columns.length ? { row, column } : null;
}

/** Rows or columns in sight: first, and one past the last. */
export function inSight(scroll: number, extent: number, each: number, count: number): [number, number] {
  return [Math.max(0, Math.floor(scroll / each)), Math.min(count, Math.ceil((scroll + extent) / each))];
}

function shortened(context: CanvasRenderingContext2D, text: string, most: number): string {
  if (context.measureText(text).width <= most) return text;
  let end = text.length;
  while (end > 1 && context.measureText(`${text.slice(0, end)}…`).width > most) end -= 1;
  return `${text.slice(0, end)}…`;
}

export function draw(context: CanvasRenderingContext2D, data: HeatData, layout: HeatLayout, view: HeatView, look: HeatLook): void {
  const { left, top, cellWidth, cellHeight } = layout;
  context.fillStyle = look.surface;
  context.fillRect(0, 0, view.width, view.height);
  const [firstRow, endRow] = inSight(view.scrollTop, view.height - top, cellHeight, data.rows.length);
  const [firstColumn, endColumn] = inSight(view.scrollLeft, view.width - left, cellWidth, data.columns.length);
  // One colour after the other: a change of colour costs more than a cell.
  for (const [letter, colour] of Object.entries(look.cell)) {
    context.fillStyle = colour;
    for (let row = firstRow; row < endRow; row += 1) {
      const cells = data.rows[row]?.cells ?? '';
      for (let column = firstColumn; column < endColumn; column += 1) {
        if (cells[column] === letter) context.fillRect(left + column * cellWidth - view.scrollLeft, top + row * cellHeight - view.scrollTop, cellWidth - 1, cellHeight - 1);
      }
    }
  }
  context.fillStyle = look.surface;
  context.fillRect(0, 0, left, view.height);
  context.fillRect(0, 0, view.width, top);
  context.font = look.font;
  context.textBaseline = 'middle';
  context.fillStyle = look.text;
  for (let row = firstRow; row < endRow; row += 1) {
    const y = top + row * cellHeight - view.scrollTop;
    if (y + cellHeight / 2 < top) continue;
    context.fillText(shortened(context, data.rows[row]?.label ?? '', left - 14), 6, y + cellHeight / 2);
  }
  context.fillStyle = look.muted;
  for (let column = firstColumn; column < endColumn; column += 1) {
    const x = left + column * cellWidth - view.scrollLeft;
    if (x + cellWidth / 2 < left) continue;
    context.save();
    context.translate(x + cellWidth / 2, top - 6);
    context.rotate(-Math.PI / 2);
    context.fillText(shortened(context, data.columns[column] ?? '', top - 14), 0, 0);
    context.restore();
  }
  context.fillStyle = look.surface;
  context.fillRect(0, 0, left, top);
  context.strokeStyle = look.line;
  context.beginPath();
  context.moveTo(0, top - 0.5);
  context.lineTo(view.width, top - 0.5);
  context.moveTo(left - 0.5, 0);
  context.lineTo(left - 0.5, view.height);
  context.stroke();
  if (view.chosen) {
    context.strokeStyle = look.text;
    context.lineWidth = 2;
    context.strokeRect(left + view.chosen.column * cellWidth - view.scrollLeft - 1, top + view.chosen.row * cellHeight - view.scrollTop - 1, cellWidth + 1, cellHeight + 1);
    context.lineWidth = 1;
  }
}
