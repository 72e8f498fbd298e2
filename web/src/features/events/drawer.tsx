// SPDX-License-Identifier: Apache-2.0
// One event, whole: raw text, fields with what can be done with each value, and where it leads.
import { useQuery } from '@tanstack/react-query';
import { Drawer, Segmented } from 'antd';
import { useState } from 'react';
import type { KeyboardEvent, MouseEvent } from 'react';
import { Link } from 'react-router-dom';
import { get } from '@/api/client';
import type { components } from '@/api/schema';
import type { EventView } from '@/api/types';
import { useTexts } from '@/i18n';
import { useCan } from '@/shared/session';
import { useSystems } from '@/shared/lookups';
import { AgencyName, AlertStatusTag, CopyButton, Definition, ErrorView, LevelTag, Loading, Time } from '@/shared/ui';
import { asJson, condition } from './data';
import { useNames } from './names';
import { keyOf } from './value_menu';
import type { Act, Value } from './value_menu';

type AlertOfEvent = components['schemas']['AlertOfEvent'];

interface DrawerProps {
  event: EventView;
  onClose: () => void;
  onAct: (act: Act, value: Value) => void;
  onValue: (value: Value, at: MouseEvent) => void;
}

function around(event: EventView): string {
  const at = Date.parse(event.time);
  const iso = (minutes: number) => new Date(at + minutes * 60_000).toISOString();
  return `/hunt?${new URLSearchParams({ query: condition('host', event.host), range: 'custom', from: iso(-5), to: iso(5) }).toString()}`;
}

/** Alerts that this event raised, or joined. */
function AlertsOf({ event }: { event: EventView }) {
  const { t } = useTexts();
  const alerts = useQuery({ queryKey: ['alerts', 'of-event', event.id], queryFn: ({ signal }) => get<{ rows: AlertOfEvent[] }>('/alerts/of-event', { event: event.id }, signal) });
  if (alerts.error) return <ErrorView error={alerts.error} retry={() => void alerts.refetch()} />;
  const rows = alerts.data?.rows ?? [];
  return (
    <section aria-label={t('hunt.alerts_of_event')} data-testid="event-alerts">
      <h3 className="lc-sub">{t('hunt.alerts_of_event')}</h3>
      {alerts.isPending ? <Loading rows={1} /> : rows.length === 0 ? <p className="lc-muted">{t('hunt.no_alerts_of_event')}</p> : (
        <ul className="lc-plain-list">
          {rows.map((a) => <li key={a.id} className="lc-row"><LevelTag level={a.level} /><Link to={`/alerts?status=all&sel=${a.id}`}>{a.rule_title}</Link><AlertStatusTag status={a.status} /></li>)}
        </ul>
      )}
    </section>
  );
}

export function EventDrawer({ event, onClose, onAct, onValue }: DrawerProps) {
  const { t } = useTexts();
  const can = useCan();
  const [form, setForm] = useState('raw');
  const systems = useSystems(event.agency_id || null);
  const system = systems.byId.get(event.system_id);
  const names = useNames();
  const onKey = (e: KeyboardEvent) => {
    const row = (e.target as HTMLElement).closest('tr');
    const act = keyOf[e.key];
    if (!row || e.ctrlKey || e.metaKey || e.altKey) return;
    if (e.key === 'ArrowDown') (row.nextElementSibling?.querySelector('button') as HTMLElement | null)?.focus();
    else if (e.key === 'ArrowUp') (row.previousElementSibling?.querySelector('button') as HTMLElement | null)?.focus();
    else if (act) onAct(act, { field: row.dataset['field'] ?? '', value: row.dataset['value'] ?? '' });
    else return;
    e.preventDefault();
  };
  return (
    <Drawer open onClose={onClose} size={720} title={t('hunt.event')} data-testid="event-drawer">
      <div className="lc-stack">
        <Definition items={[
          [t('hunt.time'), <Time key="t" at={event.time} seconds />], [t('hunt.received'), <Time key="r" at={event.received_at} seconds />],
          [t('hunt.host'), event.host], [t('hunt.peer'), event.peer],
          [t('hunt.agency'), event.agency_id ? (can('agency') ? <Link key="a" to={`/agencies/${event.agency_id}`}><AgencyName id={event.agency_id} /></Link> : <AgencyName key="a" id={event.agency_id} />) : ''],
          [t('hunt.system'), event.system_id ? (can('system') ? <Link key="s" to={`/registers/systems/${event.system_id}`}>{system?.name ?? event.system_id}</Link> : event.system_id) : ''],
          [t('hunt.source'), event.source_id ? names.shown('source', String(event.source_id)) : ''],
          [t('hunt.transport'), event.transport], [t('hunt.format'), event.format], [t('hunt.id'), <code key="i">{event.id}</code>],
        ]} />
        <div className="lc-row">
          {event.host ? <Link to={around(event)} onClick={onClose}>{t('hunt.around')}</Link> : null}
          {event.agency_id && can('alert') ? <Link to={`/alerts?agency_id=${event.agency_id}`}>{t('hunt.alerts_of_agency')}</Link> : null}
        </div>
        {can('alert') ? <AlertsOf event={event} /> : null}
        <div className="lc-row">
          <Segmented size="small" value={form} onChange={setForm} options={[{ value: 'raw', label: t('hunt.raw') }, { value: 'json', label: t('hunt.as_json') }]} />
          <span className="lc-grow" /><CopyButton text={form === 'raw' ? event.raw : asJson(event)} />
        </div>
        <pre className="lc-raw" tabIndex={0}>{form === 'raw' ? event.raw : asJson(event)}</pre>
        <table className="lc-fields" onKeyDown={onKey} data-testid="event-fields"><tbody>
          {event.fields.map((f, i) => (
            <tr key={`${f.name}${i}`} data-field={f.name} data-value={f.value}>
              <th scope="row">{f.name}</th>
              <td><button type="button" className="lc-value lc-mono" onClick={(e) => onValue({ field: f.name, value: f.value }, e)}>{f.value || '—'}</button></td>
            </tr>
          ))}
        </tbody></table>
      </div>
    </Drawer>
  );
}
