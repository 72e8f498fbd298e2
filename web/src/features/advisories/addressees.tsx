// SPDX-License-Identifier: Apache-2.0
// Who gets an advisory: whoever runs the product, kinds of agencies, agencies that recorded none, by hand.
import { Button, Checkbox, Drawer } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { get, post } from '@/api/client';
import { useTexts } from '@/i18n';
import { FormProblem } from '@/shared/entity/form';
import { SearchSelect } from '@/shared/entity/select';
import { formatNumber } from '@/shared/format';
import { useSystems } from '@/shared/lookups';
import { problemText, useNotice } from '@/shared/problems';
import { Loaded, Tag } from '@/shared/ui';
import type { Advisory, Candidate } from './parts';

const key = (kind: string) => `kind:${kind}`;

/** The agencies of the chosen groups and those added by hand, less those taken out again. */
function chosenOf(rows: Candidate[], groups: Set<string>, added: Set<number>, removed: Set<number>): Candidate[] {
  return rows.filter((row) => !row.is_addressed && !removed.has(row.agency_id) && (
    added.has(row.agency_id) || (groups.has('product') && row.systems.length > 0)
    || (groups.has('no_product') && !row.has_products) || groups.has(key(row.kind))));
}

export function Addressees({ advisory, onClose, onDone }: { advisory: Advisory; onClose: () => void; onDone: () => void }) {
  const { t } = useTexts();
  const candidates = useQuery({ queryKey: ['advisory', advisory.id, 'candidates'], queryFn: () => get<{ rows: Candidate[] }>(`/advisories/${advisory.id}/candidates`), gcTime: 0 });
  return (
    <Drawer open size={720} onClose={onClose} title={t(advisory.state === 'draft' ? 'advisories.addressees' : 'advisories.add_addressees')}>
      <Loaded query={candidates}>{({ rows }) => <Choice advisory={advisory} rows={rows} onDone={() => { onDone(); onClose(); }} />}</Loaded>
    </Drawer>
  );
}

function Choice({ advisory, rows, onDone }: { advisory: Advisory; rows: Candidate[]; onDone: () => void }) {
  const texts = useTexts();
  const { t, dyn } = texts;
  const { done } = useNotice();
  const [groups, setGroups] = useState(new Set(['product']));
  const [added, setAdded] = useState(new Set<number>());
  const [removed, setRemoved] = useState(new Set<number>());
  const [error, setError] = useState('');
  const [busy, setBusy] = useState(false);
  const free = useMemo(() => rows.filter((row) => !row.is_addressed), [rows]);
  const owners = free.filter((row) => row.systems.length > 0);
  const systems = owners.reduce((sum, row) => sum + row.systems.length, 0);
  const chosen = chosenOf(rows, groups, added, removed);
  const kinds = [...new Set(free.map((row) => row.kind))];
  const toggle = (name: string) => {
    const next = new Set(groups);
    if (!next.delete(name)) next.add(name);
    setGroups(next);
    setRemoved(new Set());
  };
  const add = (id: number | null) => {
    if (!id) return;
    setAdded(new Set([...added, id]));
    setRemoved(new Set([...removed].filter((one) => one !== id)));
  };
  const send = async () => {
    setBusy(true);
    setError('');
    try {
      await post(`/advisories/${advisory.id}/${advisory.state === 'draft' ? 'issue' : 'addressees'}`, { agencies: chosen.map((row) => row.agency_id) });
      done(t('advisories.issued_done', { n: formatNumber(chosen.length) }));
      onDone();
    } catch (problem) {
      setError(problemText(texts, problem));
      setBusy(false);
    }
  };
  const boxes: [string, string, number][] = [
    ['product', t('advisories.group_product', { n: formatNumber(owners.length) }), owners.length],
    ['no_product', t('advisories.group_no_product', { n: formatNumber(free.filter((row) => !row.has_products).length) }), 1],
    ...kinds.map((kind): [string, string, number] => [key(kind), t('advisories.group_kind', { kind: dyn(`choice.agency.kind.${kind}`), n: formatNumber(free.filter((row) => row.kind === kind).length) }), 1]),
  ];
  return (
    <div className="lc-stack">
      <FormProblem text={error} />
      <p data-testid="found">{t('advisories.found', { agencies: formatNumber(owners.length), systems: formatNumber(systems) })}</p>
      <div className="lc-row">
        {boxes.map(([name, label, count]) => (
          <Checkbox key={name} checked={groups.has(name)} disabled={count === 0} onChange={() => toggle(name)} data-testid={`group-${name}`}>{label}</Checkbox>
        ))}
      </div>
      <SearchSelect<number> aria-label={t('advisories.by_hand')} placeholder={t('advisories.by_hand')} value={null} onChange={add}
        options={free.filter((row) => !chosen.includes(row)).map((row) => ({ value: row.agency_id, label: row.name }))} />
      <div className="lc-row">
        <Button type="primary" loading={busy} disabled={chosen.length === 0} onClick={() => void send()} data-testid="issue">
          {t(advisory.state === 'draft' ? 'advisories.issue_to' : 'advisories.send_to', { n: formatNumber(chosen.length) })}
        </Button>
      </div>
      <ul className="lc-plain-list" data-testid="chosen">
        {chosen.map((row) => (
          <li key={row.agency_id}>
            <Checkbox checked onChange={() => setRemoved(new Set([...removed, row.agency_id]))}>{row.name}</Checkbox>
            {row.systems.map((system) => <SystemLine key={system.system_id} system={system} />)}
          </li>
        ))}
      </ul>
    </div>
  );
}

function SystemLine({ system }: { system: Candidate['systems'][number] }) {
  const { t } = useTexts();
  const { byId } = useSystems();
  return (
    <div className="lc-muted lc-small lc-inset">
      {byId.get(system.system_id)?.name ?? `#${system.system_id}`}, {t('advisories.because', { product: system.product })} {system.is_certain ? null : <Tag tone="medium">{t('advisories.no_version')}</Tag>}
    </div>
  );
}
