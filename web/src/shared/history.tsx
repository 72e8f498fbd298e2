// SPDX-License-Identifier: Apache-2.0
// Facts about a record, told as a time line.
import { useTexts } from '@/i18n';
import type { FactView } from '@/api/types';
import { formatDate, formatNumber, formatTime } from './format';
import { useSystems } from './lookups';
import { AgencyName, Nothing, Time } from './ui';

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const isNothing = (value: unknown): boolean =>
  value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);

/** A value of a fact as people read it: dates and times as elsewhere, no JSON. */
export function plainValue(value: unknown, yes: string, no: string): string {
  if (isNothing(value)) return '—';
  if (typeof value === 'boolean') return value ? yes : no;
  if (typeof value === 'number') return formatNumber(value);
  if (Array.isArray(value)) return value.every((v) => !isObject(v)) ? value.map((v) => plainValue(v, yes, no)).join(', ') : '…';
  if (typeof value !== 'string') return '…';
  if (/^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(value)) return formatTime(value);
  if (/^\d{4}-\d{2}-\d{2}$/.test(value)) return formatDate(value);
  return /^[[{]"?|^\[\]$/.test(value) && isJson(value) ? (value === '[]' || value === '{}' ? '—' : '…') : value;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

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

/** Who did it; parts of the product that act by themselves have names of their own. */
export function useActorName(): (name: string) => string {
  const { t, dyn } = useTexts();
  return (name) => (name === '' ? t('history.system') : dyn(`actor.${name.replaceAll(' ', '_')}`, name));
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
        if (!kept.has(field) && !isNothing(after) && after !== false && after !== 0 && after !== '[]' && after !== '{}') lines.push({ name: field, after });
      }
    } else if (value !== false) {
      lines.push({ name, after: value });
    }
  }
  return lines;
}

function SystemName({ id }: { id: number }) {
  const { byId } = useSystems();
  return <>{byId.get(id)?.name ?? `#${id}`}</>;
}

export function Payload({ payload, entity }: { payload: unknown; entity: string }) {
  const { t, dyn } = useTexts();
  const lines = payloadLines(payload);
  if (lines.length === 0) return null;
  const value = (name: string, v: unknown) => {
    if (typeof v === 'number' && name === 'agency_id') return <AgencyName id={v} />;
    if (typeof v === 'number' && name === 'system_id') return <SystemName id={v} />;
    if (typeof v === 'number' && name.endsWith('_id')) return v === 0 ? '—' : `#${v}`;
    const plain = plainValue(v, t('yes'), t('no'));
    return typeof v === 'string' ? dyn(`choice.${entity}.${name}.${v}`, plain) : plain;
  };
  return (
    <dl className="lc-dl lc-small">
      {lines.map((line) => (
        <div key={line.name}>
          <dt>{dyn(`field.${entity}.${line.name}`, dyn(`payload.${line.name}`, line.name))}</dt>
          <dd>{'before' in line ? <><del>{value(line.name, line.before)}</del> → </> : null}{value(line.name, line.after)}</dd>
        </div>
      ))}
    </dl>
  );
}

export function FactList({ facts, payloads = true }: { facts: FactView[]; payloads?: boolean }) {
  const title = useFactTitle();
  const actor = useActorName();
  if (facts.length === 0) return <Nothing />;
  return (
    <ol className="lc-timeline">
      {facts.map((fact) => (
        <li key={fact.id}>
          <div className="lc-row">
            <Time at={fact.occurred_at} seconds />
            <b>{title(fact.kind)}</b>
            <span className="lc-muted">{actor(fact.actor_name)}</span>
          </div>
          {payloads ? <Payload payload={fact.payload} entity={fact.subject_kind} /> : null}
        </li>
      ))}
    </ol>
  );
}
