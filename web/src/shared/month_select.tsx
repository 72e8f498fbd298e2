// SPDX-License-Identifier: Apache-2.0
import { Select } from 'antd';
import { useTexts } from '@/i18n';
import { formatMonth, monthOf } from './format';

/** The months of the last three years, newest first. */
export function MonthSelect({ value, onChange, newest = 0, id }: {
  value: string; onChange: (month: string) => void; newest?: number; id?: string;
}) {
  const { t } = useTexts();
  const months = Array.from({ length: 36 }, (_, i) => monthOf(newest - i));
  if (!months.includes(value)) months.push(value);
  return (
    <Select {...(id ? { id } : {})} value={value} onChange={onChange} style={{ width: 130 }} aria-label={t('ranking.month')}
      data-testid="month" options={months.map((month) => ({ value: month, label: formatMonth(month) }))} />
  );
}
