// SPDX-License-Identifier: Apache-2.0
// One appeal: what is asked, what stands behind it, the clocks, the answer.
import { Button, InputNumber, Radio, Select } from 'antd';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useParams } from 'react-router-dom';
import { get, post } from '@/api/client';
import type { AppealDetail } from '@/api/ranking_types';
import type { ScoreCard } from '@/api/types';
import { useTexts } from '@/i18n';
import { formatBytes, formatMonth } from '@/shared/format';
import { useNotice } from '@/shared/problems';
import { ownAgencyOnly, useCan, useMe } from '@/shared/session';
import { AgencyName, Card, Definition, Loaded, Remaining, Tag, Time } from '@/shared/ui';
import { AppealTag, isOpen } from './appeals';
import { ReasonAndBasis } from './month';
import { OutcomeSelect, useDutyOptions } from './outcome';
import { RankingSection } from './section';

export default function AppealPage() {
  const { t } = useTexts();
  const { id = '' } = useParams();
  const detail = useQuery({ queryKey: ['appeal', id], queryFn: () => get<AppealDetail>(`/appeals/${id}/detail`) });
  const appeal = detail.data?.appeal;
  return (
    <RankingSection title={appeal ? t('rank.appeal_n', { number: appeal.number }) : t('rank.tab_appeals')} sub={<Link to="/appeals">← {t('rank.tab_appeals')}</Link>}
      tags={appeal ? <><AppealTag state={appeal.state} />{detail.data?.is_overdue ? <Tag tone="critical">{t('rank.answer_overdue')}</Tag> : null}</> : null}>
      <Loaded query={detail}>{(data) => <Content data={data} />}</Loaded>
    </RankingSection>
  );
}

function Content({ data }: { data: AppealDetail }) {
  const { t, pick, dyn } = useTexts();
  const me = useMe();
  const can = useCan();
  const { appeal } = data;
  const card = useQuery({ queryKey: ['score', appeal.agency_id, appeal.month], queryFn: () => get<ScoreCard>(`/ranking/${appeal.agency_id}`, { month: appeal.month }) });
  const indicator = card.data?.indicators.find((i) => i.id === appeal.indicator);
  const duty = indicator?.duties.find((d) => d.key === appeal.duty);
  const everything = can('score_appeal', 'write') && !ownAgencyOnly(me, 'score_appeal', 'write');
  return (
    <div className="lc-two">
      <div className="lc-stack">
        <Card title={t('rank.appeal_text')}>
          <Definition items={[
            [t('ranking.agency'), <AgencyName key="a" id={appeal.agency_id} />],
            [t('ranking.month'), <Link key="m" to={`/ranking/${appeal.agency_id}?month=${appeal.month}&open=${appeal.indicator}`}>{formatMonth(appeal.month)}</Link>],
            [dyn('field.score_appeal.indicator'), `${appeal.indicator}${indicator ? ` – ${pick(indicator.title_vi, indicator.title_en)}` : ''}`],
            [t('rank.duty'), duty ? pick(duty.title_vi, duty.title_en) : appeal.duty || t('rank.whole_criterion')],
          ]} />
          <p className="lc-raw lc-plain-font lc-gap-above">{appeal.text}</p>
          {data.files.length > 0 ? <ul className="lc-bullets lc-gap-above">{data.files.map((f) => <li key={f.id}><a href={`/api/v1/evidence-files/${f.id}/content`} download>{f.file_name}</a> <span className="lc-muted">({formatBytes(f.size)})</span></li>)}</ul> : null}
        </Card>
        {isOpen(appeal) ? null : appeal.state === 'withdrawn' ? null : (
          <Card title={t('rank.answer')}>
            <Definition items={[
              [t('rank.reasons'), appeal.reasons], [t('rank.basis'), appeal.basis], [t('rank.effect'), dyn(`choice.score_appeal.effect.${appeal.effect}`)],
              [t('rank.answered_by'), <>{appeal.answered_by} · <Time at={appeal.answered_at} /></>],
              ...(appeal.addendum_id !== null && everything ? [[t('rank.addenda'), <Link key="l" to={`/ranking/months/${appeal.month}`}>{t('action.open')}</Link>] as [string, React.ReactNode]] : []),
            ]} />
          </Card>
        )}
        {isOpen(appeal) && everything ? <Answer data={data} card={card.data} /> : null}
      </div>
      <Clocks data={data} everything={everything} />
    </div>
  );
}

