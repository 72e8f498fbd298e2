// SPDX-License-Identifier: Apache-2.0
// A new addendum: whose duty counts as what, with its effect shown before it is proposed.
import { Button, Select } from 'antd';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { get, post } from '@/api/client';
import type { Addendum, Effect } from '@/api/ranking_types';
import type { ScoreCard } from '@/api/types';
import { useTexts } from '@/i18n';
import { useAgencies } from '@/shared/lookups';
import { useNotice } from '@/shared/problems';
import { Card } from '@/shared/ui';
import { Effects } from './effects';
import { ReasonAndBasis } from './month';
import { OutcomeSelect, useDutyOptions } from './outcome';

export function NewAddendum({ month }: { month: string }) {
  const { t } = useTexts();
  const queries = useQueryClient();
  const { done, failed } = useNotice();
  const { rows: agencies } = useAgencies();
  const [agency, setAgency] = useState<number | null>(null);
  const [duty, setDuty] = useState('');
  const [outcome, setOutcome] = useState('met');
  const [reason, setReason] = useState('');
  const [basis, setBasis] = useState('');
  const [effects, setEffects] = useState<Effect[] | null>(null);
  const card = useQuery({ queryKey: ['score', agency, month], enabled: agency !== null, queryFn: () => get<ScoreCard>(`/ranking/${agency ?? 0}`, { month }) });
  const duties = useDutyOptions(card.data);
  const body = { month, reason, basis, corrections: [{ agency_id: agency, duty, outcome }] };
  const preview = () => post<{ rows: Effect[] }>('/ranking/addenda/preview', body).then((answer) => setEffects(answer.rows), failed);
  const propose = () => post<Addendum>('/ranking/addenda', body).then(() => {
    done(t('rank.proposed_done'));
    setAgency(null);
    setDuty('');
    setEffects(null);
    void queries.invalidateQueries({ queryKey: ['ranking'] });
  }, failed);
  const ready = agency !== null && duty !== '';
  return (
    <Card title={t('rank.new_addendum')}>
      <div className="lc-stack">
        <p className="lc-muted">{t('rank.new_addendum_hint')}</p>
        <div className="lc-form-grid">
          <Select<number> value={agency} placeholder={t('ranking.agency')} aria-label={t('ranking.agency')} showSearch={{ optionFilterProp: 'label' }} onChange={(v) => { setAgency(v); setDuty(''); setEffects(null); }}
            options={agencies.map((a) => ({ value: a.id, label: a.name }))} data-testid="addendum-agency" />
          <OutcomeSelect value={outcome} onChange={(v) => { setOutcome(v); setEffects(null); }} />
        </div>
        <Select<string> {...(duty === '' ? {} : { value: duty })} placeholder={t('rank.duty')} aria-label={t('rank.duty')} loading={card.isFetching} showSearch={{ optionFilterProp: 'text' }} onChange={(v) => { setDuty(v); setEffects(null); }}
          options={duties} data-testid="addendum-duty" />
        <ReasonAndBasis reason={reason} basis={basis} onReason={setReason} onBasis={setBasis} />
        {effects ? <Effects rows={effects} /> : null}
        <div className="lc-row">
          <Button disabled={!ready} onClick={() => void preview()} data-testid="preview">{t('rank.preview')}</Button>
          <Button type="primary" disabled={!ready || reason.trim() === '' || basis.trim() === ''} onClick={() => void propose()} data-testid="propose-addendum">{t('rank.propose_addendum')}</Button>
        </div>
      </div>
    </Card>
  );
}
