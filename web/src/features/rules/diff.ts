// SPDX-License-Identifier: Apache-2.0
// What differs between two texts, line by line.

export interface DiffLine {
  change: 'same' | 'added' | 'removed';
  text: string;
}

const mostCells = 4_000_000;

/** Longest common subsequence by the textbook; too large ones are shown as replaced whole. */
function middle(a: string[], b: string[]): DiffLine[] {
  const whole = (): DiffLine[] => [
    ...a.map((text): DiffLine => ({ change: 'removed', text })), ...b.map((text): DiffLine => ({ change: 'added', text })),
  ];
  if (a.length * b.length > mostCells) return whole();
  const width = b.length + 1;
  const common = new Uint32Array((a.length + 1) * width);
  const at = (i: number, j: number) => common[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; --i) {
    for (let j = b.length - 1; j >= 0; --j) {
      common[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const lines: DiffLine[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      lines.push({ change: 'same', text: a[i++] ?? '' });
      ++j;
    } else if (i < a.length && (j === b.length || at(i + 1, j) >= at(i, j + 1))) {
      lines.push({ change: 'removed', text: a[i++] ?? '' });
    } else {
      lines.push({ change: 'added', text: b[j++] ?? '' });
    }
  }
  return lines;
}

export function diffLines(before: string, after: string): DiffLine[] {
  const a = before.split('\n');
  const b = after.split('\n');
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) ++head;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) ++tail;
  const same = (lines: string[]) => lines.map((text): DiffLine => ({ change: 'same', text }));
  return [
    ...same(a.slice(0, head)), ...middle(a.slice(head, a.length - tail), b.slice(head, b.length - tail)), ...same(a.slice(a.length - tail)),
  ];
}

/** Changed lines with `around` unchanged ones on each side; null stands for lines left out. */
export function shortened(lines: DiffLine[], around = 3): (DiffLine | null)[] {
  const near = lines.map(() => false);
  lines.forEach((line, i) => {
    if (line.change === 'same') return;
    for (let k = Math.max(0, i - around); k <= Math.min(lines.length - 1, i + around); ++k) near[k] = true;
  });
  const shown: (DiffLine | null)[] = [];
  lines.forEach((line, i) => {
    if (near[i]) shown.push(line);
    else if (shown[shown.length - 1] !== null) shown.push(null);
  });
  return shown;
}
