// SPDX-License-Identifier: Apache-2.0
// Selects of agencies, systems and accounts.
import { Select } from 'antd';
import type { AgencyOption } from '@/api/types';
import { useTexts } from '@/i18n';
import { today } from '../format';
import { useAccounts, useAgencies, useSystems } from '../lookups';
import { matchRank } from '../text';

export interface Control<T> {
  id?: string;
  value?: T;
  onChange?: (value: T) => void;
  disabled?: boolean;
  placeholder?: string;
}

/** A select that finds Vietnamese names without accents. */
export function SearchSelect<T extends string | number>({ options, ...rest }: Control<T | null> & {
  options: { value: T; label: string }[]; allowClear?: boolean; style?: React.CSSProperties; 'aria-label'?: string;
}) {
  return (
    <Select<T | null, { value: T; label: string }>
      {...rest}
      showSearch={{
        filterOption: (input, option) => matchRank(option?.label ?? '', input) >= 0,
        filterSort: (a, b, info) => matchRank(a.label, info.searchValue) - matchRank(b.label, info.searchValue),
      }}
      options={options}
      popupMatchSelectWidth={false}
    />
  );
}

export function AgencySelect(props: Control<number | null> & { allowClear?: boolean; style?: React.CSSProperties; 'aria-label'?: string }) {
  const { rows } = useAgencies();
  const { t } = useTexts();
  // Those that have ended come last: old records name them, new ones seldom do.
  const over = (a: AgencyOption) => a.archived === true || (typeof a.valid_to === 'string' && a.valid_to < today());
  const options = [...rows.filter((a) => !over(a)), ...rows.filter((a) => over(a) && (a.archived !== true || a.id === props.value))];
  return <SearchSelect {...props} options={options.map((a) => ({ value: a.id, label: over(a) ? t('select.ended', { name: a.name }) : a.name }))} />;
}

export function SystemSelect({ agencyId, ...props }: Control<number | null> & { agencyId?: number | null; allowClear?: boolean; style?: React.CSSProperties }) {
  const { rows } = useSystems(agencyId);
  return <SearchSelect {...props} options={rows.map((s) => ({ value: s.id, label: s.name }))} />;
}

export function AccountSelect(props: Control<number | null> & { allowClear?: boolean }) {
  const { rows } = useAccounts();
  return <SearchSelect {...props} options={rows.map((a) => ({ value: a.id, label: a.name }))} />;
}
