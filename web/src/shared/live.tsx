// SPDX-License-Identifier: Apache-2.0
// The live stream of facts, shared by the whole console.
import { createContext, useContext, useEffect, useMemo, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { apiUrl } from '@/api/client';
import { openStream } from '@/api/live';
import type { LiveState } from '@/api/live';
import type { LiveFact } from '@/api/types';

type Listener = (fact: LiveFact) => void;
interface Live {
  state: LiveState;
  listen: (listener: Listener) => () => void;
}
const Context = createContext<Live>({ state: 'off', listen: () => () => undefined });

function parseFact(data: string): LiveFact | null {
  try {
    const value: unknown = JSON.parse(data);
    if (typeof value !== 'object' || value === null) return null;
    const fact = value as Record<string, unknown>;
    if (typeof fact['subject_kind'] !== 'string') return null;
    return {
      fact_id: Number(fact['fact_id'] ?? 0),
      kind: String(fact['kind'] ?? ''),
      subject_kind: fact['subject_kind'],
      subject_id: Number(fact['subject_id'] ?? 0),
      agency_id: typeof fact['agency_id'] === 'number' ? fact['agency_id'] : null,
      at: String(fact['at'] ?? ''),
    };
  } catch {
    return null;
  }
}

export function LiveProvider({ topics, children }: { topics: string[]; children: ReactNode }) {
  const [state, setState] = useState<LiveState>('connecting');
  const listeners = useRef(new Set<Listener>());
  const wanted = topics.join(',');
  useEffect(() => {
    if (wanted === '') {
      setState('off');
      return undefined;
    }
    return openStream(apiUrl('/stream', { topics: wanted }), (event) => {
      const fact = parseFact(event.data);
      if (fact !== null) listeners.current.forEach((listener) => listener(fact));
    }, setState);
  }, [wanted]);
  const value = useMemo<Live>(() => ({
    state,
    listen: (listener) => {
      listeners.current.add(listener);
      return () => void listeners.current.delete(listener);
    },
  }), [state]);
  return <Context.Provider value={value}>{children}</Context.Provider>;
}

export const useLiveState = () => useContext(Context).state;

/** Calls `run` at most once per `pause` ms after facts about one of the kinds arrive. */
export function useLiveChange(kinds: string[], run: () => void, pause = 1500): void {
  const { listen } = useContext(Context);
  const latest = useRef(run);
  latest.current = run;
  const wanted = kinds.join(',');
  useEffect(() => {
    let timer = 0;
    const stop = listen((fact) => {
      if (!wanted.split(',').includes(fact.subject_kind) || timer !== 0) return;
      timer = window.setTimeout(() => {
        timer = 0;
        latest.current();
      }, pause);
    });
    return () => {
      stop();
      window.clearTimeout(timer);
    };
  }, [listen, wanted, pause]);
}
