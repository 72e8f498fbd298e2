// SPDX-License-Identifier: Apache-2.0
/** " rows" → " row", for English texts that count one; the regular plural only. */
export function singular(noun: string): string {
  return noun.replace(/ies$/, 'y').replace(/sses$/, 'ss').replace(/([^s])s$/, '$1');
}
