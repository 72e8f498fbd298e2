// SPDX-License-Identifier: Apache-2.0
// Facts about a record, told as a time line.
import { useTexts } from '@/i18n';
import type { FactView } from '@/api/types';
import { Nothing, Time } from './ui';

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const shown = (value: unknown): string =>
  value === null || value === undefined || value === '' ? '—'
    : typeof value === 'string' ? value : JSON.stringify(value);

/** Kinds read "incident.closed"; the words come from `fact.*`, else from entity and verb. */
export function useFactTitle(): (kind: string) => string {
  const { dyn } = useTexts();
  return (kind) => {
    const own = dyn(`fact.${kind}`, '');
    if (own !== '') return own;
    const dot = kind.lastIndexOf('.');
    const subject = dyn(`entity.${kind.slice(0, dot)}.one`, '');
    const verb = dyn(`fact_verb.${kind.slice(dot + 1)}`, '');
    return subject !== '' && verb !== '' ? `${subject}: ${verb}` : kind;
  };
}

const kept = new Set(['id', 'version', 'created_at', 'updated_at', 'archived']);

interface Line {
  name: string;
  before?: unknown;
  after: unknown;
}

/** What a fact says, line by line: {"changed": {field: [before, after]}}, {"new": {…}}, or its own members. */
export function payloadLines(payload: unknown): Line[] {
  if (!isObject(payload)) return [];
  const lines: Line[] = [];
  for (const [name, value] of Object.entries(payload)) {
    if (name === 'changed' && isObject(value)) {
      for (const [field, pair] of Object.entries(value)) {
        lines.push(Array.isArray(pair) ? { name: field, before: pair[0], after: pair[1] } : { name: field, after: pair });
      }
    } else if (name === 'new' && isObject(value)) {
      for (const [field, after] of Object.entries(value)) {
        if (!kept.has(field) && after !== null && after !== '' && after !== false) lines.push({ name: field, after });
      }
    } else {
      lines.push({ name, after: value });
    }
  }
  return lines;
}

export function Payload({ payload, entity }: { payload: unknown; entity: string }) {
  const { dyn } = useTexts();
  const lines = payloadLines(payload);
  if (lines.length === 0) return null;
  const value = (name: string, v: unknown) => dyn(`choice.${entity}.${name}.${shown(v)}`, shown(v));
  return (
    <dl className="lc-dl lc-small">
      {lines.map((line) => (
        <div key={line.name}>
          <dt>{dyn(`field.${entity}.${line.name}`, line.name)}</dt>
          <dd>{'before' in line ? <><del>{value(line.name, line.before)}</del> → </> : null}{value(line.name, line.after)}</dd>
        </div>
      ))}
    </dl>
  );
}

export function FactList({ facts, payloads = true }: { facts: FactView[]; payloads?: boolean }) {
  const title = useFactTitle();
  const { t } = useTexts();
  if (facts.length === 0) return <Nothing />;
  return (
    <ol className="lc-timeline">
      {facts.map((fact) => (
        <li key={fact.id}>
          <div className="lc-row">
            <Time at={fact.occurred_at} seconds />
            <b>{title(fact.kind)}</b>
            <span className="lc-muted">{fact.actor_name || t('history.system')}</span>
          </div>
          {payloads ? <Payload payload={fact.payload} entity={fact.subject_kind} /> : null}
        </li>
      ))}
    </ol>
  );
}
