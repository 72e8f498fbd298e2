// SPDX-License-Identifier: Apache-2.0
// The fields of the events shown; the commonest values of one, over the whole period, when it is opened.
import { Input } from 'antd';
import { useMemo, useState } from 'react';
import type { MouseEvent } from 'react';
import type { EventView } from '@/api/types';
import { useTexts } from '@/i18n';
import { formatNumber } from '@/shared/format';
import { ErrorView, Loading } from '@/shared/ui';
import { countFields, useTop } from './data';
import type { Asked } from './data';
import { useNames } from './names';
import type { Value } from './value_menu';

const always = ['host', 'agency', 'source', 'format', 'logsource.product'];

function Values({ field, asked, onValue }: { field: string; asked: Asked; onValue: (value: Value, at: MouseEvent) => void }) {
  const names = useNames();
  const top = useTop(field, asked);
  if (top.error) return <ErrorView error={top.error} />;
  if (!top.data) return <Loading rows={2} />;
  return (
    <ul data-testid="field-values">
      {top.data.rows.map((row) => (
        <li key={row.value}>
          <button type="button" className="lc-hunt-field lc-mono" onClick={(e) => onValue({ field, value: names.written(field, row.value) }, e)}>
            <span className="lc-clamp">{names.shown(field, row.value)}</span><span className="lc-muted">{formatNumber(row.count)}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

export function FieldsPanel({ events, asked, onValue }: { events: EventView[]; asked: Asked; onValue: (value: Value, at: MouseEvent) => void }) {
  const { t } = useTexts();
  const [open, setOpen] = useState('');
  const [typed, setTyped] = useState('');
  const fields = useMemo(() => countFields(events), [events]);
  const core = always.map((name) => ({ name, count: events.length })).filter((f) => !fields.some((g) => g.name === f.name));
  const shown = [...core, ...fields].filter((f) => f.name.toLowerCase().includes(typed.toLowerCase())).slice(0, 200);
  return (
    <aside className="lc-card lc-hunt-fields" aria-label={t('hunt.fields')} data-testid="hunt-fields">
      <b title={t('hunt.fields_hint', { n: events.length })}>{t('hunt.fields')}</b>
      <Input size="small" allowClear value={typed} placeholder={t('hunt.find_field')} aria-label={t('hunt.find_field')} onChange={(e) => setTyped(e.target.value)} style={{ margin: '4px 0' }} />
      <ul>
        {shown.map((f) => (
          <li key={f.name}>
            <button type="button" className="lc-hunt-field" aria-expanded={open === f.name} onClick={() => setOpen(open === f.name ? '' : f.name)}>
              <span className="lc-mono">{f.name}</span><span className="lc-muted">{formatNumber(f.count)}</span>
            </button>
            {open === f.name ? <Values field={f.name} asked={asked} onValue={onValue} /> : null}
          </li>
        ))}
      </ul>
    </aside>
  );
}
