// SPDX-License-Identifier: Apache-2.0
// Pauses and exemptions: proposed, confirmed by a second person, ended by decision.
import { Button, Input, Modal } from 'antd';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router-dom';
import { get, post } from '@/api/client';
import type { DirectiveView, DutyRelief } from '@/api/types';
import { useTexts } from '@/i18n';
import { DateInput } from '@/shared/entity/inputs';
import { formatDate, today } from '@/shared/format';
import { useSystems } from '@/shared/lookups';
import { useNotice } from '@/shared/problems';
import { ownAgencyOnly, useCan, useMe } from '@/shared/session';
import { useUrlState } from '@/shared/url';
import { AgencyName, Loaded, Nothing, PageHead, Tag, Time } from '@/shared/ui';

const states = ['proposed', 'in_force', 'ended', 'refused'] as const;
const tones = { proposed: 'high', in_force: 'good', ended: 'neutral', refused: 'neutral' } as const;
type Ask = { relief: DutyRelief; what: 'refuse' | 'end' };

/** A reason, and for an end the first day no longer. */
function Decide({ ask, onClose, onDone }: { ask: Ask; onClose: () => void; onDone: () => void }) {
  const { t } = useTexts();
  const { failed } = useNotice();
  const [reason, setReason] = useState('');
  const [day, setDay] = useState(today());
  const body = ask.what === 'end' ? { reason, from_day: day } : { reason };
  return (
    <Modal open title={t(ask.what === 'end' ? 'relief.end' : 'relief.refuse')} onCancel={onClose} okText={t('action.save')} cancelText={t('action.cancel')}
      okButtonProps={{ disabled: reason.trim() === '' }} onOk={() => void post(`/duty-reliefs/${ask.relief.id}/${ask.what}`, body).then(onDone, failed)}>
      <div className="lc-stack">
        {ask.what === 'end' ? <label>{t('relief.end_from')} <DateInput value={day} onChange={(value) => setDay(value ?? today())} /></label> : null}
        <label>{t('relief.reason')} <Input.TextArea rows={3} maxLength={300} value={reason} onChange={(e) => setReason(e.target.value)} /></label>
      </div>
    </Modal>
  );
}

/** What the duty is called; its number while that is not known. */
function useDutyTitle(): (id: string) => string {
  const { pick } = useTexts();
  const directive = useQuery({ queryKey: ['directive', ''], queryFn: () => get<DirectiveView>('/directive') });
  return (id) => {
    const obligations = directive.data?.clauses.flatMap((c) => c.obligations) ?? [];
    const found = obligations.find((o) => o.id === id) ?? obligations.flatMap((o) => o.parts).find((p) => p.id === id);
    return found ? pick(found.title_vi, found.title_en) : id;
  };
}

