// SPDX-License-Identifier: Apache-2.0

/** `value` as it is written in a query, after a colon or alone; quoted where something in it is special. */
export function quoted(value: string): string {
  if (/^[\p{L}\p{N}._@-]+$/u.test(value) && !/^(AND|OR|NOT)$/.test(value)) return value;
  // Backslashes are ordinary, except right before a quotation mark or the end.
  return `"${value.replace(/(\\*)"/g, '$1$1\\"').replace(/(\\+)$/, '$1$1')}"`;
}
