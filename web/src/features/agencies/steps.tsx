// SPDX-License-Identifier: Apache-2.0
// The steps of the wizard before the preview.
import { Checkbox, Form, Input, Radio, Select, Table } from 'antd';
import { useMemo } from 'react';
import { useTexts } from '@/i18n';
import { DateInput } from '@/shared/entity/inputs';
import { matchRank } from '@/shared/text';
import { Nothing } from '@/shared/ui';
import { kinds, useAgenciesOn, useSystemsOn } from './data';
import type { ReorganisationKind, SystemRow } from './data';
import { ends, hasSuccessors, manyPredecessors } from './model';
import type { Draft } from './model';
import { Successors } from './successors';

export interface StepProps { draft: Draft; change: (next: Partial<Draft>) => void }

export function KindStep({ draft, change }: StepProps) {
  const { dyn, t } = useTexts();
  return (
    <Radio.Group value={draft.kind} className="lc-stack-radio" aria-label={t('reorganise.at.kind')}
      onChange={(e) => change({ kind: e.target.value as ReorganisationKind, systems: {}, heir: 0 })}>
      {kinds.map((kind) => (
        <Radio key={kind} value={kind} data-testid={`kind-${kind}`}>
          <b>{dyn(`choice.reorganisation.kind.${kind}`)}</b><div className="lc-muted">{dyn(`reorganise.kind.${kind}`)}</div>
        </Radio>
      ))}
    </Radio.Group>
  );
}

/** Agencies that exist on the day, several or one. */
export function UnitSelect({ date, value, onChange, many, id }: { date: string; value: number[]; onChange: (ids: number[]) => void; many: boolean; id: string }) {
  const query = useAgenciesOn(date, '');
  const options = useMemo(() => (query.data?.rows ?? []).map(({ agency }) => ({
    value: agency.id, label: [agency.name, agency.code, agency.short_name].filter(Boolean).join(' · '),
  })), [query.data]);
  const search = { filterOption: (input: string, option?: { label: string }) => matchRank(option?.label ?? '', input) >= 0 };
  if (many) return <Select<number[], { value: number; label: string }> id={id} mode="multiple" value={value} onChange={onChange} options={options} showSearch={search} popupMatchSelectWidth={false} style={{ width: '100%' }} loading={query.isPending} />;
  return <Select<number, { value: number; label: string }> id={id} value={value[0] ?? null} onChange={(one) => onChange([one])} options={options} showSearch={search} popupMatchSelectWidth={false} style={{ width: '100%' }} loading={query.isPending} />;
}

export function UnitsStep({ draft, change }: StepProps) {
  const { t, dyn } = useTexts();
  return (
    <Form layout="vertical" component="div">
      <div className="lc-form-grid">
        <Form.Item label={dyn('field.reorganisation.effective_on')} htmlFor="effective_on" required extra={t('reorganise.date_hint')}>
          <DateInput id="effective_on" value={draft.effective_on} onChange={(day) => change({ effective_on: day ?? '' })} />
        </Form.Item>
        <Form.Item label={dyn('field.reorganisation.decision_number')} htmlFor="decision_number" required>
          <Input id="decision_number" value={draft.decision_number} maxLength={100} onChange={(e) => change({ decision_number: e.target.value })} />
        </Form.Item>
        <Form.Item label={dyn('field.reorganisation.decision_date')} htmlFor="decision_date">
          <DateInput id="decision_date" value={draft.decision_date} onChange={(day) => change({ decision_date: day })} />
        </Form.Item>
        <Form.Item label={dyn('field.reorganisation.basis')} htmlFor="basis">
          <Input id="basis" value={draft.basis} maxLength={2000} onChange={(e) => change({ basis: e.target.value })} />
        </Form.Item>
      </div>
      <Form.Item label={t(ends(draft.kind) ? 'reorganise.ending' : 'reorganise.concerned')} htmlFor="predecessors" required>
        <UnitSelect id="predecessors" date={draft.effective_on} value={draft.predecessors} many={manyPredecessors(draft.kind)} onChange={(predecessors) => change({ predecessors, systems: {} })} />
      </Form.Item>
      {draft.kind === 'rename' ? (
        <div className="lc-form-grid">
          <Form.Item label={t('reorganise.new_name')} htmlFor="new_name" required><Input id="new_name" value={draft.new_name} maxLength={200} onChange={(e) => change({ new_name: e.target.value })} /></Form.Item>
          <Form.Item label={t('reorganise.new_code')} htmlFor="new_code"><Input id="new_code" value={draft.new_code} maxLength={40} onChange={(e) => change({ new_code: e.target.value })} /></Form.Item>
          <Form.Item label={dyn('field.agency.short_name')} htmlFor="new_short_name"><Input id="new_short_name" value={draft.new_short_name} maxLength={80} onChange={(e) => change({ new_short_name: e.target.value })} /></Form.Item>
        </div>
      ) : null}
      {hasSuccessors(draft.kind) ? <Successors draft={draft} change={change} /> : null}
    </Form>
  );
}

