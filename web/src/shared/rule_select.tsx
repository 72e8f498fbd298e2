// SPDX-License-Identifier: Apache-2.0
// Rules in force, found by words while typing.
import { Select } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { get } from '@/api/client';
import type { RuleList } from '@/api/rule_types';
import { useTexts } from '@/i18n';
import type { Control } from '@/shared/entity/select';

/** \param titles  Of rules that may be chosen from the start. */
export function RuleSelect({ titles, label, ...control }: Control<string[]> & { titles: Map<string, string>; label: string }) {
  const { t } = useTexts();
  const [text, setText] = useState('');
  const [late, setLate] = useState('');
  const [known, setKnown] = useState(titles);
  useEffect(() => {
    const timer = window.setTimeout(() => setLate(text.trim()), 250);
    return () => window.clearTimeout(timer);
  }, [text]);
  const found = useQuery({ queryKey: ['rules', 'select', late], queryFn: () => get<RuleList>('/rules', { q: late, limit: 20 }), enabled: late !== '', staleTime: 60_000 });
  const rows = late === '' ? [] : (found.data?.rows ?? []).filter((r) => r.kind !== 'correlation');
  const options = [...rows.map((r) => ({ value: r.id, label: r.title })), ...[...known].filter(([id]) => !rows.some((r) => r.id === id)).map(([value, label]) => ({ value, label }))];
  return (
    <Select<string[], { value: string; label: string }> {...control} mode="multiple" aria-label={label} placeholder={t('rule_select.find')} options={options} loading={found.isFetching} popupMatchSelectWidth={420}
      showSearch={{ filterOption: false, onSearch: setText }} notFoundContent={late === '' ? t('rule_select.type_words') : t('palette.none')}
      onSelect={(id: string) => setKnown((old) => new Map(old).set(id, rows.find((r) => r.id === id)?.title ?? old.get(id) ?? id))} />
  );
}
