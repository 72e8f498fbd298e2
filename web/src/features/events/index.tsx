// SPDX-License-Identifier: Apache-2.0
// Hunt: search the stored events.
import { MinusCircleOutlined, PlusCircleOutlined, QuestionCircleOutlined, SearchOutlined } from '@ant-design/icons';
import { Alert, Button, Input, Popover, Select, Table, Tooltip } from 'antd';
import type { InputRef } from 'antd';
import { useEffect, useMemo, useRef, useState } from 'react';
import { ProblemError } from '@/api/client';
import type { EventView } from '@/api/types';
import { useTexts } from '@/i18n';
import { Bars } from '@/shared/charts';
import { InstantInput } from '@/shared/entity/inputs';
import { formatNumber, formatTime } from '@/shared/format';
import { useKeys } from '@/shared/keys';
import { useUrlState } from '@/shared/url';
import { AgencyName, CopyButton, Definition, ErrorView, Loading, Nothing, PageHead, Tag, Time } from '@/shared/ui';
import { condition, errorPosition, errorText, narrowed, splitAt, useEvents, useHistogram, useTop } from './data';
import type { Asked } from './data';

const ranges: Record<string, number> = { '15m': 15, '1h': 60, '24h': 1440, '7d': 10_080, '30d': 43_200 };
const examples = [
  'Failed password', 'SourceIp:203.0.113.0/24', 'EventID:[4624 TO 4634] NOT TargetUserName:*$', 'host:(dc01 OR dc02) AND "log cleared"', 'cs-uri-stem:*.php status:>=500',
];

function QueryError({ query, error }: { query: string; error: unknown }) {
  const texts = useTexts();
  if (!(error instanceof ProblemError)) return <ErrorView error={error} />;
  const message = error.problem.fields.find((f) => f.name === 'query')?.message ?? '';
  if (message === '') return <ErrorView error={error} />;
  const at = errorPosition(message);
  const [before, after] = splitAt(query, at ?? query.length);
  return (
    <Alert type="error" showIcon className="lc-gap-below" data-testid="query-error" title={texts.t('hunt.bad_query')}
      description={<>
        <div>{errorText(error.problem.detail, texts.language)}</div>
        {at === null ? null : <pre className="lc-raw">{before}<mark>{after || ' '}</mark></pre>}
      </>} />
  );
}

function QueryBar({ url, onRun }: { url: ReturnType<typeof useUrlState>; onRun: () => void }) {
  const { t } = useTexts();
  const box = useRef<InputRef>(null);
  const asked = url.text('query');
  const [text, setText] = useState(asked);
  useEffect(() => setText(asked), [asked]);
  useKeys({ '/': () => box.current?.focus() });
  const range = url.text('range', '24h');
  const run = () => {
    url.set({ query: text }, true);
    onRun();
  };
  return (
    <div className="lc-filters">
      <Input ref={box} className="lc-mono lc-grow" style={{ minWidth: 220 }} value={text} placeholder={t('hunt.placeholder')} aria-label={t('hunt.query')}
        data-testid="hunt-query" spellCheck={false} prefix={<SearchOutlined />} onChange={(e) => setText(e.target.value)}
        onPressEnter={(e) => { if (!e.nativeEvent.isComposing) run(); }}
        suffix={
          <Popover trigger="click" placement="bottomRight" title={t('hunt.examples')} content={
            <ul className="lc-plain-list">
              {examples.map((e) => <li key={e}><button type="button" className="lc-link-button lc-mono" onClick={() => setText(e)}>{e}</button></li>)}
              <li className="lc-muted lc-small">{t('hunt.grammar')}</li>
            </ul>
          }><Button type="text" size="small" icon={<QuestionCircleOutlined />} aria-label={t('hunt.examples')} /></Popover>
        } />
      <Select value={range} style={{ width: 150 }} aria-label={t('hunt.range')}
        onChange={(v: string) => url.set(v === 'custom' ? { range: v } : { range: v === '24h' ? null : v, from: null, to: null })}
        options={[...Object.keys(ranges).map((value) => ({ value, label: t(`hunt.range_${value}` as 'hunt.range_1h') })), { value: 'custom', label: t('hunt.range_custom') }]} />
      {range === 'custom' ? (
        <>
          <div style={{ width: 170 }}><InstantInput placeholder={t('hunt.from')} value={url.text('from') || null} onChange={(v) => url.set({ from: v })} /></div>
          <div style={{ width: 170 }}><InstantInput placeholder={t('hunt.to')} value={url.text('to') || null} onChange={(v) => url.set({ to: v })} /></div>
        </>
      ) : null}
      <Button type="primary" onClick={run} data-testid="hunt-run">{t('action.search')}</Button>
    </div>
  );
}

