// SPDX-License-Identifier: Apache-2.0
// Who would move if this card had been in force in a month. Nothing is stored.
import { Button, Segmented } from 'antd';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { post } from '@/api/client';
import type { CardView, WhatIf, WhatIfSet } from '@/api/ranking_types';
import { useTexts } from '@/i18n';
import { formatMonth, monthOf } from '@/shared/format';
import { MonthSelect } from '@/shared/month_select';
import { Card, ErrorView, Tag } from '@/shared/ui';
import { Effects } from './effects';

export function WhatIfPanel({ card }: { card: CardView }) {
  const { t } = useTexts();
  const [month, setMonth] = useState(monthOf(-1));
  const ask = useMutation({ mutationFn: () => post<WhatIf>('/ranking/what-if', { month, card }) });
  return (
    <div className="lc-stack">
      <div className="lc-filters">
        <MonthSelect value={month} onChange={setMonth} />
        <Button type="primary" loading={ask.isPending} onClick={() => ask.mutate()} data-testid="ask">{t('rank.what_if_ask')}</Button>
        <span className="lc-muted">{t('rank.what_if_hint')}</span>
      </div>
      {ask.error ? <ErrorView error={ask.error} /> : null}
      {ask.data ? <Answer data={ask.data} /> : null}
    </div>
  );
}

function Answer({ data }: { data: WhatIf }) {
  const { t, dyn } = useTexts();
  const [chosen, setChosen] = useState('');
  const [all, setAll] = useState('moved');
  if (data.findings.length > 0) return <p className="lc-text-critical" role="alert">{data.findings[0]?.message}</p>;
  const set = data.sets.find((s) => s.id === chosen) ?? data.sets[0];
  if (!set) return null;
  const rows = all === 'all' ? set.rows : set.rows.filter((r) => r.before.rank !== r.after.rank || r.before.band !== r.after.band);
  return (
    <Card title={t('rank.what_if_title', { month: formatMonth(data.month) })} extra={<Tag tone={data.from_frozen ? 'good' : 'medium'}>{t(data.from_frozen ? 'rank.from_frozen' : 'rank.from_facts')}</Tag>}>
      <div className="lc-filters">
        <Segmented<string> value={set.id} onChange={setChosen} options={data.sets.map((s) => ({ value: s.id, label: dyn(`ranking.kind_${s.id}`, s.id) }))} />
        <Segmented<string> value={all} onChange={setAll} options={[{ value: 'moved', label: t('rank.moved_only') }, { value: 'all', label: t('rank.all') }]} />
      </div>
      <Counts set={set} />
      <Effects rows={rows} />
    </Card>
  );
}

function Counts({ set }: { set: WhatIfSet }) {
  const { t } = useTexts();
  const c = set.counts;
  const figures: [string, number][] = [[t('rank.count_up'), c.up], [t('rank.count_down'), c.down], [t('rank.count_same'), c.same], [t('rank.count_band_up'), c.band_up], [t('rank.count_band_down'), c.band_down], [t('rank.count_ranked'), c.newly_ranked], [t('rank.count_unranked'), c.no_longer_ranked]];
  return <div className="lc-figures lc-figures-flat lc-figures-tight" data-testid="what-if-counts">{figures.map(([name, n]) => <div key={name} className="lc-figure"><span>{name}</span><b>{n}</b></div>)}</div>;
}
