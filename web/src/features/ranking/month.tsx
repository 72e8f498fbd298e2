// SPDX-License-Identifier: Apache-2.0
// A month on its way to being frozen, and its addenda: who proposed, which hash, who confirms.
import { App, Button, Input } from 'antd';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useParams } from 'react-router-dom';
import { get, post } from '@/api/client';
import type { Addendum, MonthStanding } from '@/api/ranking_types';
import { useTexts } from '@/i18n';
import { formatMonth, formatNumber } from '@/shared/format';
import { useNotice } from '@/shared/problems';
import { ownAgencyOnly, useCan, useMe } from '@/shared/session';
import { AgencyName, Card, CopyButton, Definition, Loaded, Tag, Time } from '@/shared/ui';
import { NewAddendum } from './addendum_new';
import { Effects } from './effects';
import { RankingSection } from './section';

const tones = { running: 'neutral', ended: 'medium', proposed: 'high', frozen: 'good' } as const;

export default function MonthPage() {
  const { t, dyn } = useTexts();
  const { month = '' } = useParams();
  const standing = useQuery({ queryKey: ['ranking', 'month', month], queryFn: () => get<MonthStanding>(`/ranking/months/${month}`), retry: false });
  return (
    <RankingSection title={t('rank.month_title', { month: formatMonth(month) })} sub={<Link to={`/ranking?month=${month}`}>← {t('rank.to_table')}</Link>}
      tags={standing.data ? <Tag tone={tones[standing.data.state]}>{dyn(`rank.state_${standing.data.state}`)}</Tag> : null}>
      <Loaded query={standing} missing={t('ranking.none')}>{(data) => <Content data={data} month={month} />}</Loaded>
    </RankingSection>
  );
}

function Hash({ text }: { text: string }) {
  return <span className="lc-row"><span className="lc-hash" data-testid="hash">{text}</span><CopyButton text={text} /></span>;
}

function useStep(month: string) {
  const queries = useQueryClient();
  const { done, failed } = useNotice();
  const [busy, setBusy] = useState(false);
  const run = (path: string, body: unknown, text: string) => {
    setBusy(true);
    return post(path, body).then(() => done(text), failed).finally(() => {
      setBusy(false);
      for (const key of [['ranking'], ['score'], ['rows']]) void queries.invalidateQueries({ queryKey: key });
    });
  };
  return { busy, run, base: `/ranking/months/${month}` };
}

function Content({ data, month }: { data: MonthStanding; month: string }) {
  const { t } = useTexts();
  const me = useMe();
  const can = useCan();
  const may = can('ranking', 'write') && !ownAgencyOnly(me, 'ranking', 'write');
  return (
    <div className="lc-stack">
      {data.state === 'running' ? <p className="lc-muted">{t('rank.running_hint')}</p> : null}
      {data.state === 'ended' || data.state === 'proposed' ? <SignOff data={data} month={month} may={may} /> : null}
      {data.frozen ? (
        <Card title={t('rank.frozen_title')}>
          <Definition items={[
            ['SHA-256', <Hash key="h" text={data.frozen.sha256} />],
            [t('rank.proposed_by'), data.frozen.proposed_by],
            [t('rank.confirmed_by'), <>{data.frozen.frozen_by} · <Time at={data.frozen.frozen_at} /></>],
            [t('rank.scorecard'), data.frozen.scorecard],
            [t('rank.judged_at'), <Time key="j" at={data.frozen.judged_at} seconds />],
            [t('rank.appeal_until'), data.frozen.appeal_until ? <Time key="a" at={data.frozen.appeal_until} /> : '—'],
          ]} />
        </Card>
      ) : null}
      {data.addenda.map((addendum) => <AddendumCard key={addendum.id} addendum={addendum} month={month} may={may} />)}
      {data.frozen && may && !data.addenda.some((a) => a.state === 'proposed') ? <NewAddendum month={month} /> : null}
    </div>
  );
}