function Expanded({ event, onNarrow, onTop }: { event: EventView; onNarrow: (more: string) => void; onTop: (field: string) => void }) {
  const { t } = useTexts();
  return (
    <div className="lc-stack">
      <div className="lc-row"><b>{t('alerts.raw')}</b><span className="lc-grow" /><CopyButton text={event.raw} /></div>
      <pre className="lc-raw" tabIndex={0}>{event.raw}</pre>
      <div className="lc-columns">
        <table className="lc-fields"><tbody>
          {event.fields.map((f) => (
            <tr key={f.name}>
              <th scope="row"><button type="button" className="lc-link-button" title={t('hunt.top', { field: f.name })} onClick={() => onTop(f.name)}>{f.name}</button></th>
              <td>{f.value}</td>
              <td className="lc-nowrap">
                <Tooltip title={t('hunt.include')}><Button size="small" type="text" icon={<PlusCircleOutlined />} aria-label={`${t('hunt.include')}: ${f.name}`} onClick={() => onNarrow(condition(f.name, f.value))} /></Tooltip>
                <Tooltip title={t('hunt.exclude')}><Button size="small" type="text" icon={<MinusCircleOutlined />} aria-label={`${t('hunt.exclude')}: ${f.name}`} onClick={() => onNarrow(condition(f.name, f.value, true))} /></Tooltip>
              </td>
            </tr>
          ))}
        </tbody></table>
        <Definition items={[
          [t('hunt.id'), <code key="i">{event.id}</code>], [t('hunt.time'), <Time key="t" at={event.time} seconds />],
          [t('hunt.received'), <Time key="r" at={event.received_at} seconds />], [t('hunt.agency'), <AgencyName key="a" id={event.agency_id} />],
          [t('hunt.peer'), event.peer], [t('hunt.transport'), event.transport], [t('hunt.format'), event.format],
        ]} />
      </div>
    </div>
  );
}

function Top({ field, asked, onNarrow, onClose }: { field: string; asked: Asked; onNarrow: (more: string) => void; onClose: () => void }) {
  const { t } = useTexts();
  const top = useTop(field, asked);
  if (field === '') return null;
  return (
    <div className="lc-card lc-gap-below">
      <div className="lc-card-head"><h2>{t('hunt.top', { field })}</h2><Button size="small" onClick={onClose}>{t('action.close')}</Button></div>
      {top.error ? <ErrorView error={top.error} /> : top.data ? (
        <div className="lc-row">
          {top.data.rows.map((r) => <button key={r.value} type="button" className="lc-chip" onClick={() => onNarrow(condition(field, r.value))}><span className="lc-mono">{r.value}</span> <b>{formatNumber(r.count)}</b></button>)}
        </div>
      ) : <Loading rows={1} />}
    </div>
  );
}

export default function Hunt() {
  const { t } = useTexts();
  const url = useUrlState();
  const [ran, setRan] = useState(Date.now());
  const [field, setField] = useState('');
  const range = url.text('range', '24h');
  const asked = useMemo<Asked>(() => ({
    query: url.text('query'),
    from: range === 'custom' ? url.text('from') : new Date(ran - (ranges[range] ?? 1440) * 60_000).toISOString(),
    to: range === 'custom' ? url.text('to') : '',
    // The relative range is pinned to the moment the search was run.
  }), [url.params, ran, range]); // eslint-disable-line
  const events = useEvents(asked);
  const histogram = useHistogram(asked);
  const rows = events.data?.pages.flatMap((page) => page.rows) ?? [];
  const narrow = (more: string) => {
    setField('');
    url.set({ query: narrowed(url.text('query'), more) }, true);
  };
  return (
    <>
      <PageHead title={t('nav.hunt')} sub={t('hunt.sub')} />
      <QueryBar url={url} onRun={() => setRan(Date.now())} />
      {events.error ? <QueryError query={asked.query} error={events.error} /> : (
        <>
          {histogram.data ? (
            <div className="lc-card lc-gap-below">
              <div className="lc-row"><b data-testid="hunt-total">{t('hunt.total', { n: formatNumber(histogram.data.total) })}</b></div>
              <Bars label={t('hunt.over_time')} height={96} labels={histogram.data.buckets.map((b) => formatTime(b.start).replace(/\/\d{4} /, ' '))}
                series={[{ name: t('hunt.events'), tone: 'primary', values: histogram.data.buckets.map((b) => b.count) }]} />
            </div>
          ) : null}
          <Top field={field} asked={asked} onNarrow={narrow} onClose={() => setField('')} />
          <div className="lc-card lc-card-flush">
            <Table<EventView> size="small" rowKey="id" dataSource={rows} pagination={false} loading={events.isPending}
              locale={{ emptyText: <Nothing text={t('hunt.none')} /> }}
              expandable={{ expandRowByClick: true, expandedRowRender: (event) => <Expanded event={event} onNarrow={narrow} onTop={setField} /> }}
              columns={[
                { title: t('hunt.time'), width: 170, render: (_, e) => <><Time at={e.time} seconds />{e.clock_suspect ? <div><Tag tone="medium">{t('hunt.clock_suspect')}</Tag></div> : null}</> },
                { title: t('hunt.host'), width: 150, render: (_, e) => <span className="lc-mono">{e.host || e.peer}</span> },
                { title: t('hunt.agency'), width: 190, render: (_, e) => <AgencyName id={e.agency_id} /> },
                { title: t('hunt.content'), render: (_, e) => <div className="lc-mono lc-clamp">{e.raw}</div> },
              ]} />
          </div>
          {events.hasNextPage ? <div className="lc-more"><Button loading={events.isFetchingNextPage} onClick={() => void events.fetchNextPage()} data-testid="load-more">{t('action.more')}</Button></div> : null}
        </>
      )}
    </>
  );
}
