// SPDX-License-Identifier: Apache-2.0
import { CheckOutlined, MinusOutlined } from '@ant-design/icons';
import { Link } from 'react-router-dom';
import { useTexts } from '@/i18n';
import { formatDate, formatNumber, today } from '../format';
import { useAccounts, useAgencies, useSystems } from '../lookups';
import { Time } from '../ui';
import type { Field } from './model';

function ReferenceValue({ reference, id }: { reference: string; id: number }) {
  const agencies = useAgencies();
  const systems = useSystems();
  const accounts = useAccounts(reference === 'account');
  if (reference === 'agency') return <Link to={`/registers/agencies/${id}`}>{agencies.byId.get(id)?.name ?? `#${id}`}</Link>;
  if (reference === 'system') return <Link to={`/registers/systems/${id}`}>{systems.byId.get(id)?.name ?? `#${id}`}</Link>;
  if (reference === 'account') return <>{accounts.byId.get(id)?.name ?? `#${id}`}</>;
  if (reference === 'incident') return <Link to={`/incidents/${id}`}>#{id}</Link>;
  if (reference === 'evidence_file') {
    return <a href={`/api/v1/evidence-files/${id}/content`} target="_blank" rel="noreferrer"><EvidenceText id={id} /></a>;
  }
  return <>#{id}</>;
}

function EvidenceText({ id }: { id: number }) {
  const { t } = useTexts();
  return <>{t('evidence.file', { id })}</>;
}

const soon = 60;

/** Whether a contract or certificate has run out, or will soon. */
function Expiry({ day }: { day: string }) {
  const { t } = useTexts();
  const days = Math.round((Date.parse(day) - Date.parse(today())) / 86_400_000);
  if (Number.isNaN(days) || days > soon) return null;
  return days < 0 ? <span className="lc-text-critical"> · {t('date.expired')}</span> : <span className="lc-text-high"> · {t('date.days_left', { n: days })}</span>;
}

/** One value of a record, as text. */
export function FieldValue({ entity, field, value }: { entity: string; field: Field; value: unknown }) {
  const { dyn, t } = useTexts();
  if (value === null || value === undefined || value === '') return <span className="lc-muted">—</span>;
  switch (field.kind) {
    case 'boolean':
      return value === true
        ? <span className="lc-nowrap"><CheckOutlined /> {t('yes')}</span>
        : <span className="lc-muted lc-nowrap"><MinusOutlined /> {t('no')}</span>;
    case 'date':
      return <span className="lc-nowrap">{formatDate(String(value))}{field.name.endsWith('until') ? <Expiry day={String(value)} /> : null}</span>;
    case 'instant':
      return <Time at={String(value)} />;
    case 'enum':
      return <>{dyn(`choice.${entity}.${field.name}.${String(value)}`, String(value))}</>;
    case 'reference':
      return <ReferenceValue reference={field.reference} id={Number(value)} />;
    case 'integer':
      return <>{formatNumber(Number(value))}</>;
    case 'email':
      return <a href={`mailto:${String(value)}`}>{String(value)}</a>;
    case 'phone':
      return <a href={`tel:${String(value).replace(/[^\d+]/g, '')}`} className="lc-nowrap">{String(value)}</a>;
    case 'url':
      return /^https?:\/\//.test(String(value))
        ? <a href={String(value)} target="_blank" rel="noreferrer noopener">{String(value)}</a> : <>{String(value)}</>;
    case 'network':
      return <span className="lc-mono">{String(value)}</span>;
    case 'json':
      return <code>{JSON.stringify(value)}</code>;
    case 'text': case 'paragraph': case 'domain':
      return <>{String(value)}</>;
  }
}