/** First person, second person: one of them at a time. */
function SignOff({ data, month, may }: { data: MonthStanding; month: string; may: boolean }) {
  const { t } = useTexts();
  const me = useMe();
  const { modal } = App.useApp();
  const step = useStep(month);
  const proposal = data.proposal;
  const mine = proposal?.proposed_by_id === me.account_id;
  const changed = data.changes.length > 0;
  const confirm = () => modal.confirm({
    title: t('ranking.freeze_ask', { month: formatMonth(month) }), okText: t('rank.confirm'), cancelText: t('action.cancel'),
    content: <><p>{t('ranking.freeze_hint')}</p><p className="lc-hash">{proposal?.sha256}</p></>,
    onOk: () => step.run(`${step.base}/confirm`, { sha256: proposal?.sha256 }, t('ranking.freeze_done')),
  });
  return (
    <Card title={t('rank.sign_off')}>
      <p className="lc-gap-below">{t('rank.two_persons_hint')}</p>
      {proposal ? (
        <>
          <Definition items={[
            [t('rank.proposed_by'), <>{proposal.proposed_by} · <Time at={proposal.proposed_at} /></>],
            ['SHA-256', <Hash key="h" text={proposal.sha256} />],
            [t('rank.scorecard'), proposal.scorecard],
          ]} />
          {changed ? (
            <div className="lc-gap-above" role="alert" data-testid="changes">
              <p className="lc-text-critical">{t('rank.changed', { n: data.changes.length })}</p>
              <ul className="lc-bullets">{data.changes.slice(0, 30).map((c) => <li key={c.agency_id}><AgencyName id={c.agency_id} />: {c.percent_before === null ? '–' : `${formatNumber(c.percent_before)}% ${c.band_before}`} → {c.percent_now === null ? '–' : `${formatNumber(c.percent_now)}% ${c.band_now}`}</li>)}</ul>
            </div>
          ) : null}
        </>
      ) : <p className="lc-muted">{t('rank.nobody_proposed')}</p>}
      {may ? (
        <div className="lc-row lc-gap-above">
          {!proposal || changed ? <Button type="primary" loading={step.busy} onClick={() => void step.run(`${step.base}/propose`, {}, t('rank.proposed_done'))} data-testid="propose">{t(proposal ? 'rank.propose_anew' : 'rank.propose')}</Button> : null}
          {proposal && !changed ? <Button type="primary" disabled={mine} loading={step.busy} onClick={confirm} data-testid="confirm">{t('rank.confirm')}</Button> : null}
          {proposal ? <Button loading={step.busy} onClick={() => void step.run(`${step.base}/withdraw`, {}, t('rank.withdrawn_done'))} data-testid="withdraw">{t('rank.withdraw')}</Button> : null}
          {mine ? <span className="lc-muted">{t('rank.other_person')}</span> : null}
        </div>
      ) : null}
    </Card>
  );
}

const addendumTones = { proposed: 'high', confirmed: 'good', withdrawn: 'neutral' } as const;

function AddendumCard({ addendum, month, may }: { addendum: Addendum; month: string; may: boolean }) {
  const { t, dyn } = useTexts();
  const me = useMe();
  const step = useStep(month);
  const mine = addendum.proposed_by_id === me.account_id;
  return (
    <Card title={t('rank.addendum_n', { n: addendum.number })} extra={<Tag tone={addendumTones[addendum.state]}>{dyn(`rank.addendum_${addendum.state}`)}</Tag>}>
      <Definition items={[
        [t('rank.reason'), addendum.reason], [t('rank.basis'), addendum.basis],
        [t('rank.two_persons'), <>{addendum.proposed_by} → {addendum.confirmed_by || '…'} {addendum.confirmed_at ? <Time at={addendum.confirmed_at} /> : null}</>],
        ['SHA-256', <Hash key="h" text={addendum.sha256} />], [t('rank.previous_hash'), <span key="p" className="lc-hash">{addendum.previous_sha256}</span>],
        ...(addendum.appeal_id === null ? [] : [[t('rank.appeal'), <Link key="a" to={`/appeals/${addendum.appeal_id}`}>{t('action.open')}</Link>] as [string, React.ReactNode]]),
      ]} />
      <Effects rows={addendum.effects} />
      {may && addendum.state === 'proposed' ? (
        <div className="lc-row lc-gap-above">
          <Button type="primary" disabled={mine} loading={step.busy} onClick={() => void step.run(`/ranking/addenda/${addendum.id}/confirm`, { sha256: addendum.sha256 }, t('rank.addendum_done'))} data-testid="confirm-addendum">{t('rank.confirm')}</Button>
          <Button loading={step.busy} onClick={() => void step.run(`/ranking/addenda/${addendum.id}/withdraw`, {}, t('rank.withdrawn_done'))}>{t('rank.withdraw')}</Button>
          {mine ? <span className="lc-muted">{t('rank.other_person')}</span> : null}
        </div>
      ) : null}
    </Card>
  );
}

export function ReasonAndBasis({ reason, basis, onReason, onBasis }: { reason: string; basis: string; onReason: (v: string) => void; onBasis: (v: string) => void }) {
  const { t } = useTexts();
  return (
    <>
      <label className="lc-stack-tight"><span>{t('rank.reason')}</span><Input.TextArea value={reason} maxLength={4000} autoSize={{ minRows: 2, maxRows: 8 }} onChange={(e) => onReason(e.target.value)} data-testid="reason" /></label>
      <label className="lc-stack-tight"><span>{t('rank.basis')}</span><Input value={basis} maxLength={2000} placeholder={t('rank.basis_hint')} onChange={(e) => onBasis(e.target.value)} data-testid="basis" /></label>
    </>
  );
}
