// SPDX-License-Identifier: Apache-2.0
// Events carry the ids of their agency and source: what people read and write in their place.
import { useMemo } from 'react';
import type { AgencyOption, SourceOption } from '@/api/types';
import { useAgencies, useSources } from '@/shared/lookups';

export interface Names {
  /** What a condition says: the agency's code, the source's name; the value itself where it has none. */
  written: (field: string, value: string) => string;
  /** What a cell shows. */
  shown: (field: string, value: string) => string;
}

export function namesOf(agencies: AgencyOption[], sources: SourceOption[]): Names {
  const agency = new Map(agencies.map((a) => [String(a.id), a]));
  const source = new Map(sources.map((s) => [String(s.id), s]));
  const bearers = new Map<string, number>();
  for (const s of sources) bearers.set(s.name.toLowerCase(), (bearers.get(s.name.toLowerCase()) ?? 0) + 1);
  // What reads as a number is an id; a name of several sources would mean all of them.
  const isName = (text: string | undefined): text is string => text !== undefined && !/^\d*$/.test(text);
  return {
    written: (field, value) => {
      const name = field === 'agency' ? agency.get(value)?.code : field === 'source' ? source.get(value)?.name : undefined;
      return isName(name) && (field === 'agency' || bearers.get(name.toLowerCase()) === 1) ? name : value;
    },
    shown: (field, value) => (field === 'agency' ? agency.get(value)?.name : field === 'source' ? source.get(value)?.name : undefined) ?? value,
  };
}

export function useNames(): Names {
  const { rows: agencies } = useAgencies();
  const { rows: sources } = useSources();
  return useMemo(() => namesOf(agencies, sources), [agencies, sources]);
}
