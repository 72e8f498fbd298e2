// SPDX-License-Identifier: Apache-2.0
// The line a query is typed in, with offers from real data, and the period.
import { QuestionCircleOutlined, SearchOutlined } from '@ant-design/icons';
import { Alert, Button, Input, Popover, Select } from 'antd';
import type { InputRef } from 'antd';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import { ProblemError } from '@/api/client';
import type { CompletionList } from '@/api/types';
import { useTexts } from '@/i18n';
import type { TextKey } from '@/i18n';
import { InstantInput } from '@/shared/entity/inputs';
import { formatNumber } from '@/shared/format';
import { useKeys } from '@/shared/keys';
import type { useUrlState } from '@/shared/url';
import { ErrorView } from '@/shared/ui';
import { byteOfIndex, complete, errorParts, errorPlace, indexOfByte, splitAt } from './data';
import type { Asked } from './data';

export const ranges: Record<string, number> = { '15m': 15, '1h': 60, '24h': 1440, '7d': 10_080, '30d': 43_200, '90d': 129_600 };

const grammar: [string, TextKey][] = [
  ['Failed password   "log cleared"', 'hunt.g_word_what'],
  ['User:admin*   Image:*\\\\cmd.exe   id:(1 OR 2)', 'hunt.g_value_what'],
  ['User:"Đặng Văn A"', 'hunt.g_exact_what'],
  ['agency:SNV   agency:XA-*   source:"Tường lửa"', 'hunt.g_names_what'],
  ['CommandLine:/-enc(odedcommand)?\\s/', 'hunt.g_regex_what'],
  ['src_ip:203.0.113.0/24', 'hunt.g_network_what'],
  ['EventID:[4624 TO 4634]   bytes:>=500', 'hunt.g_range_what'],
  ['User:*   NOT User:*', 'hunt.g_exists_what'],
  ['NOT a   -User:x   User!=x', 'hunt.g_not_what'],
  ['a b OR NOT (c AND d)', 'hunt.g_logic_what'],
];
const commands: [string, TextKey][] = [
  ['| count by host, user | where count > 5', 'hunt.g_count_what'],
  ['| top 20 src_ip   | rare 10 Image', 'hunt.g_top_what'],
  ['| timechart span=5m count by host', 'hunt.g_chart_what'],
  ['| distinct user', 'hunt.g_distinct_what'],
  ['| sum bytes by src_ip   avg min max count_distinct', 'hunt.g_sum_what'],
  ['| fields host, user | sort -bytes | head 100', 'hunt.g_fields_what'],
];

function Help({ onTake }: { onTake: (query: string) => void }) {
  const { t } = useTexts();
  const rows = (list: [string, TextKey][]) => list.map(([form, what]) => (
    <tr key={form}><td><button type="button" className="lc-link-button lc-mono" onClick={() => onTake(form.split('   ')[0] ?? form)}>{form}</button></td><td>{t(what)}</td></tr>
  ));
  return (
    <div style={{ width: 640, maxWidth: '80vw', maxHeight: '70vh', overflow: 'auto' }} data-testid="hunt-help">
      <table className="lc-plain-table"><tbody>{rows(grammar)}</tbody></table>
      <p>{t('hunt.g_pipe')}</p>
      <table className="lc-plain-table"><tbody>{rows(commands)}</tbody></table>
      <p className="lc-muted lc-small">{t('hunt.keys')}</p>
    </div>
  );
}

/** Offers for the place of the cursor; asked for a moment after the last key. */
function useOffers(text: string, cursor: number, open: boolean, asked: Asked) {
  const [offers, setOffers] = useState<CompletionList | null>(null);
  useEffect(() => {
    setOffers(null);
    if (!open) return undefined;
    const control = new AbortController();
    const timer = window.setTimeout(() => {
      complete(text, byteOfIndex(text, cursor), asked, control.signal).then((list) => setOffers(list), () => undefined);
    }, 120);
    return () => {
      window.clearTimeout(timer);
      control.abort();
    };
  }, [text, cursor, open]); // eslint-disable-line
  return offers;
}

interface Typed {
  text: string;
  setText: (text: string) => void;
  onRun: () => void;
  asked: Asked;
}

