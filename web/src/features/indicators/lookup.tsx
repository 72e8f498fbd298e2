// SPDX-License-Identifier: Apache-2.0
// Up to a thousand values at once: what the lists know of each.
import { Button, Input, Table } from 'antd';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Link } from 'react-router-dom';
import type { Indicator, LookupRow } from '@/api/indicator_types';
import { useTexts } from '@/i18n';
import { formatNumber } from '@/shared/format';
import { searchPath } from '@/shared/indicators';
import { useCan } from '@/shared/session';
import { TlpTag } from '@/shared/tlp';
import { useUrlState } from '@/shared/url';
import { Card, ErrorView, Key, Nothing } from '@/shared/ui';
import { lookUp } from './data';
import { countsOf, mostValues, valuesIn, verdictOf, verdicts } from './model';
import type { Verdict } from './model';
import { IndicatorSection } from './section';
import { KindName, Validity, VerdictTag } from './tags';
import { wordsOf } from './words';

export default function LookUp() {
  const { t } = useTexts();
  const url = useUrlState();
  const given = url.text('value');
  const [text, setText] = useState(given);
  const answer = useMutation({ mutationFn: lookUp });
  const values = valuesIn(text);
  const tooMany = values.length > mostValues;
  const ask = () => { if (values.length > 0 && !tooMany) answer.mutate(values); };
  const { mutate } = answer;
  useEffect(() => { if (given) mutate(valuesIn(given)); }, [given, mutate]);
  return (
    <IndicatorSection title={t('ioc.lookup')} sub={t('ioc.lookup_sub')}>
      <div className="lc-stack">
        <Card label={t('ioc.lookup')}>
          <div className="lc-stack">
            <Input.TextArea autoFocus autoSize={{ minRows: 3, maxRows: 12 }} className="lc-mono" spellCheck={false} value={text} aria-label={t('ioc.values')} placeholder={'198.51.100.7\nevil[.]example\nd41d8cd98f00b204e9800998ecf8427e'}
              status={tooMany ? 'error' : ''} onChange={(e) => setText(e.target.value)} data-testid="ioc-values"
              onKeyDown={(e) => { if (e.key === 'Enter' && (e.ctrlKey || e.metaKey)) ask(); }} />
            <div className="lc-row">
              <Button type="primary" disabled={values.length === 0 || tooMany} loading={answer.isPending} onClick={ask} data-testid="ioc-look-up">{t('ioc.look_up')} <Key>Ctrl ↵</Key></Button>
              <span className={tooMany ? 'lc-text-critical' : 'lc-muted'} role="status">{tooMany ? t('ioc.too_many', { n: formatNumber(values.length), most: formatNumber(mostValues) }) : t('ioc.n_values', { n: formatNumber(values.length) })}</span>
            </div>
          </div>
        </Card>
        {answer.error ? <ErrorView error={answer.error} retry={ask} /> : answer.data ? <Answer rows={answer.data.rows} /> : null}
      </div>
    </IndicatorSection>
  );
}

function Answer({ rows }: { rows: LookupRow[] }) {
  const texts = useTexts();
  const { t, dyn } = texts;
  const can = useCan();
  const [only, setOnly] = useState<Verdict | null>(null);
  const counts = countsOf(rows);
  const shown = only === null ? rows : rows.filter((row) => verdictOf(row) === only);
  return (
    <>
      <div className="lc-filters" role="group" aria-label={t('ioc.verdict')}>
        <button type="button" className="lc-chip" aria-pressed={only === null} onClick={() => setOnly(null)}>{t('ioc.verdict_all')} <b>{formatNumber(rows.length)}</b></button>
        {verdicts.filter((v) => counts[v] > 0).map((v) => (
          <button key={v} type="button" className="lc-chip" aria-pressed={only === v} onClick={() => setOnly(v)} data-testid={`ioc-verdict-${v}`}>{dyn(`ioc.verdict_${v}`)} <b>{formatNumber(counts[v])}</b></button>
        ))}
      </div>
      <div className="lc-card lc-card-flush">
        <Table<LookupRow> size="small" rowKey="asked" dataSource={shown} scroll={{ x: 900 }} pagination={{ pageSize: 100, hideOnSinglePage: true, showSizeChanger: false }}
          onRow={(row) => ({ 'data-testid': 'ioc-answer', 'data-verdict': verdictOf(row) }) as object} locale={{ emptyText: <Nothing text={t('state.no_match')} /> }} columns={[
            { title: t('ioc.value'), width: 300, render: (_, row) => <><span className="lc-mono lc-break">{row.asked}</span>{row.value && row.value !== row.asked ? <div className="lc-mono lc-small lc-muted lc-break">{row.value}</div> : null}</> },
            { title: t('ioc.kind'), width: 110, render: (_, row) => (row.kind ? <KindName kind={row.kind} /> : '—') },
            { title: t('ioc.verdict'), width: 160, render: (_, row) => <VerdictTag verdict={verdictOf(row)} /> },
            { title: t('ioc.known_as'), render: (_, row) => row.problem ? <span className="lc-muted">{wordsOf(texts, row.problem) ?? row.problem}</span> : <KnownAs rows={row.indicators} asked={row.value} /> },
            { title: <span className="lc-sr">{t('ioc.actions')}</span>, width: 190, align: 'right', render: (_, row) => row.value === '' ? null : (
              <span className="lc-row lc-end">
                {can('event') ? <Link to={searchPath(row.value, row.kind)} title={t('ioc.search_events_hint')}>{t('ioc.search_events')}</Link> : null}
                {can('rule', 'write') && row.is_listed ? <Link to={`/indicators/exclusions?${new URLSearchParams({ new: row.value }).toString()}`}>{t('ioc.exclude')}</Link> : null}
              </span>
            ) },
          ]} />
      </div>
    </>
  );
}

function KnownAs({ rows, asked }: { rows: Indicator[]; asked: string }) {
  const { t } = useTexts();
  if (rows.length === 0) return <span className="lc-muted">{t('ioc.not_known')}</span>;
  return (
    <ul className="lc-plain-list">
      {rows.map((one) => (
        <li key={`${one.list_id} ${one.value}`} className="lc-row">
          <Link to={`/indicators/lists/${one.list_id}`}>{one.list_name}</Link>
          {one.value === asked ? null : <span className="lc-mono lc-break">{t('ioc.within', { value: one.value })}</span>}
          <TlpTag tlp={one.tlp} /><Validity one={one} inline />
          {one.description ? <span className="lc-muted lc-small">{one.description}</span> : null}
        </li>
      ))}
    </ul>
  );
}