function Row({ relief, onAsk, onConfirm, on }: { relief: DutyRelief; onAsk: (ask: Ask) => void; onConfirm: (relief: DutyRelief) => void; on: boolean }) {
  const { t, dyn } = useTexts();
  const title = useDutyTitle();
  const me = useMe();
  const can = useCan();
  const { byId } = useSystems(relief.agency_id);
  const decides = can('duty_relief', 'write') && !ownAgencyOnly(me, 'duty_relief', 'write');
  const state = relief.state as (typeof states)[number];
  return (
    <article className={`lc-duty ${on ? 'lc-row-on' : ''}`} data-testid="relief-row" data-state={state}>
      <div className="lc-duty-when">
        <Tag tone={tones[state]}>{dyn(`choice.duty_relief.state.${state}`)}</Tag>
        <Tag tone="low">{dyn(`relief.${relief.effect}`)}</Tag>
      </div>
      <div className="lc-stack-tight">
        <h3><Link to={`/registers/duty-reliefs/${relief.id}`} title={relief.part}>{title(relief.part)}</Link> · <AgencyName id={relief.agency_id} />{relief.system_id ? ` · ${byId.get(relief.system_id)?.name ?? `#${relief.system_id}`}` : ''}</h3>
        <div>{relief.last_day ? t('relief.from_to', { from: formatDate(relief.from_day), to: formatDate(relief.last_day) }) : t('relief.from_on', { from: formatDate(relief.from_day) })}
          {relief.ended_from ? ` · ${t('relief.ended_from', { date: formatDate(relief.ended_from) })}` : ''}</div>
        <div><b>{t('relief.basis', { basis: relief.basis })}</b> · {relief.decided_by}{relief.decision_number ? ` · ${relief.decision_number}` : ''}</div>
        {relief.reason ? <div className="lc-muted">{relief.reason}</div> : null}
        <div className="lc-muted lc-small">{t('relief.proposed_by', { name: relief.proposed_by })} <Time at={relief.created_at} />
          {relief.confirmed_by ? <> · {t('relief.confirmed_by', { name: relief.confirmed_by })} <Time at={relief.confirmed_at} /></> : null}
          {relief.ended_reason ? ` · ${relief.ended_reason}` : ''}</div>
        {relief.evidence_file_id ? <a href={`/api/v1/evidence-files/${relief.evidence_file_id}/content`} target="_blank" rel="noreferrer">{t('evidence.file', { id: relief.evidence_file_id })}</a> : null}
      </div>
      <div className="lc-stack-tight">
        {decides && state === 'proposed' ? (
          <>
            <Button type="primary" size="small" disabled={relief.proposer === me.account_id} title={relief.proposer === me.account_id ? t('relief.two_persons') : ''} onClick={() => onConfirm(relief)} data-testid="confirm">{t('relief.confirm')}</Button>
            <Button size="small" disabled={relief.proposer === me.account_id} onClick={() => onAsk({ relief, what: 'refuse' })}>{t('relief.refuse')}</Button>
            {relief.proposer === me.account_id ? <span className="lc-muted lc-small">{t('relief.two_persons')}</span> : null}
          </>
        ) : null}
        {decides && state === 'in_force' ? <Button size="small" onClick={() => onAsk({ relief, what: 'end' })} data-testid="end">{t('relief.end')}</Button> : null}
      </div>
    </article>
  );
}

export default function Reliefs() {
  const { t, dyn } = useTexts();
  const can = useCan();
  const url = useUrlState();
  const queries = useQueryClient();
  const { done, failed } = useNotice();
  const [ask, setAsk] = useState<Ask | null>(null);
  const list = useQuery({ queryKey: ['reliefs'], queryFn: () => get<{ rows: DutyRelief[] }>('/duty-reliefs', { limit: 500, sort: '-id' }) });
  const show = url.text('state');
  const refresh = () => {
    setAsk(null);
    void queries.invalidateQueries({ queryKey: ['reliefs'] });
    void queries.invalidateQueries({ queryKey: ['duties'] });
  };
  const confirm = (relief: DutyRelief) => void post(`/duty-reliefs/${relief.id}/confirm`).then(() => { done(t('relief.confirmed')); refresh(); }, failed);
  return (
    <>
      <PageHead title={t('relief.page')} sub={t('relief.sub')}
        extra={can('duty_relief', 'write') ? <Link to="/registers/duty-reliefs/new" data-testid="propose">{t('relief.propose')}</Link> : null} />
      <Loaded query={list} rows={8}>
        {(data) => {
          const rows = data.rows.filter((r) => show === '' || r.state === show);
          return (
            <>
              <div className="lc-filters" role="group" aria-label={t('duty.status')}>
                {states.map((state) => (
                  <button key={state} type="button" className="lc-chip" aria-pressed={show === state} data-testid={`state-${state}`} onClick={() => url.set({ state: show === state ? null : state })}>
                    {dyn(`choice.duty_relief.state.${state}`)} <b>{data.rows.filter((r) => r.state === state).length}</b></button>
                ))}
              </div>
              <div className="lc-card lc-card-flush">
                {rows.length === 0 ? <Nothing text={t('state.empty')} /> : rows.map((relief) => (
                  <Row key={relief.id} relief={relief} onAsk={setAsk} onConfirm={confirm} on={url.text('id') === String(relief.id)} />
                ))}
              </div>
            </>
          );
        }}
      </Loaded>
      {ask ? <Decide ask={ask} onClose={() => setAsk(null)} onDone={refresh} /> : null}
    </>
  );
}
