// SPDX-License-Identifier: Apache-2.0
// Choosing a duty of a score card, and what it is to count as.
import { Select } from 'antd';
import { useMemo } from 'react';
import type { ScoreCard } from '@/api/types';
import { useTexts } from '@/i18n';
import { useSystems } from '@/shared/lookups';

export function OutcomeSelect({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { t, dyn } = useTexts();
  return (
    <Select<string> value={value} onChange={onChange} aria-label={t('rank.counts_as')} data-testid="outcome"
      options={['met', 'met_late', 'missed', 'excluded'].map((one) => ({ value: one, label: dyn(`rank.outcome_${one}`) }))} />
  );
}

export interface DutyOption { value: string; label: string; text: string }

/** Duties of a card, grouped by criterion; `only` keeps one criterion. */
export function useDutyOptions(card: ScoreCard | undefined, only?: string) {
  const { pick, dyn } = useTexts();
  const { byId } = useSystems(card?.agency_id);
  return useMemo(() => (card?.indicators ?? []).filter((i) => !only || i.id === only).map((indicator) => ({
    label: `${indicator.id} – ${pick(indicator.title_vi, indicator.title_en)}`,
    options: indicator.duties.map((duty): DutyOption => {
      const system = duty.system_id ? ` · ${byId.get(duty.system_id)?.name ?? `#${duty.system_id}`}` : '';
      const text = `${pick(duty.title_vi, duty.title_en)}${system}${duty.period ? ` · ${duty.period}` : ''} (${dyn(`duty.status.${duty.status}`)})`;
      return { value: duty.key, label: text, text };
    }),
  })), [card, only, byId, pick, dyn]);
}
