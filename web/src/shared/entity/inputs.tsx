// SPDX-License-Identifier: Apache-2.0
// Form controls that hold the API's own values (strings, numbers, null).
import { Input, InputNumber, Select, Switch } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { Suspense, lazy, useState } from 'react';
import { get } from '@/api/client';
import type { Page } from '@/api/types';
import { useTexts } from '@/i18n';
import { formatDate, formatTime } from '../format';
import { useEntities } from './data';
import type { RecordRow } from './data';
import { EvidenceInput } from './evidence';
import type { Field } from './model';
import { AccountSelect, AgencySelect, SearchSelect, SystemSelect } from './select';
import type { Control } from './select';

const DayPicker = lazy(() => import('./date_picker').then((module) => ({ default: module.DayPicker })));
const InstantPicker = lazy(() => import('./date_picker').then((module) => ({ default: module.InstantPicker })));

/** What stands there until the calendar is fetched: the same name, the same text. */
function Waiting({ value, onChange: _, ...rest }: Control<string | null> & { value: string }) {
  return <Input {...rest} readOnly value={value} />;
}

export function DateInput(props: Control<string | null>) {
  return <Suspense fallback={<Waiting {...props} value={formatDate(props.value)} />}><DayPicker {...props} /></Suspense>;
}

/** Shows and reads the wall clock of Viet Nam. */
export function InstantInput(props: Control<string | null>) {
  return <Suspense fallback={<Waiting {...props} value={formatTime(props.value)} />}><InstantPicker {...props} /></Suspense>;
}

interface Option {
  value: number;
  label: string;
}

/** Any other register: asked from the server while typing. */
function RemoteSelect({ entity, value, onChange, ...rest }: Control<number | null> & { entity: string; allowClear?: boolean }) {
  const [text, setText] = useState('');
  const entities = useEntities();
  const target = [...(entities.data?.values() ?? [])].find((e) => e.name === entity);
  const label = (row: RecordRow) => `${String(row['number'] ?? `#${row.id}`)} · ${String(row[target?.title ?? 'name'] ?? '')}`;
  const found = useQuery({
    queryKey: ['select', entity, text],
    queryFn: () => get<Page<RecordRow>>(`/${target?.path ?? ''}`, { q: text, limit: 20 }),
    enabled: target !== undefined,
  });
  const chosen = useQuery({
    queryKey: ['record', target?.path, value],
    queryFn: () => get<RecordRow>(`/${target?.path ?? ''}/${value ?? 0}`),
    enabled: target !== undefined && typeof value === 'number',
  });
  const options: Option[] = (found.data?.rows ?? []).map((row) => ({ value: row.id, label: label(row) }));
  if (chosen.data && !options.some((o) => o.value === chosen.data.id)) {
    options.push({ value: chosen.data.id, label: label(chosen.data) });
  }
  return (
    <Select<number | null, Option> {...rest} value={value ?? null} onChange={(v) => onChange?.(v ?? null)}
      showSearch={{ filterOption: false, onSearch: setText }} options={options} popupMatchSelectWidth={false} />
  );
}

function ReferenceInput({ field, agencyId, ...props }: Control<number | null> & { field: Field; agencyId?: number | null }) {
  const clear = { allowClear: field.nullable };
  if (field.reference === 'agency') return <AgencySelect {...props} {...clear} />;
  if (field.reference === 'system') return <SystemSelect {...props} {...clear} agencyId={agencyId} />;
  if (field.reference === 'account') return <AccountSelect {...props} {...clear} />;
  if (field.reference === 'evidence_file') return <EvidenceInput {...props} {...(agencyId !== undefined ? { agencyId } : {})} />;
  return <RemoteSelect {...props} {...clear} entity={field.reference} />;
}

interface FieldInputProps extends Control<never> {
  entity: string;
  field: Field;
  /** Narrows the choice of systems. */
  agencyId?: number | null;
}

/** The control that fits a field. Form.Item gives it value and onChange. */
export function FieldInput({ entity, field, agencyId, ...control }: FieldInputProps) {
  const { dyn } = useTexts();
  const props = control as Control<unknown>;
  switch (field.kind) {
    case 'paragraph':
      return <Input.TextArea {...(props as object)} autoSize={{ minRows: 3, maxRows: 12 }}
        {...(field.maxLength && field.maxLength < 10_000 ? { maxLength: field.maxLength, showCount: true } : {})} />;
    case 'integer':
      return <InputNumber {...(props as object)} style={{ width: '100%' }} precision={0}
        {...(field.minimum !== null ? { min: field.minimum } : {})} {...(field.maximum !== null ? { max: field.maximum } : {})} />;
    case 'boolean':
      return <BooleanInput {...(props as Control<boolean>)} />;
    case 'date':
      return <DateInput {...(props as Control<string | null>)} />;
    case 'instant':
      return <InstantInput {...(props as Control<string | null>)} />;
    case 'enum':
      return <SearchSelect {...(props as Control<string | null>)} allowClear={field.nullable}
        options={field.choices.map((choice) => ({ value: choice, label: dyn(`choice.${entity}.${field.name}.${choice}`) }))} />;
    case 'reference':
      return <ReferenceInput {...(props as Control<number | null>)} field={field} agencyId={agencyId} />;
    case 'email':
      return <Input {...(props as object)} type="email" autoComplete="off" {...limit(field)} />;
    case 'url':
      return <Input {...(props as object)} type="url" placeholder="https://" {...limit(field)} />;
    case 'phone':
      return <Input {...(props as object)} type="tel" {...limit(field)} />;
    case 'network':
      return <Input {...(props as object)} placeholder="10.1.2.0/24" className="lc-mono" {...limit(field)} />;
    case 'text': case 'domain': case 'json':
      if (field.name === 'password') return <Input.Password {...(props as object)} autoComplete="new-password" />;
      return <Input {...(props as object)} {...limit(field)} />;
  }
}

const limit = (field: Field) => (field.maxLength ? { maxLength: field.maxLength } : {});

function BooleanInput({ value, ...rest }: Control<boolean>) {
  const { t } = useTexts();
  return <Switch {...rest} checked={value === true} checkedChildren={t('yes')} unCheckedChildren={t('no')} />;
}
