// SPDX-License-Identifier: Apache-2.0
// The events found: as a table with chosen columns, as raw lines, or as JSON; moved through by keyboard.
import { Fragment, memo, useEffect, useRef, useState } from 'react';
import type { MouseEvent } from 'react';
import type { EventView } from '@/api/types';
import { useTexts } from '@/i18n';
import { useKeys } from '@/shared/keys';
import { AgencyName, Tag, Time, copyText } from '@/shared/ui';
import { asJson, cellOf, gistOf } from './data';
import { useNames } from './names';
import { keyOf } from './value_menu';
import type { Act, Value } from './value_menu';

export const usualColumns = ['host', 'agency', 'raw'];

interface ResultsProps {
  events: EventView[];
  columns: string[];
  view: string;
  onOpen: (event: EventView) => void;
  onAct: (act: Act, value: Value) => void;
  onValue: (value: Value, at: MouseEvent) => void;
}

function Cell({ event, column, isAt, onValue }: { event: EventView; column: string; isAt: boolean; onValue: ResultsProps['onValue'] }) {
  const names = useNames();
  const text = cellOf(event, column);
  const name = `${column === 'agency' ? '' : 'lc-mono'}${isAt ? ' lc-cell-at' : ''}`;
  if (column === 'raw') return <td className={name}><div className="lc-clamp"><Content event={event} /></div></td>;
  if (text === '') return <td className={name} />;
  if (column === 'host') return <td className={name}><HostValue event={event} onValue={onValue} /></td>;
  return (
    <td className={name}>
      <button type="button" className="lc-value" tabIndex={-1} onClick={(e) => { e.stopPropagation(); onValue({ field: column, value: names.written(column, text) }, e); }}>
        {column === 'agency' ? <AgencyName id={event.agency_id} /> : names.shown(column, text)}
      </button>
    </td>
  );
}

/** A line as it is; of a structured record what tells most. Drawn once an event, however often the cursor moves. */
const Content = memo(function Content({ event }: { event: EventView }) {
  const gist = gistOf(event);
  if (gist.length === 0) return event.raw;
  return gist.map(([name, value], i) => <Fragment key={i}>{i > 0 ? ' · ' : null}<span className="lc-muted">{name}</span> {value.slice(0, 300)}</Fragment>);
});

/** Long names break after their dots, not anywhere. */
function HostValue({ event, onValue }: { event: EventView; onValue: ResultsProps['onValue'] }) {
  const parts = event.host.split('.');
  return (
    <button type="button" className="lc-value" tabIndex={-1} onClick={(e) => { e.stopPropagation(); onValue({ field: 'host', value: event.host }, e); }}>
      {parts.map((part, i) => (i === 0 ? part : <Fragment key={i}>.<wbr />{part}</Fragment>))}
    </button>
  );
}

export function Results({ events, columns, view, onOpen, onAct, onValue }: ResultsProps) {
  const { t } = useTexts();
  const names = useNames();
  const [at, setAt] = useState(0);
  const [cell, setCell] = useState(0);
  const body = useRef<HTMLTableSectionElement>(null);
  const row = Math.min(at, events.length - 1);
  const event = events[row];
  const column = columns[Math.min(cell, columns.length - 1)] ?? 'raw';
  useEffect(() => {
    body.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [row]);
  const act = (key: string) => {
    if (!event) return;
    const what = keyOf[key];
    const value = { field: column, value: names.written(column, cellOf(event, column)) };
    if (what === 'copy') void copyText(column === 'raw' ? event.raw : value.value);
    else if (what && column !== 'raw' && value.value !== '') onAct(what, value);
  };
  const step = (rows: number) => () => setAt(Math.max(0, Math.min(events.length - 1, row + rows)));
  useKeys({
    ArrowDown: step(1), j: step(1), ArrowUp: step(-1), k: step(-1), PageDown: step(10), PageUp: step(-10),
    ArrowLeft: () => setCell(Math.max(0, cell - 1)), ArrowRight: () => setCell(Math.min(columns.length - 1, cell + 1)),
    Enter: () => { if (event) onOpen(event); },
    i: () => act('i'), x: () => act('x'), o: () => act('o'), g: () => act('g'), c: () => act('c'),
  });
  const width = (name: string) => (name === 'raw' ? undefined : name === 'agency' ? 180 : name === 'host' ? 170 : columns.length > 4 ? 120 : 150);
  return (
    <div className="lc-events-scroll" data-testid="hunt-results" tabIndex={0} role="region" aria-label={t('hunt.events')}>
      <table className="lc-events" aria-rowcount={events.length}>
        <thead><tr>
          <th scope="col" style={{ width: 150 }}>{t('hunt.time')}</th>
          {view === 'table' ? columns.map((name) => <th key={name} scope="col" style={{ width: width(name) }} className={name === 'host' || name === 'agency' || name === 'raw' ? '' : 'lc-mono'}>{name === 'host' ? t('hunt.host') : name === 'agency' ? t('hunt.agency') : name === 'raw' ? t('hunt.content') : name}</th>)
            : <th scope="col">{view === 'raw' ? t('hunt.as_raw') : t('hunt.as_json')}</th>}
        </tr></thead>
        <tbody ref={body}>
          {events.map((e, i) => (
            <tr key={e.id} aria-selected={i === row} onClick={() => { setAt(i); onOpen(e); }}>
              <td className="lc-nowrap"><Time at={e.time} seconds />{e.clock_suspect ? <div><Tag tone="medium">{t('hunt.clock_suspect')}</Tag></div> : null}</td>
              {view === 'table' ? columns.map((name, n) => <Cell key={name} event={e} column={name} isAt={i === row && n === Math.min(cell, columns.length - 1)} onValue={onValue} />)
                : <td><pre className="lc-pre lc-mono" style={{ margin: 0 }}>{view === 'raw' ? e.raw : asJson(e)}</pre></td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