export function QueryInput({ text, setText, onRun, asked }: Typed) {
  const { t } = useTexts();
  const box = useRef<InputRef>(null);
  const [cursor, setCursor] = useState(0);
  const [open, setOpen] = useState(false);
  const [chosen, setChosen] = useState(-1);
  const offers = useOffers(text, cursor, open, asked);
  const rows = offers?.rows ?? [];
  useKeys({ '/': () => box.current?.focus() });
  useEffect(() => setChosen(-1), [offers]);
  // Set with the text, before the next key: later it would fall among the letters of a fast hand.
  const caret = useRef<number | null>(null);
  useLayoutEffect(() => {
    if (caret.current !== null) box.current?.input?.setSelectionRange(caret.current, caret.current);
    caret.current = null;
  });
  const place = (at: number) => {
    caret.current = at;
    setCursor(at);
  };
  const take = (index: number) => {
    const row = rows[index];
    if (!row || !offers) return;
    const before = text.slice(0, indexOfByte(text, offers.begin)) + row.text;
    setText(before + text.slice(indexOfByte(text, offers.end)));
    place(before.length);
  };
  const onKey = (e: KeyboardEvent<HTMLInputElement>) => {
    if (e.nativeEvent.isComposing) return;
    const last = open ? rows.length - 1 : -1;
    if (e.key === 'ArrowDown' && last >= 0) setChosen(Math.min(last, chosen + 1));
    else if (e.key === 'ArrowUp' && chosen >= 0) setChosen(chosen - 1);
    else if (e.key === 'Tab' && last >= 0 && !e.shiftKey) take(Math.max(0, chosen));
    else if (e.key === 'Enter' && chosen >= 0) take(chosen);
    else if (e.key === 'Enter') {
      setOpen(false);
      onRun();
    } else if (e.key === 'Escape' && last >= 0) setOpen(false);
    else if (e.key === 'Escape') box.current?.blur();
    else return;
    e.preventDefault();
  };
  return (
    <div className="lc-query">
      <Input ref={box} className="lc-mono" value={text} placeholder={t('hunt.placeholder')} aria-label={t('hunt.query')} data-testid="hunt-query" spellCheck={false} autoComplete="off"
        prefix={<SearchOutlined />} role="combobox" aria-expanded={open && rows.length > 0} aria-controls="hunt-offers" aria-autocomplete="list"
        {...(chosen >= 0 ? { 'aria-activedescendant': `hunt-offer-${chosen}` } : {})}
        onChange={(e) => {
          setText(e.target.value);
          setCursor(e.target.selectionStart ?? e.target.value.length);
          setOpen(true);
        }}
        onKeyDown={onKey} onSelect={(e) => setCursor((e.target as HTMLInputElement).selectionStart ?? 0)} onBlur={() => setOpen(false)}
        suffix={
          <Popover trigger="click" placement="bottomRight" title={t('hunt.help')} content={<Help onTake={setText} />}>
            <Button type="text" size="small" icon={<QuestionCircleOutlined />} aria-label={t('hunt.help')} />
          </Popover>
        } />
      {open && rows.length > 0 ? (
        <ul id="hunt-offers" className="lc-offers" role="listbox" aria-label={t('hunt.query')} data-testid="hunt-offers">
          {rows.map((row, i) => (
            <li key={row.label} id={`hunt-offer-${i}`} role="option" aria-selected={i === chosen} onMouseDown={(e) => { e.preventDefault(); take(i); }}>
              <span>{row.label}</span>{row.count > 0 ? <span className="lc-muted">{formatNumber(row.count)}</span> : null}
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}

export function Period({ url }: { url: ReturnType<typeof useUrlState> }) {
  const { t } = useTexts();
  const range = url.text('range', '24h');
  return (
    <>
      <Select value={range} style={{ width: 150 }} aria-label={t('hunt.range')} data-testid="hunt-range"
        onChange={(v: string) => url.set(v === 'custom' ? { range: v } : { range: v === '24h' ? null : v, from: null, to: null })}
        options={[...Object.keys(ranges).map((value) => ({ value, label: t(`hunt.range_${value}` as 'hunt.range_1h') })), { value: 'custom', label: t('hunt.range_custom') }]} />
      {range === 'custom' ? (
        <>
          <div style={{ width: 165 }}><InstantInput placeholder={t('hunt.from')} value={url.text('from') || null} onChange={(v) => url.set({ from: v })} /></div>
          <div style={{ width: 165 }}><InstantInput placeholder={t('hunt.to')} value={url.text('to') || null} onChange={(v) => url.set({ to: v })} /></div>
        </>
      ) : null}
    </>
  );
}

/** What is wrong with the query, at its place, and what may have been meant. */
export function QueryError({ query, error, onTake }: { query: string; error: unknown; onTake: (query: string) => void }) {
  const texts = useTexts();
  if (!(error instanceof ProblemError)) return <ErrorView error={error} />;
  const place = errorPlace(error.problem.fields.find((f) => f.name === 'query')?.message ?? '');
  if (place === null) return <ErrorView error={error} />;
  const [before, wrong, after] = splitAt(query, place.at, place.length);
  const { text, position, example } = errorParts(error.problem.detail, texts.language);
  return (
    <Alert type="error" showIcon className="lc-gap-below" data-testid="query-error" title={texts.t('hunt.bad_query')}
      description={<div className="lc-stack-tight">
        <div>{text}</div>
        <pre className="lc-raw">{before}<mark className="lc-wrong">{wrong || '\u00a0'}</mark>{after}</pre>
        <div className="lc-row">
          {position > 0 ? <span className="lc-muted">{texts.t('hunt.wrong_at', { n: formatNumber(position) })}</span> : null}
          {place.suggestion !== '' ? <Button size="small" data-testid="query-suggestion" onClick={() => onTake(before + place.suggestion + after)}>{texts.t('hunt.did_you_mean', { word: place.suggestion.trim() })}</Button>
            : example !== '' ? <span data-testid="query-example"><span className="lc-muted">{texts.t('hunt.write_like')}</span> <code>{example}</code></span> : null}
        </div>
      </div>} />
  );
}