export function PassStep({ draft, change }: StepProps) {
  const { t, dyn } = useTexts();
  const agencies = useAgenciesOn(draft.effective_on, '');
  const names = useMemo(() => new Map((agencies.data?.rows ?? []).map((r) => [r.agency.id, r.agency.name])), [agencies.data]);
  const options = draft.successors.map((s, i) => ({ value: i, label: 'agency_id' in s ? (names.get(s.agency_id) ?? `#${s.agency_id}`) : s.name }));
  const choosing = draft.kind === 'transfer' || draft.successors.length > 1;
  return (
    <div className="lc-stack">
      <p className="lc-muted">{t(draft.kind === 'rename' ? 'reorganise.pass_rename' : draft.kind === 'transfer' ? 'reorganise.pass_transfer' : 'reorganise.pass_all')}</p>
      {ends(draft.kind) && draft.successors.length > 1 ? (
        <label className="lc-row"><span>{t('reorganise.heir')}</span>
          <Select<number> value={draft.heir} onChange={(heir) => change({ heir })} options={options} popupMatchSelectWidth={false} style={{ minWidth: 280 }} aria-label={t('reorganise.heir')} />
        </label>
      ) : null}
      {choosing && draft.predecessors.length > 0 ? <SystemsOf draft={draft} change={change} options={options} /> : null}
      {ends(draft.kind) ? (
        <Checkbox checked={draft.disable_accounts} onChange={(e) => change({ disable_accounts: e.target.checked })}>{t('reorganise.disable_accounts')}</Checkbox>
      ) : null}
      <p className="lc-small lc-muted">{t('reorganise.rule')} {dyn('reorganise.rule_more')}</p>
    </div>
  );
}

/** Which successor takes which system; what hangs on a system goes along. */
function SystemsOf({ draft, change, options }: StepProps & { options: { value: number; label: string }[] }) {
  const { t, dyn } = useTexts();
  const systems = useSystemsOn(draft.effective_on, '', draft.predecessors[0] ?? 0);
  const rows = (systems.data?.rows ?? []).map((r) => r.system);
  if (systems.data && rows.length === 0) return <Nothing text={t('reorganise.no_systems')} />;
  const set = (id: number, to: number | null) => {
    const next = { ...draft.systems };
    if (to === null) delete next[id];
    else next[id] = to;
    change({ systems: next });
  };
  return (
    <Table<SystemRow> size="small" rowKey="id" dataSource={rows} loading={systems.isPending} pagination={{ pageSize: 20, hideOnSinglePage: true }} columns={[
      { key: 'name', title: dyn('field.system.name'), render: (_, s) => s.name },
      { key: 'to', title: t('agencies.to'), width: 360, render: (_, s) => draft.kind === 'transfer' ? (
        <Checkbox checked={draft.systems[s.id] === 0} onChange={(e) => set(s.id, e.target.checked ? 0 : null)} data-testid={`pass-${s.id}`}>{t('reorganise.hand_over')}</Checkbox>
      ) : (
        <Select<number | null> value={draft.systems[s.id] ?? null} onChange={(to) => set(s.id, to ?? null)} allowClear placeholder={t('reorganise.to_heir')} options={options} popupMatchSelectWidth={false} style={{ width: '100%' }} aria-label={s.name} />
      ) },
    ]} />
  );
}
