// SPDX-License-Identifier: Apache-2.0
// What the queue and the detail show, worked out.

/** "attack.t1110.001" → the technique's page; null for tags that name none. */
export function attackTechnique(tag: string): { name: string; url: string } | null {
  const match = /^attack\.t(\d{4})(?:\.(\d{3}))?$/i.exec(tag);
  if (!match) return null;
  const name = `T${match[1]}${match[2] ? `.${match[2]}` : ''}`;
  return { name, url: `https://attack.mitre.org/techniques/${name.replace('.', '/')}/` };
}

/** A JSON text with indents; anything else as it came. */
export function pretty(raw: string): string {
  const start = raw.trimStart()[0];
  if (start !== '{' && start !== '[') return raw;
  try {
    return JSON.stringify(JSON.parse(raw), null, 2);
  } catch {
    return raw;
  }
}

/** First and last (exclusive) row to draw, with some above and below the visible part. */
export function visibleRange(scroll: number, height: number, row: number, count: number, spare = 8): [number, number] {
  const first = Math.max(0, Math.floor(scroll / row) - spare);
  return [Math.min(first, count), Math.min(count, Math.ceil((scroll + height) / row) + spare)];
}
