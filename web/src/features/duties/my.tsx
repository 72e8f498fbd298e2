// SPDX-License-Identifier: Apache-2.0
// "Việc của tôi": everything an agency's officer owes, by date, with what discharges it.
import { ContactsOutlined, FileAddOutlined, FireOutlined, TrophyOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router-dom';
import { get } from '@/api/client';
import type { Duties, Duty, ScoreCard } from '@/api/types';
import { useTexts } from '@/i18n';
import { AsOfNote, AsOfPicker, useAsOf } from '@/shared/as_of';
import { DutyRow, byUrgency, dutyKey } from '@/shared/duty';
import { formatMonth, formatNumber } from '@/shared/format';
import { RecordDialog, requestOf } from '@/shared/record_dialog';
import type { RecordRequest } from '@/shared/record_dialog';
import { useCan, useMe } from '@/shared/session';
import { useUrlState } from '@/shared/url';
import { Card, Loaded, Nothing, PageHead, Time } from '@/shared/ui';

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
  const can = useCan();
  return (
    <Card title={t('my.ours')}>
      <ul className="lc-plain-list">
        {can('advisory_delivery') ? <li><Link to="/advisories" data-testid="my-advisories">{t('nav.advisories_own')}</Link></li> : null}
        <li><Link to={`/registers/systems?agency_id=${agencyId}`}>{t('nav.systems')}</Link></li>
        <li><Link to={`/registers/contact-points?agency_id=${agencyId}`}>{t('nav.contacts')}</Link></li>
        <li><Link to={`/registers/suppliers?agency_id=${agencyId}`}>{t('nav.suppliers')}</Link></li>
        <li><Link to={`/registers/assurance-records?agency_id=${agencyId}&sort=-performed_on`}>{t('nav.evidence')}</Link></li>
      </ul>
    </Card>
  );
}

export default function MyDuties() {
  const { t } = useTexts();
  const me = useMe();
  const can = useCan();
  const url = useUrlState();
  const [request, setRequest] = useState<RecordRequest | null>(null);
  const agencyId = me.agency_id ?? 0;
  const day = useAsOf();
  const ask = { agency_id: agencyId, ...(day ? { as_of: day } : {}) };
  const duties = useQuery({ queryKey: ['duties', 'my', ask], queryFn: () => get<Duties>('/duties', ask) });
  const show = url.text('show', 'todo');
  const record = (duty: Duty) => setRequest(requestOf(duty));
  return (
    <>
      <PageHead title={t('nav.my')} sub={me.agency_name} />
      <Actions onRecord={() => setRequest({ agencyId, kinds: [], systemId: null })} />
      <div className="lc-filters"><AsOfPicker /><Link to="/directive/calendar">{t('nav.calendar')}</Link></div>
      <AsOfNote day={day} />
      <div className="lc-two">
        <Loaded query={duties} rows={10}>
          {(data) => {
            const groups: [string, string, Duty[]][] = [
              ['todo', t('my.todo'), data.rows.filter((d) => todo.includes(d.status))],
              ['met', t('my.met'), data.rows.filter((d) => d.status === 'met' || d.status === 'met_late')],
              ['other', t('my.other'), data.rows.filter((d) => d.status === 'not_measured' || d.status === 'not_applicable' || d.status === 'exempt')],
            ];
            const rows = (groups.find(([name]) => name === show)?.[2] ?? []).sort(byUrgency);
            return (
              <div>
                <div className="lc-filters" role="group" aria-label={t('nav.duties')}>
                  {groups.map(([name, label, list]) => <button key={name} type="button" className="lc-chip" aria-pressed={show === name} data-testid={`show-${name}`} onClick={() => url.set({ show: name === 'todo' ? null : name })}>{label} <b>{list.length}</b></button>)}
                  <span className="lc-grow" />
                  <span className="lc-muted lc-small">{t('duty.as_of')} <Time at={data.as_of} /></span>
                </div>
                <div className="lc-card lc-card-flush">
                  {rows.length === 0 ? <Nothing text={show === 'todo' ? t('my.nothing') : t('state.empty')} /> : rows.map((duty) =>
                    <DutyRow key={dutyKey(duty)} duty={duty} asOf={day} {...(can('assurance_record', 'write') && !day ? { onRecord: record } : {})} />)}
                </div>
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
