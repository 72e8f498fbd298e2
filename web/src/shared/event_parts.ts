// SPDX-License-Identifier: Apache-2.0
// Reading the parts of an alert that are free JSON.

export interface Pair {
  field: string;
  value: string;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const text = (value: unknown): string => (typeof value === 'string' ? value : value === null || value === undefined ? '' : JSON.stringify(value));

/** [{"field","value"}…] or an object of fields. */
export function readPairs(value: unknown): Pair[] {
  if (Array.isArray(value)) {
    return value.filter(isObject).map((item) => ({ field: text(item['field'] ?? item['name']), value: text(item['value']) }));
  }
  return isObject(value) ? Object.entries(value).map(([field, v]) => ({ field, value: text(v) })) : [];
}

export interface EventPart {
  raw: string;
  time: string;
  fields: Pair[];
}

export function readEvent(value: unknown): EventPart {
  const event = isObject(value) ? value : {};
  return { raw: text(event['raw']), time: text(event['time']), fields: readPairs(event['fields']) };
}

export const readTags = (value: unknown): string[] => (Array.isArray(value) ? value.map(text) : []);

/** Where an event is opened: the search for its id, just around its time. */
export function eventPath(id: string, time: string): string {
  const at = Date.parse(time);
  const iso = (ms: number) => new Date(at + ms).toISOString();
  return `/hunt?${new URLSearchParams({ query: `id:${id}`, range: 'custom', from: iso(-1000), to: iso(2000), event: id }).toString()}`;
}

/** The page of a record that is named as "alerts/7" or "incidents/12". */
export function recordPath(name: string): string {
  const alert = /^alerts\/(\d+)$/.exec(name);
  return alert ? `/alerts?status=all&sel=${alert[1]}` : `/${name}`;
}
