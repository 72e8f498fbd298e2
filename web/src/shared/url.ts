// SPDX-License-Identifier: Apache-2.0
import { useCallback } from 'react';
import { useSearchParams } from 'react-router-dom';

export type Changes = Record<string, string | string[] | null | undefined>;

/** The query of `current` with some names set, or removed by null, '' or []. */
export function changed(current: URLSearchParams, changes: Changes): URLSearchParams {
  const next = new URLSearchParams(current);
  for (const [name, value] of Object.entries(changes)) {
    const text = Array.isArray(value) ? value.join(',') : (value ?? '');
    if (text === '') next.delete(name);
    else next.set(name, text);
  }
  return next;
}

/** State of a page in the address: readable, and sent to a colleague by copying it. */
export function useUrlState() {
  const [params, setParams] = useSearchParams();
  const set = useCallback((changes: Changes, push = false) => {
    setParams((current) => changed(current, changes), { replace: !push });
  }, [setParams]);
  const list = useCallback((name: string) => {
    const text = params.get(name) ?? '';
    return text === '' ? [] : text.split(',');
  }, [params]);
  return { params, set, list, text: (name: string, otherwise = '') => params.get(name) ?? otherwise };
}
