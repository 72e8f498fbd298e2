// SPDX-License-Identifier: Apache-2.0

/** Lower case without accents: "Đông Sơn" → "dong son", however it was composed. */
export function fold(text: string): string {
  return text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[đĐ]/g, 'd')
    .toLowerCase();
}

/** Whether every word of `query` occurs in `text`, accents and case aside. */
export function matches(text: string, query: string): boolean {
  const target = fold(text);
  return fold(query).split(/\s+/).filter(Boolean).every((word) => target.includes(word));
}

/** Rank of a match: 0 starts with the query, 1 a word starts with it, 2 contains; -1 none. */
export function matchRank(text: string, query: string): number {
  const wanted = fold(query).trim();
  if (wanted === '') return 2;
  const target = fold(text);
  if (target.startsWith(wanted)) return 0;
  if (target.includes(` ${wanted}`)) return 1;
  return matches(text, query) ? 2 : -1;
}

const collator = new Intl.Collator('vi');
export const byVietnamese = (a: string, b: string) => collator.compare(a, b);

export interface Span {
  text: string;
  marked: boolean;
}

const digits = /^\d\d$/;

/** Whether a number goes on beyond the ends of `text[from, to)`: 10 is not found in 100. */
function cutsNumber(text: string, from: number, to: number): boolean {
  return digits.test(text.slice(Math.max(0, from - 1), from + 1)) && from > 0 || digits.test(text.slice(to - 1, to + 1));
}

/** Cuts `text` at every occurrence of the values (case-insensitive, longest first). */
export function highlight(text: string, values: string[]): Span[] {
  const wanted = [...new Set(values.map((v) => v.toLowerCase()).filter((v) => v.length > 1))]
    .sort((a, b) => b.length - a.length);
  if (wanted.length === 0) return [{ text, marked: false }];
  const lower = text.toLowerCase();
  // Lower-casing may change the length of rare letters; then marks would be shifted.
  if (lower.length !== text.length) return [{ text, marked: false }];
  const spans: Span[] = [];
  let plain = 0;
  for (let at = 0; at < text.length;) {
    const hit = wanted.find((value) => lower.startsWith(value, at) && !cutsNumber(lower, at, at + value.length));
    if (hit === undefined) {
      at += 1;
      continue;
    }
    if (at > plain) spans.push({ text: text.slice(plain, at), marked: false });
    spans.push({ text: text.slice(at, at + hit.length), marked: true });
    at += hit.length;
    plain = at;
  }
  if (plain < text.length) spans.push({ text: text.slice(plain), marked: false });
  return spans;
}
