// SPDX-License-Identifier: Apache-2.0
// Two timers a system: last scan, last hunt, days left; the most urgent first.
import { Button } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { Link, useLocation } from 'react-router-dom';
import { get } from '@/api/client';
import type { SystemTimers, TimerList } from '@/api/types';
import { useTexts } from '@/i18n';
import { AgencySelect } from '@/shared/entity/select';
import { formatDate, formatNumber } from '@/shared/format';
import { ownAgencyOnly, useCan, useMe } from '@/shared/session';
import { useUrlState } from '@/shared/url';
import { AgencyName, DutyTag, Loaded, Nothing, PageHead } from '@/shared/ui';

type Timer = SystemTimers['scan'];

function TimerCell({ timer, row, kind }: { timer: Timer; row: SystemTimers; kind: 'scan' | 'hunt' }) {
  const { t } = useTexts();
  const can = useCan();
  const { pathname, search } = useLocation();
  if (!timer) return <span className="lc-muted">—</span>;
  const days = timer.days_left ?? null;
  const left = days === null ? '' : days > 0 ? t('ledgers.days_left', { n: formatNumber(days) })
    : days === 0 ? t('ledgers.today') : t('ledgers.days_over', { n: formatNumber(-days) });
  const form = new URLSearchParams({ kind, agency_id: String(row.agency_id), system_id: String(row.system_id), back: pathname + search });
  return (
    <div className="lc-stack-tight" data-testid={`timer-${kind}`} data-status={timer.status}>
      <div className="lc-row"><DutyTag status={timer.status} /><b className={timer.status === 'overdue' ? 'lc-text-critical' : ''}>{left}</b></div>
      <div className="lc-small lc-muted">
        {timer.last ? t('ledgers.last', { date: formatDate(timer.last.slice(0, 10)) }) : t('ledgers.never')}
        {timer.due ? ` · ${t('ledgers.until', { date: formatDate(timer.due.slice(0, 10)) })}` : ''}
      </div>
      {can('system_check', 'write') ? <Link to={`/registers/system-checks/new?${form}`} className="lc-small" data-testid={`record-${kind}`}>{t(kind === 'scan' ? 'ledgers.record_scan' : 'ledgers.record_hunt')}</Link> : null}
    </div>
  );
}

export default function Timers() {
  const { t } = useTexts();
  const me = useMe();
  const url = useUrlState();
  const own = ownAgencyOnly(me, 'duty', 'read');
  const filters = { agency_id: url.text('agency_id'), status: url.text('status'), limit: 500 };
  const query = useQuery({ queryKey: ['duties', 'timers', filters], queryFn: () => get<TimerList>('/ledgers/timers', filters), placeholderData: (previous) => previous });
  const chips = (list: TimerList) => [['', t('ledgers.all'), null], ['overdue', t('ledgers.overdue'), list.overdue], ['due_soon', t('ledgers.due_soon'), list.due_soon]] as const;
  return (
    <>
      <PageHead title={t('ledgers.timers')} sub={t('ledgers.timers_sub')} extra={<Link to="/registers/system-checks?sort=-performed_on"><Button>{t('ledgers.open_ledger')}</Button></Link>} />
      <Loaded query={query} rows={10}>
        {(list) => (
          <>
            <div className="lc-filters" role="group" aria-label={t('ledgers.timers')}>
              {own ? null : <AgencySelect allowClear placeholder={t('ledgers.agency')} aria-label={t('ledgers.agency')} style={{ width: 280 }} value={filters.agency_id ? Number(filters.agency_id) : null} onChange={(v) => url.set({ agency_id: v ? String(v) : null })} />}
              {chips(list).map(([name, label, count]) => <button key={name} type="button" className="lc-chip" aria-pressed={filters.status === name} data-testid={`show-${name || 'all'}`} onClick={() => url.set({ status: name || null })}>{label}{count === null ? null : <b>{formatNumber(count)}</b>}</button>)}
              <span className="lc-grow" />
              <span className="lc-muted lc-small" data-testid="total">{t('ledgers.of_total', { shown: formatNumber(list.rows.length), n: formatNumber(list.total) })}</span>
            </div>
            {list.rows.length === 0 ? <Nothing /> : (
              <div className="lc-card lc-card-flush lc-scroll-x">
                <table className="lc-table lc-table-stack">
                  <thead><tr><th>{t('ledgers.system')}</th><th>{t('ledgers.level')}</th><th>{t('ledgers.scan')}</th><th>{t('ledgers.hunt')}</th></tr></thead>
                  <tbody>
                    {list.rows.map((row) => (
                      <tr key={row.system_id} data-testid="timer-row">
                        <td><Link to={`/registers/systems/${row.system_id}`}>{row.system}</Link>{own ? null : <div className="lc-small lc-muted"><AgencyName id={row.agency_id} /></div>}</td>
                        <td data-label={t('ledgers.level')}>{row.level}</td>
                        <td data-label={t('ledgers.scan')}><TimerCell timer={row.scan} row={row} kind="scan" /></td>
                        <td data-label={t('ledgers.hunt')}><TimerCell timer={row.hunt} row={row} kind="hunt" /></td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
            )}
          </>
        )}
      </Loaded>
    </>
  );
}
