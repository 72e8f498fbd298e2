// SPDX-License-Identifier: Apache-2.0
// What alerts, hunts and the lists share about indicators.
import { readTags } from './event_parts';
import { quoted } from './query_text';

/** Names of kinds, as the API writes them. */
export const kinds = ['address', 'network', 'domain', 'url', 'md5', 'sha1', 'sha256', 'sha512', 'email'];

export interface RaisedBy {
  list: number;
  value: string;
  kind: string;
  tlp: string;
}

/** The indicator that raised an alert; null for an alert of a rule. */
export function raisedBy(alert: { rule_id: string; matched: unknown; tags: unknown }): RaisedBy | null {
  const parts = /^ioc:(\d+):(.+)$/s.exec(alert.rule_id);
  if (parts === null) return null;
  const tags = readTags(alert.tags);
  const tagged = (prefix: string) => tags.find((tag) => tag.startsWith(prefix))?.slice(prefix.length) ?? '';
  const first: unknown = Array.isArray(alert.matched) ? alert.matched[0] : null;
  const pattern = typeof first === 'object' && first !== null && 'pattern' in first && typeof first.pattern === 'string' ? first.pattern : '';
  // The pattern is the value, and behind it in parentheses who says so; a value holds no space.
  const value = pattern.split(' ')[0] ?? '';
  const inId = parts[2] ?? '';
  return { list: Number(parts[1]), value: value !== '' ? value : inId.startsWith('sha256-') ? '' : inId, kind: tagged('ioc.'), tlp: tagged('tlp.') };
}

/** What of an event holds the value of an indicator. */
export function queryOf(value: string, kind: string): string {
  const text = quoted(value);
  if (kind === 'network') return `src_ip:${value} OR dst_ip:${value}`;
  // Without a scheme it stands for every one.
  return kind === 'url' && value.startsWith('//') ? quoted(value.slice(2)) : text;
}

/** The search for a value over the last thirty days. */
export const searchPath = (value: string, kind: string): string => `/hunt?${new URLSearchParams({ query: queryOf(value, kind), range: '30d' }).toString()}`;

/** A hunt takes a list up to this size (bytes of its document). */
export const mostOfHunt = 500_000;
