// SPDX-License-Identifier: Apache-2.0
import { useQuery } from '@tanstack/react-query';
import { get } from '@/api/client';
import type { CompletionList, EventView, QueryCheck, SavedSearchView } from '@/api/types';
import { quoted } from '@/shared/query_text';

export interface Asked {
  query: string;
  from: string;
  to: string;
}

interface Histogram {
  buckets: { start: string; count: number }[];
  total: number;
  width_seconds: number;
}

export function useHistogram(asked: Asked) {
  return useQuery({
    queryKey: ['events', 'histogram', asked],
    queryFn: ({ signal }) => get<Histogram>('/events/histogram', { ...asked, buckets: 90 }, signal),
    staleTime: 60_000,
    retry: false,
  });
}

export function useTop(field: string, asked: Asked) {
  return useQuery({
    queryKey: ['events', 'top', field, asked],
    queryFn: ({ signal }) => get<{ rows: { value: string; count: number }[] }>('/events/top', { ...asked, field, limit: 10 }, signal),
    enabled: field !== '',
    staleTime: 60_000,
    retry: false,
  });
}

/** Fields of the query that no event was seen to have. Asked once the search came back empty. */
export function useCheck(asked: Asked, enabled: boolean) {
  return useQuery({
    queryKey: ['events', 'check', asked],
    queryFn: ({ signal }) => get<QueryCheck>('/events/check', { ...asked }, signal),
    enabled,
    retry: false,
  });
}

export const complete = (query: string, cursor: number, asked: Asked, signal: AbortSignal) =>
  get<CompletionList>('/events/complete', { query, cursor, from: asked.from, to: asked.to }, signal);

export function useSaved() {
  return useQuery({
    queryKey: ['saved-searches'],
    queryFn: ({ signal }) => get<{ rows: SavedSearchView[] }>('/saved-searches', {}, signal),
  });
}

const encoder = new TextEncoder();

/** One condition in the hunt language. */
export function condition(field: string, value: string, negated = false): string {
  return `${negated ? 'NOT ' : ''}${field}:${quoted(value)}`;
}

