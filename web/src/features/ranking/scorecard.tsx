// SPDX-License-Identifier: Apache-2.0
// A scorecard: edited while a draft, checked as one types, asked "what if", proposed and decreed.
import { App, Button, Input, Tabs } from 'antd';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Link, useParams } from 'react-router-dom';
import { get, post } from '@/api/client';
import type { CardCheck, CardParts, CardView, ScorecardDetail } from '@/api/ranking_types';
import { useTexts } from '@/i18n';
import { formatMonth } from '@/shared/format';
import { useNotice } from '@/shared/problems';
import { useCan, useMe } from '@/shared/session';
import { useUrlState } from '@/shared/url';
import { Card, CopyButton, Loaded } from '@/shared/ui';
import { BandsEditor, HeadEditor, SetEditor } from './card_edit';
import { ScorecardTag } from './scorecards';
import { DownloadLink, RankingSection } from './section';
import { WhatIfPanel } from './what_if';

export default function ScorecardPage() {
  const { t } = useTexts();
  const { id = '' } = useParams();
  const detail = useQuery({ queryKey: ['scorecard', id], queryFn: () => get<ScorecardDetail>(`/scorecards/${id}/detail`), staleTime: Infinity });
  const row = detail.data?.row;
  return (
    <RankingSection title={row ? row.title : t('rank.tab_scorecards')} sub={<Link to="/ranking/scorecards">← {t('rank.tab_scorecards')}</Link>}
      tags={row ? <ScorecardTag state={row.state} /> : null} extra={<DownloadLink href={`/scorecards/${id}/file.yaml`}>YAML</DownloadLink>}>
      <Loaded query={detail} rows={12}>{(data) => <Editor key={`${data.row.version}`} data={data} />}</Loaded>
    </RankingSection>
  );
}

/** What the server says of the card as it stands in the form, half a second after the last key. */
function useCheck(card: CardView, id: number, first: CardCheck): CardCheck {
  const [check, setCheck] = useState(first);
  useEffect(() => {
    const timer = window.setTimeout(() => {
      post<CardCheck>('/scorecards/check', { card, id }).then(setCheck, () => undefined);
    }, 500);
    return () => window.clearTimeout(timer);
  }, [card, id]);
  return check;
}

function Editor({ data }: { data: ScorecardDetail }) {
  const { t, pick } = useTexts();
  const can = useCan();
  const url = useUrlState();
  const [card, setCard] = useState(data.check.card);
  const [title, setTitle] = useState(data.row.title);
  const [basis, setBasis] = useState(data.row.basis);
  const parts = useQuery({ queryKey: ['ranking', 'parts'], queryFn: () => get<CardParts>('/scorecards/parts'), staleTime: Infinity });
  const editable = data.row.state === 'draft' && can('scorecard', 'write');
  const live = useCheck(card, data.row.id, data.check);
  const check = data.row.state === 'draft' ? live : data.check;
  const changed = card !== data.check.card || title !== data.row.title || basis !== data.row.basis;
  return (
    <div className="lc-stack">
      <Card title={t('rank.card_standing')} extra={<Steps data={data} card={card} title={title} basis={basis} changed={changed} valid={check.is_valid} />}>
        <div className="lc-form-grid">
          <label className="lc-stack-tight"><span>{t('rank.card_title')}</span><Input value={title} maxLength={200} disabled={!editable} onChange={(e) => setTitle(e.target.value)} data-testid="card-title" /></label>
          <label className="lc-stack-tight"><span>{t('rank.basis')}</span><Input value={basis} maxLength={2000} disabled={!editable} placeholder={t('rank.basis_hint')} onChange={(e) => setBasis(e.target.value)} data-testid="card-basis" /></label>
        </div>
        {data.row.state === 'draft' ? null : <p className="lc-row lc-small lc-gap-above"><span className="lc-muted">SHA-256</span><span className="lc-hash">{data.row.sha256}</span><CopyButton text={data.row.sha256} /></p>}
        {check.findings.length > 0 ? (
          <ul className="lc-bullets lc-gap-above" role="alert" data-testid="findings">{check.findings.map((f, i) => <li key={i}><span className="lc-text-critical">{f.message}</span>{f.hint ? <span className="lc-muted"> – {f.hint}</span> : null}</li>)}</ul>
        ) : <p className="lc-text-good lc-gap-above">{t('rank.card_fine')}</p>}
      </Card>
      <Tabs activeKey={url.text('tab', 'sets')} onChange={(tab) => url.set({ tab: tab === 'sets' ? null : tab })} items={[
        { key: 'sets', label: t('rank.card_sets'), children: (
          <div className="lc-stack">{card.sets.map((set, i) => (
            <SetEditor key={set.id} set={set} parts={parts.data?.parts ?? []} editable={editable} title={pick(set.title_vi, set.title_en)}
              onChange={(next) => setCard({ ...card, sets: card.sets.map((s, n) => (n === i ? next : s)) })} />
          ))}</div>
        ) },
        { key: 'rules', label: t('rank.card_rules'), children: <div className="lc-columns"><HeadEditor card={card} editable={editable} onChange={setCard} /><BandsEditor card={card} editable={editable} onChange={setCard} /></div> },
        { key: 'what-if', label: t('rank.what_if'), children: <WhatIfPanel card={card} /> },
      ]} />
    </div>
  );
}

function Steps({ data, card, title, basis, changed, valid }: { data: ScorecardDetail; card: CardView; title: string; basis: string; changed: boolean; valid: boolean }) {
  const { t } = useTexts();
  const me = useMe();
  const can = useCan();
  const queries = useQueryClient();
  const { modal } = App.useApp();
  const { done, failed } = useNotice();
  if (!can('scorecard', 'write')) return null;
  const { row } = data;
  const run = (path: string, body: unknown, text: string) => post<ScorecardDetail>(path, body).then((next) => {
    done(text);
    queries.setQueryData(['scorecard', String(row.id)], next);
    for (const key of [['rows', 'scorecards'], ['ranking']]) void queries.invalidateQueries({ queryKey: key });
  }, failed);
  const mine = row.proposed_by_id === me.account_id;
  const decree = () => modal.confirm({
    title: t('rank.decree_ask', { month: formatMonth(row.from_month) }), okText: t('rank.decree'), cancelText: t('action.cancel'),
    content: <><p>{t('rank.decree_hint')}</p><p className="lc-hash">{row.sha256}</p></>,
    onOk: () => run(`/scorecards/${row.id}/decree`, { sha256: row.sha256 }, t('rank.decree_done')),
  });
  return (
    <span className="lc-row">
      {row.state === 'draft' ? (
        <>
          <Button disabled={!changed} onClick={() => void run('/scorecards/draft', { id: row.id, title, basis, card }, t('rank.card_saved'))} data-testid="save-card">{t('rank.card_save')}</Button>
          <Button type="primary" disabled={changed || !valid || basis.trim() === ''} onClick={() => void run(`/scorecards/${row.id}/propose`, {}, t('rank.proposed_done'))} data-testid="propose-card">{t('rank.propose')}</Button>
        </>
      ) : null}
      {row.state === 'proposed' ? <>{mine ? <span className="lc-muted">{t('rank.other_person')}</span> : null}<Button type="primary" disabled={mine} onClick={decree} data-testid="decree">{t('rank.decree')}</Button></> : null}
      {row.state === 'draft' || row.state === 'proposed' ? <Button onClick={() => void run(`/scorecards/${row.id}/withdraw`, {}, t('rank.withdrawn_done'))}>{t(row.state === 'draft' ? 'rank.card_drop' : 'rank.card_back')}</Button> : null}
    </span>
  );
}
