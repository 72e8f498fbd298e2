// SPDX-License-Identifier: Apache-2.0
// The list of rules in the address, and as the API is asked for it.

export const pageSize = 100;
export const filterNames = ['q', 'set', 'level', 'can_fire', 'agency', 'technique', 'hits'] as const;

/** Query of GET /rules for the address of the list. */
export function rulesQuery(params: URLSearchParams): URLSearchParams {
  const query = new URLSearchParams();
  for (const name of [...filterNames, 'sort']) {
    const value = params.get(name);
    if (value) query.set(name, value);
  }
  query.set('limit', String(pageSize));
  const page = pageNumber(params);
  if (page > 1) query.set('offset', String((page - 1) * pageSize));
  return query;
}

export function pageNumber(params: URLSearchParams): number {
  const page = Number(params.get('page') ?? 1);
  return Number.isInteger(page) && page > 0 ? page : 1;
}

export const isFiltered = (params: URLSearchParams) => filterNames.some((name) => (params.get(name) ?? '') !== '');

/** "t1059" or " T1059.001 " as the API wants it; other texts as they are. */
export function technique(text: string): string {
  const match = /^\s*t(\d{4}(?:\.\d{3})?)\s*$/i.exec(text);
  return match ? `T${match[1] ?? ''}` : text.trim();
}
