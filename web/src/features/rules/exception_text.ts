// SPDX-License-Identifier: Apache-2.0
// The text of an exception from fields that were picked: a Sigma detection in YAML.

export type Test = 'equals' | 'contains' | 'startswith' | 'endswith' | 'cidr';
export const tests: Test[] = ['equals', 'contains', 'startswith', 'endswith', 'cidr'];

export interface Pick {
  /** Empty: a word looked for anywhere in the event. */
  field: string;
  test: Test;
  value: string;
}

/** A value of which nothing is a wildcard: * and ? escaped, and backslashes that would escape. */
export function literal(value: string): string {
  let text = '';
  for (let i = 0; i < value.length; ++i) {
    const c = value[i] ?? '';
    const next = value[i + 1];
    if (c === '*' || c === '?') text += `\\${c}`;
    else if (c === '\\' && (next === undefined || next === '\\' || next === '*' || next === '?')) text += '\\\\';
    else text += c;
  }
  return text;
}

/** As YAML reads it back unchanged. */
export function quoted(text: string): string {
  // eslint-disable-next-line no-control-regex
  if (/[\u0000-\u001f\u007f\u0085\u2028\u2029\ufeff]/.test(text)) return JSON.stringify(text).replace(/[\u007f\u0085\u2028\u2029\ufeff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return `'${text.replace(/'/g, "''")}'`;
}

const keyText = (key: string) => (/^[A-Za-z_][\w.|-]*$/.test(key) ? key : quoted(key));

function valueText(pick: Pick): string {
  if (pick.test === 'cidr') return quoted(pick.value);
  if (pick.test === 'equals' && /^(0|[1-9]\d{0,14})$/.test(pick.value)) return pick.value;
  return quoted(literal(pick.value));
}

/** All fields must be as picked, and all words must be there. */
export function exceptionText(picks: Pick[]): string {
  const fields = picks.filter((p) => p.field !== '');
  const words = picks.filter((p) => p.field === '' && p.value !== '');
  const lines: string[] = [];
  const names: string[] = [];
  const byKey = new Map<string, Pick[]>();
  for (const pick of fields) {
    const key = pick.test === 'equals' ? pick.field : `${pick.field}|${pick.test}`;
    byKey.set(key, [...(byKey.get(key) ?? []), pick]);
  }
  if (byKey.size > 0) {
    lines.push('selection:');
    names.push('selection');
    for (const [key, same] of byKey) {
      const values = [...new Set(same.map(valueText))];
      if (values.length === 1) lines.push(`  ${keyText(key)}: ${values[0] ?? ''}`);
      else lines.push(`  ${keyText(key)}:`, ...values.map((v) => `    - ${v}`));
    }
  }
  if (words.length > 0) {
    lines.push('keywords:', "  '|all':", ...words.map((w) => `    - ${quoted(literal(w.value))}`));
    names.push('keywords');
  }
  lines.push(`condition: ${names.join(' and ')}`);
  return names.length === 0 ? '' : `${lines.join('\n')}\n`;
}

/** Fields that say which moment or process it was, not what it was: not offered ticked. */
const momentary = /(?:time|date|timestamp|guid|recordid|recordnumber)$|^(?:eventid|pid|ts|keywords|level|version|opcode|task)$|^(?:process|thread|parentprocess|newprocess|targetlogon|subjectlogon|logon)id$|^_/i;
export const isMomentary = (field: string) => momentary.test(field.replace(/[^A-Za-z_]/g, ''));

/** The last day an exception may have: twelve months from `now`, as a date of Viet Nam. */
export function latestExpiry(now: number): string {
  const d = new Date(now + 7 * 3600_000);
  const day = d.getUTCDate();
  d.setUTCDate(1);
  d.setUTCMonth(d.getUTCMonth() + 12);
  const last = new Date(Date.UTC(d.getUTCFullYear(), d.getUTCMonth() + 1, 0)).getUTCDate();
  d.setUTCDate(Math.min(day, last));
  return d.toISOString().slice(0, 10);
}

/** The end of a date in Viet Nam, as an instant. */
export const endOfDay = (date: string) => new Date(`${date}T23:59:59+07:00`).toISOString().replace('.000Z', 'Z');

/** The date `days` from `now`, in Viet Nam. */
export const dateIn = (days: number, now: number) => new Date(now + 7 * 3600_000 + days * 86_400_000).toISOString().slice(0, 10);