/** Conditions and commands of a query, apart. A `|` inside quotation marks or a word is text. */
export function splitCommands(query: string): [string, string] {
  let inside = false;
  for (let i = 0; i < query.length; i += 1) {
    if (query[i] === '"') {
      let backslashes = 0;
      while (inside && query[i - 1 - backslashes] === '\\') backslashes += 1;
      if (backslashes % 2 === 0) inside = !inside;
    }
    if (query[i] === '|' && !inside && (i === 0 || /[\s)"/]/.test(query[i - 1] ?? ''))) return [query.slice(0, i).trim(), query.slice(i)];
  }
  return [query.trim(), ''];
}

/** The query with one more condition; a query with OR is put in parentheses first. Commands stay. */
export function narrowed(query: string, more: string): string {
  const [search, commands] = splitCommands(query);
  const base = search === '' ? more : `${/\bOR\b/.test(search) ? `(${search})` : search} ${more}`;
  return commands === '' ? base : `${base} ${commands}`;
}

/** The events behind a row of a table: its conditions, without the commands. */
export function behind(query: string, conditions: string[]): string {
  const [search] = splitCommands(query);
  return conditions.reduce((text, more) => narrowed(text, more), search);
}

export interface ErrorPlace {
  code: string;
  at: number;
  length: number;
  suggestion: string;
}

/** The field message is "hunt.term.missing@3+4=count": a byte counted from 0, a length, what may be meant. */
export function errorPlace(message: string): ErrorPlace | null {
  const match = /^([\w.]+)@(\d+)(?:\+(\d+))?(?:=([\s\S]*))?$/.exec(message);
  if (!match) return null;
  return { code: match[1] ?? '', at: Number(match[2]), length: Number(match[3] ?? 0), suggestion: match[4] ?? '' };
}

export interface ErrorParts {
  text: string;
  /** In characters, counted from 1; 0: not said. */
  position: number;
  /** What to write instead, in the language. */
  example: string;
}

/** The server says "query, position 4: Vietnamese. / English. (example)"; gives the parts in one language. */
export function errorParts(detail: string, language: 'vi' | 'en'): ErrorParts {
  const match = /^query(?:, position (\d+))?: (.*?\.) \/ (.*?\.)(?: \((.*)\))?$/s.exec(detail);
  if (!match) return { text: detail, position: 0, example: '' };
  return { text: (language === 'vi' ? match[2] : match[3]) ?? '', position: Number(match[1] ?? 0), example: match[4] ?? '' };
}

/** Positions of the server count bytes of UTF-8; those of the page count UTF-16. */
export function indexOfByte(text: string, bytes: number): number {
  let seen = 0;
  let at = 0;
  for (const char of text) {
    if (seen >= bytes) break;
    seen += encoder.encode(char).length;
    at += char.length;
  }
  return at;
}
export const byteOfIndex = (text: string, index: number) => encoder.encode(text.slice(0, index)).length;

/** Splits where the error shows: before, the wrong part, after. */
export function splitAt(query: string, at: number, length: number): [string, string, string] {
  const begin = indexOfByte(query, at);
  let end = length > 0 ? indexOfByte(query, at + length) : begin + (/^\S+/.exec(query.slice(begin))?.[0].length ?? 1);
  if (end <= begin) end = begin + 1;
  return [query.slice(0, begin), query.slice(begin, end), query.slice(end)];
}

export interface FieldCount {
  name: string;
  count: number;
}

/** Which fields the events shown have, the most frequent first. */
export function countFields(events: EventView[]): FieldCount[] {
  const counts = new Map<string, number>();
  for (const event of events) {
    for (const name of new Set(event.fields.filter((f) => f.value !== '').map((f) => f.name))) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].map(([name, count]) => ({ name, count })).sort((a, b) => b.count - a.count || a.name.localeCompare(b.name));
}

/** Value of a column: one of every event, or a field; several values are joined. */
export function cellOf(event: EventView, column: string): string {
  switch (column) {
    case 'host': return event.host || event.peer;
    case 'peer': return event.peer;
    case 'format': return event.format;
    case 'agency': return event.agency_id ? String(event.agency_id) : '';
    case 'system': return event.system_id ? String(event.system_id) : '';
    case 'source': return event.source_id ? String(event.source_id) : '';
    case 'raw': return event.raw;
    default: return event.fields.filter((f) => f.name.toLowerCase() === column.toLowerCase() && f.value !== '').map((f) => f.value).join('; ');
  }
}

/** What an analyst reads first, in this order: who did what, with what, to what, from where. */
const telling = [
  'EventID', 'rule.description', 'alert.signature', 'action', 'type', 'cs-method', 'cs-uri-stem', 'cs-uri-query', 'sc-status', 'c-useragent',
  'Image', 'NewProcessName', 'ProcessName', 'CommandLine', 'ProcessCommandLine', 'ParentImage', 'ParentProcessName', 'User', 'TargetUserName', 'SubjectUserName', 'LogonType', 'IpAddress',
  'TargetFilename', 'TargetObject', 'Details', 'ImageLoaded', 'SourceImage', 'TargetImage', 'GrantedAccess', 'PipeName', 'ServiceName', 'ImagePath', 'TaskName', 'ScriptBlockText',
  'QueryName', 'query', 'SourceIp', 'DestinationIp', 'DestinationPort', 'DestinationHostname', 'src_ip', 'dst_ip', 'c-ip', 'dst_port', 'proto', 'exe', 'comm',
  'eventName', 'eventSource', 'message', 'msg',
].map((name) => name.toLowerCase());
const rank = new Map(telling.map((name, i) => [name, i]));

/** The telling fields of a structured record, at most `most`; nothing of a line of text, which is read as it is. */
export function gistOf(event: EventView, most = 12): [string, string][] {
  if (!/^\s*(\{|<[A-Za-z?])/.test(event.raw)) return [];
  return event.fields.flatMap(({ name, value }): [number, string, string][] => {
    const at = rank.get(name.toLowerCase());
    return at === undefined || value === '' ? [] : [[at, name, value]];
  }).sort((a, b) => a[0] - b[0]).slice(0, most).map(([, name, value]) => [name, value]);
}

/** The event as JSON to be read and copied. */
export function asJson(event: EventView): string {
  const fields: Record<string, string | string[]> = {};
  for (const { name, value } of event.fields) {
    const there = fields[name];
    fields[name] = there === undefined ? value : Array.isArray(there) ? [...there, value] : [there, value];
  }
  return JSON.stringify({ ...event, fields }, null, 2);
}
