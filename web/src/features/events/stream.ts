// SPDX-License-Identifier: Apache-2.0
// A search that tells what it finds while it goes on (GET /events/search, lines of JSON).
import { useCallback, useEffect, useReducer, useRef } from 'react';
import { ProblemError, apiUrl, toProblem } from '@/api/client';
import type { EventView, SearchEnd, SearchLine, SearchStart } from '@/api/types';
import type { Asked } from './data';

export interface Found {
  status: 'running' | 'done' | 'stopped' | 'failed';
  start: SearchStart | null;
  events: EventView[];
  rows: string[][];
  searchedTo: string | null;
  end: SearchEnd | null;
  error: unknown;
}

const nothing: Found = { status: 'running', start: null, events: [], rows: [], searchedTo: null, end: null, error: null };

type Step =
  | { type: 'begin'; keep: boolean }
  | { type: 'lines'; lines: SearchLine[] }
  | { type: 'newer'; events: EventView[] }
  | { type: 'stopped' }
  | { type: 'failed'; error: unknown };

/** Puts lines together; several at a time, so that a long answer is not drawn a thousand times. */
export function reduceFound(state: Found, step: Step): Found {
  switch (step.type) {
    case 'begin':
      return step.keep ? { ...state, status: 'running', end: null, error: null } : nothing;
    case 'newer': {
      const known = new Set(state.events.map((e) => e.id));
      const fresh = step.events.filter((e) => !known.has(e.id));
      return fresh.length === 0 ? state : { ...state, events: [...fresh, ...state.events].slice(0, 2000) };
    }
    case 'stopped':
      return { ...state, status: 'stopped' };
    case 'failed':
      return { ...state, status: 'failed', error: step.error };
    case 'lines': {
      const next = { ...state };
      const events: EventView[] = [];
      const rows: string[][] = [];
      for (const line of step.lines) {
        if (line.start) next.start = line.start;
        if (line.event) events.push(line.event);
        if (line.row) rows.push(line.row);
        if (line.progress) next.searchedTo = line.progress.searched_to ?? null;
        if (line.end) {
          next.end = line.end;
          next.status = 'done';
        }
        if (line.problem) {
          next.status = 'failed';
          const status = Number((line.problem as Record<string, unknown>)['status'] ?? 0);
          next.error = new ProblemError(toProblem(status, line.problem));
        }
      }
      if (events.length > 0) next.events = [...state.events, ...events];
      if (rows.length > 0) next.rows = [...state.rows, ...rows];
      return next;
    }
  }
}

/** Whole lines of `text`, and what is left of it. */
export function takeLines(text: string): [SearchLine[], string] {
  const parts = text.split('\n');
  const rest = parts.pop() ?? '';
  return [parts.filter((p) => p.trim() !== '').map((p) => JSON.parse(p) as SearchLine), rest];
}

async function read(url: string, signal: AbortSignal, onLines: (lines: SearchLine[]) => void): Promise<void> {
  const response = await fetch(url, { credentials: 'same-origin', signal, headers: { Accept: 'application/x-ndjson' } });
  if (!response.ok || response.body === null) {
    const body: unknown = await response.json().catch(() => null);
    throw new ProblemError(toProblem(response.status, body));
  }
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  let ended = false;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    const [lines, left] = takeLines(rest + value);
    rest = left;
    ended ||= lines.some((l) => l.end || l.problem);
    if (lines.length > 0) onLines(lines);
  }
  if (!ended) throw new ProblemError({ ...toProblem(0, {}), code: 'network' });
}

/** Runs the search of `asked`; a new one, or leaving the page, breaks the old one off. */
export function useSearch(asked: Asked, limit: number) {
  const [found, step] = useReducer(reduceFound, nothing);
  const running = useRef<AbortController | null>(null);
  const run = useCallback((after: string) => {
    running.current?.abort();
    const control = new AbortController();
    running.current = control;
    step({ type: 'begin', keep: after !== '' });
    read(apiUrl('/events/search', { ...asked, limit, after }), control.signal, (lines) => step({ type: 'lines', lines })).catch((error: unknown) => {
      if (control.signal.aborted) return;
      step({ type: 'failed', error });
    });
  }, [asked, limit]);
  useEffect(() => {
    run('');
    return () => running.current?.abort();
  }, [run]);
  const stop = useCallback(() => {
    running.current?.abort();
    step({ type: 'stopped' });
  }, []);
  const more = useCallback(() => {
    if (found.end?.next) run(found.end.next);
  }, [found.end, run]);
  const add = useCallback((events: EventView[]) => step({ type: 'newer', events }), []);
  return { found, stop, more, add };
}
