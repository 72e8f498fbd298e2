// SPDX-License-Identifier: Apache-2.0
// "Việc của tôi": everything that waits for the person, by date; for an agency's officer with what
// discharges each duty.
import { ContactsOutlined, FileAddOutlined, FireOutlined, TrophyOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router-dom';
import { get } from '@/api/client';
import type { Duties, Duty, ScoreCard, WorkList } from '@/api/types';
import { useTexts } from '@/i18n';
import { AsOfNote, AsOfPicker, useAsOf } from '@/shared/as_of';
import { DutyRow, byUrgency, dutyKey } from '@/shared/duty';
import { formatMonth, formatNumber } from '@/shared/format';
import { RecordDialog, requestOf } from '@/shared/record_dialog';
import type { RecordRequest } from '@/shared/record_dialog';
import { ownAgencyOnly, useCan, useMe } from '@/shared/session';
import { useUrlState } from '@/shared/url';
import { Card, Loaded, Nothing, PageHead, Time } from '@/shared/ui';
import { KeyedRows, WorkChips, WorkItem, useWork } from '@/shared/work';

const todo = ['overdue', 'due_soon', 'open'];

function Actions({ onRecord }: { onRecord: () => void }) {
  const { t } = useTexts();
  const can = useCan();
  return (
    <div className="lc-actions">
      {can('incident', 'write') ? <Link to="/incidents/new" className="lc-action" data-testid="action-report"><FireOutlined /><b>{t('my.report')}</b><small>{t('my.report_hint')}</small></Link> : null}
      {can('assurance_record', 'write') ? <button type="button" className="lc-action" onClick={onRecord} data-testid="action-record"><FileAddOutlined /><b>{t('my.record')}</b><small>{t('my.record_hint')}</small></button> : null}
      <Link to="/registers/contact-points" className="lc-action" data-testid="action-contacts"><ContactsOutlined /><b>{t('my.contacts')}</b><small>{t('my.contacts_hint')}</small></Link>
      <Link to="/score" className="lc-action" data-testid="action-score"><TrophyOutlined /><b>{t('my.score')}</b><small>{t('my.score_hint')}</small></Link>
    </div>
  );
}

function Score({ agencyId, onRecord }: { agencyId: number; onRecord: (request: RecordRequest) => void }) {
  const { t, pick } = useTexts();
  const can = useCan();
  const card = useQuery({ queryKey: ['score', agencyId, ''], queryFn: () => get<ScoreCard>(`/ranking/${agencyId}`) });
  return (
    <Card title={t('my.month_score')}>
      <Loaded query={card} rows={3} missing={t('ranking.none')}>
        {(data) => (
          <div className="lc-stack">
            <Link to="/score" className="lc-score" data-testid="score">
              <b>{formatNumber(data.percent)}%</b>
              <span>{t('ranking.band', { band: data.band })}<br /><span className="lc-muted">{t('ranking.rank_of', { rank: data.rank, of: data.of })} · {formatMonth(data.month)}</span></span>
            </Link>
            {data.quick_wins.length > 0 ? (
              <>
                <h3 className="lc-sub">{t('my.quick_wins')}</h3>
                <ul className="lc-plain-list">
                  {data.quick_wins.slice(0, 3).map((win, i) => (
                    <li key={i}>
                      {win.discharge_with && can('assurance_record', 'write')
                        ? <button type="button" className="lc-link-button" onClick={() => onRecord({ agencyId, kinds: win.discharge_with ? [win.discharge_with] : [], systemId: win.system_id, title: pick(win.title_vi, win.title_en) })}>{pick(win.title_vi, win.title_en)}</button>
                        : pick(win.title_vi, win.title_en)}
                      <div className="lc-text-good lc-small">{t('my.gain', { n: formatNumber(win.gain) })}</div>
                    </li>
                  ))}
                </ul>
              </>
            ) : null}
          </div>
        )}
      </Loaded>
    </Card>
  );
}

function Owned({ agencyId }: { agencyId: number }) {
  const { t } = useTexts();
  return (
    <Card title={t('my.ours')}>
      <ul className="lc-plain-list">
        <li><Link to={`/registers/systems?agency_id=${agencyId}`}>{t('nav.systems')}</Link></li>
        <li><Link to={`/registers/contact-points?agency_id=${agencyId}`}>{t('nav.contacts')}</Link></li>
        <li><Link to={`/registers/suppliers?agency_id=${agencyId}`}>{t('nav.suppliers')}</Link></li>
        <li><Link to={`/registers/assurance-records?agency_id=${agencyId}&sort=-performed_on`}>{t('nav.evidence')}</Link></li>
      </ul>
    </Card>
  );
}

/** Duties that are done or cannot be judged, and those of another day. */
function DutyList({ rows, day, onRecord }: { rows: Duty[]; day: string; onRecord: (duty: Duty) => void }) {
  const { t } = useTexts();
  const can = useCan();
  const mayRecord = can('assurance_record', 'write') && !day;
  return (
    <div className="lc-card lc-card-flush">
      {rows.length === 0 ? <Nothing text={t('state.empty')} /> : rows.map((duty) =>
        <DutyRow key={dutyKey(duty)} duty={duty} asOf={day} {...(mayRecord ? { onRecord } : {})} />)}
    </div>
  );
}

/** The work of today: duties as duties, the rest as rows that lead to where it is done. */
function Today({ work, duties, kind, onRecord }: { work: WorkList; duties: Duty[]; kind: string; onRecord: (duty: Duty) => void }) {
  const { t } = useTexts();
  const can = useCan();
  const byKey = new Map(duties.map((duty) => [duty.key, duty]));
  const rows = kind === '' ? work.rows : work.rows.filter((row) => row.kind === kind);
  if (rows.length === 0) return <div className="lc-card"><Nothing text={t(work.total === 0 ? 'work.nothing' : 'state.empty')} /></div>;
  return (
    <KeyedRows>
      {rows.map((row) => {
        const duty = byKey.get(row.key);
        return duty
          ? <DutyRow key={row.key} duty={duty} {...(can('assurance_record', 'write') ? { onRecord } : {})} />
          : <WorkItem key={row.key} row={row} />;
      })}
    </KeyedRows>
  );
}

function OfficersWork({ agencyId }: { agencyId: number }) {
  const { t } = useTexts();
  const url = useUrlState();
  const [request, setRequest] = useState<RecordRequest | null>(null);
  const day = useAsOf();
  const ask = { agency_id: agencyId, ...(day ? { as_of: day } : {}) };
  const duties = useQuery({ queryKey: ['duties', 'my', ask], queryFn: () => get<Duties>('/duties', ask) });
  const work = useWork(!day);
  const show = url.text('show', 'todo');
  const kind = url.text('kind');
  const record = (duty: Duty) => setRequest(requestOf(duty));
  return (
    <>
      <Actions onRecord={() => setRequest({ agencyId, kinds: [], systemId: null })} />
      <div className="lc-filters"><AsOfPicker /><Link to="/directive/calendar">{t('nav.calendar')}</Link></div>
      <AsOfNote day={day} />
      <div className="lc-two">
        <Loaded query={duties} rows={10}>
          {(data) => {
            const groups: [string, string, Duty[]][] = [
              ...(day ? [['todo', t('my.todo'), data.rows.filter((d) => todo.includes(d.status))] as [string, string, Duty[]]] : []),
              ['met', t('my.met'), data.rows.filter((d) => d.status === 'met' || d.status === 'met_late')],
              ['other', t('my.other'), data.rows.filter((d) => d.status === 'not_measured' || d.status === 'not_applicable' || d.status === 'exempt')],
            ];
            const rows = (groups.find(([name]) => name === show)?.[2] ?? []).sort(byUrgency);
            return (
              <div>
                <div className="lc-filters" role="group" aria-label={t('nav.my')}>
                  {!day && work.data ? <WorkChips work={work.data} {...(show === 'todo' ? { kind } : {})} onKind={(name) => url.set({ show: null, kind: name || null })} /> : null}
                  {groups.map(([name, label, list]) => <button key={name} type="button" className="lc-chip" aria-pressed={show === name} data-testid={`show-${name}`} onClick={() => url.set({ show: name === 'todo' ? null : name, kind: null })}>{label} <b>{formatNumber(list.length)}</b></button>)}
                  <span className="lc-grow" />
                  <span className="lc-muted lc-small">{t('duty.as_of')} <Time at={data.as_of} /></span>
                </div>
                {show === 'todo' && !day
                  ? <Loaded query={work} rows={10}>{(list) => <Today work={list} duties={data.rows} kind={kind} onRecord={record} />}</Loaded>
                  : <DutyList rows={rows} day={day} onRecord={record} />}
              </div>
            );
          }}
        </Loaded>
        <div className="lc-stack"><Score agencyId={agencyId} onRecord={setRequest} /><Owned agencyId={agencyId} /></div>
      </div>
      {request ? <RecordDialog request={request} onClose={() => setRequest(null)} /> : null}
    </>
  );
}

/** For those who decide about agencies: the list alone. */
function DecidersWork() {
  const { t } = useTexts();
  const url = useUrlState();
  const work = useWork();
  const kind = url.text('kind');
  return (
    <Loaded query={work} rows={10}>
      {(data) => (
        <>
          <div className="lc-filters" role="group" aria-label={t('nav.my')}>
            <WorkChips work={data} kind={kind} onKind={(name) => url.set({ kind: name || null })} />
          </div>
          <Today work={data} duties={[]} kind={kind} onRecord={() => undefined} />
        </>
      )}
    </Loaded>
  );
}

export default function MyWork() {
  const { t } = useTexts();
  const me = useMe();
  const agencyId = me.agency_id !== null && ownAgencyOnly(me, 'duty', 'read') ? me.agency_id : null;
  return (
    <>
      <PageHead title={t('nav.my')} sub={agencyId === null ? t('work.sub') : me.agency_name} />
      {agencyId === null ? <DecidersWork /> : <OfficersWork agencyId={agencyId} />}
    </>
  );
}
