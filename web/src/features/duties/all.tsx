// SPDX-License-Identifier: Apache-2.0
// Duties of everybody within reach, filtered by agency, status and obligation.
import { Button } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router-dom';
import { get } from '@/api/client';
import { dutyStatuses } from '@/api/types';
import type { Duties, Duty } from '@/api/types';
import { useTexts } from '@/i18n';
import { AsOfNote, AsOfPicker } from '@/shared/as_of';
import { DutyRow, byUrgency, dutyKey } from '@/shared/duty';
import { AgencySelect } from '@/shared/entity/select';
import { formatNumber } from '@/shared/format';
import { RecordDialog, requestOf } from '@/shared/record_dialog';
import type { RecordRequest } from '@/shared/record_dialog';
import { useCan } from '@/shared/session';
import { useUrlState } from '@/shared/url';
import { AgencyName, Loaded, Nothing, PageHead, Time } from '@/shared/ui';

const pageSize = 50;

export default function AllDuties() {
  const { t, dyn } = useTexts();
  const can = useCan();
  const url = useUrlState();
  const [shown, setShown] = useState(pageSize);
  const [request, setRequest] = useState<RecordRequest | null>(null);
  const chosen = url.list('status');
  const filters = { status: chosen.join(','), agency_id: url.text('agency_id'), obligation: url.text('obligation'), part: url.text('part'), clause: url.text('clause'), as_of: url.text('as_of'), month: url.text('month'), limit: 5000 };
  const all = useQuery({ queryKey: ['duties', 'all', filters], queryFn: () => get<Duties>('/duties', filters), placeholderData: (previous) => previous });
  const record = (duty: Duty) => setRequest(requestOf(duty));
  return (
    <>
      <PageHead title={t('nav.duties')} sub={<>{t('duty.sub')} · <Link to="/directive">{t('nav.directive')}</Link></>} />
      <div className="lc-filters">
        <AgencySelect allowClear placeholder={t('duty.agency')} aria-label={t('duty.agency')} style={{ width: 280 }}
          value={filters.agency_id ? Number(filters.agency_id) : null} onChange={(v) => url.set({ agency_id: v ? String(v) : null })} />
        {filters.clause ? <Button onClick={() => url.set({ clause: null })} data-testid="clause-filter">{t('duty.clause_filter', { clause: filters.clause })} ✕</Button> : null}
        {filters.part ? <Button onClick={() => url.set({ part: null })}>{t('duty.obligation', { id: filters.part })} ✕</Button> : null}
        {filters.obligation ? <Button onClick={() => url.set({ obligation: null })}>{t('duty.obligation', { id: filters.obligation })} ✕</Button> : null}
        <AsOfPicker />
      </div>
      <AsOfNote day={filters.as_of} />
      <Loaded query={all} rows={12}>
        {(data) => {
          const rows = [...data.rows].sort(byUrgency);
          const count = (status: string) => data.counts[status] ?? 0;
          return (
            <>
              <div className="lc-filters" role="group" aria-label={t('duty.status')}>
                {dutyStatuses.map((status) => (
                  <button key={status} type="button" className="lc-chip" aria-pressed={chosen.includes(status)} data-testid={`status-${status}`}
                    onClick={() => { setShown(pageSize); url.set({ status: chosen.includes(status) ? chosen.filter((s) => s !== status) : [...chosen, status] }); }}>
                    {dyn(`duty.status.${status}`)} <b>{formatNumber(count(status))}</b>
                  </button>
                ))}
                <span className="lc-grow" />
                <span className="lc-muted lc-small" data-testid="total">{t('registers.total', { n: formatNumber(data.total) })} · {t('duty.as_of')} <Time at={data.as_of} /></span>
              </div>
              <div className="lc-card lc-card-flush">
                {rows.length === 0 ? <Nothing text={t('state.no_match')} /> : rows.slice(0, shown).map((duty) => (
                  <DutyRow key={dutyKey(duty)} duty={duty} asOf={filters.as_of} agency={<b><AgencyName id={duty.agency_id} /></b>} {...(can('assurance_record', 'write') && !filters.as_of ? { onRecord: record } : {})} />
                ))}
              </div>
              {rows.length > shown ? <div className="lc-more"><Button onClick={() => setShown(shown + pageSize)} data-testid="load-more">{t('registers.more', { shown, n: formatNumber(rows.length) })}</Button></div> : null}
            </>
          );
        }}
      </Loaded>
      {request ? <RecordDialog request={request} onClose={() => setRequest(null)} /> : null}
    </>
  );
}
