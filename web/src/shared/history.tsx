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

export function Payload({ payload, entity }: { payload: unknown; entity: string }) {
  const { dyn } = useTexts();
  if (!isObject(payload)) return null;
  const before = isObject(payload['before']) ? payload['before'] : null;
  const after = isObject(payload['after']) ? payload['after'] : isObject(payload['changes']) ? payload['changes'] : null;
  const entries = Object.entries(after ?? payload);
  if (entries.length === 0) return null;
  return (
    <dl className="lc-dl lc-small">
      {entries.map(([name, value]) => (
        <div key={name}>
          <dt>{dyn(`field.${entity}.${name}`, dyn(`field.row.${name}`, name))}</dt>
          <dd>
            {before && name in before ? <><del>{shown(before[name])}</del> → </> : null}
            {isObject(value) && 'from' in value && 'to' in value
              ? <><del>{shown(value['from'])}</del> → {shown(value['to'])}</>
              : dyn(`choice.${entity}.${name}.${shown(value)}`, shown(value))}
          </dd>
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