function useSend(id: number) {
  const queries = useQueryClient();
  const { done, failed } = useNotice();
  return (path: string, body: unknown, text: string) => post<AppealDetail>(`/appeals/${id}/${path}`, body).then(() => {
    done(text);
    for (const key of ['appeal', 'rows', 'ranking', 'score']) void queries.invalidateQueries({ queryKey: [key] });
  }, failed);
}

function Clocks({ data, everything }: { data: AppealDetail; everything: boolean }) {
  const { t } = useTexts();
  const { appeal } = data;
  const send = useSend(appeal.id);
  const open = isOpen(appeal);
  return (
    <Card title={t('rank.clocks')}>
      <Definition items={[
        [t('rank.submitted'), <>{appeal.submitted_by}<br /><Time at={appeal.submitted_at} /></>],
        [t('rank.received'), appeal.received_at ? <>{appeal.received_by}<br /><Time at={appeal.received_at} /></> : '—'],
        [t('rank.answer_due'), <><Time at={appeal.answer_due} limit /> {open ? <Remaining due={appeal.answer_due} /> : null}</>],
        [t('rank.answered'), appeal.answered_at ? <Time at={appeal.answered_at} /> : '—'],
      ]} />
      <div className="lc-row lc-gap-above">
        {everything && appeal.state === 'submitted' ? <Button onClick={() => void send('receive', {}, t('rank.received_done'))} data-testid="receive">{t('rank.receive')}</Button> : null}
        {open && !everything ? <Button onClick={() => void send('withdraw', {}, t('rank.withdrawn_done'))} data-testid="withdraw-appeal">{t('rank.withdraw_appeal')}</Button> : null}
      </div>
    </Card>
  );
}

function Answer({ data, card }: { data: AppealDetail; card: ScoreCard | undefined }) {
  const { t, dyn } = useTexts();
  const me = useMe();
  const { appeal } = data;
  const send = useSend(appeal.id);
  const [outcome, setOutcome] = useState('accepted');
  const [effect, setEffect] = useState('addendum');
  const [counts, setCounts] = useState('met');
  const [duty, setDuty] = useState(appeal.duty);
  const [months, setMonths] = useState(1);
  const [reasons, setReasons] = useState('');
  const [basis, setBasis] = useState('');
  const duties = useDutyOptions(card, appeal.indicator);
  const mine = data.proposed_by_id === me.account_id;
  const rejected = outcome === 'rejected';
  const has = !rejected && effect !== 'none';
  const ready = reasons.trim() !== '' && basis.trim() !== '' && (!has || duty !== '');
  const answer = () => void send('answer', { outcome, reasons, basis, effect: rejected ? 'none' : effect, counts_as: counts, duty: has ? duty : '', months }, t('rank.answered_done'));
  return (
    <Card title={t('rank.answer')}>
      <div className="lc-stack">
        {mine ? <p className="lc-text-high" role="alert">{t('rank.proposer_no_answer')}</p> : null}
        <Radio.Group value={outcome} onChange={(e) => { setOutcome(String(e.target.value)); }} data-testid="outcome-choice"
          options={['accepted', 'partly', 'rejected'].map((value) => ({ value, label: dyn(`choice.score_appeal.state.${value}`) }))} />
        {rejected ? null : (
          <>
            <label className="lc-stack-tight"><span>{t('rank.effect')}</span><Select<string> value={effect} onChange={setEffect} aria-label={t('rank.effect')} data-testid="effect"
              options={(outcome === 'partly' ? ['addendum', 'next_month', 'none'] : ['addendum', 'next_month']).map((value) => ({ value, label: dyn(`choice.score_appeal.effect.${value}`) }))} /></label>
            {has ? (
              <>
                <Select<string> {...(duty === '' ? {} : { value: duty })} placeholder={t('rank.duty')} aria-label={t('rank.duty')} onChange={setDuty} options={duties} data-testid="answer-duty" />
                <div className="lc-form-grid"><label className="lc-stack-tight"><span>{t('rank.counts_as')}</span><OutcomeSelect value={counts} onChange={setCounts} /></label>
                  {effect === 'next_month' ? <label className="lc-stack-tight"><span>{t('rank.for_months')}</span><InputNumber min={1} max={12} value={months} onChange={(v) => setMonths(v ?? 1)} aria-label={t('rank.for_months')} /></label> : null}</div>
              </>
            ) : null}
          </>
        )}
        <ReasonAndBasis reason={reasons} basis={basis} onReason={setReasons} onBasis={setBasis} />
        <div><Button type="primary" disabled={!ready || mine} onClick={answer} data-testid="answer">{t('rank.answer_send')}</Button></div>
      </div>
    </Card>
  );
}
