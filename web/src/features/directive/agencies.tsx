// SPDX-License-Identifier: Apache-2.0
// Who stands where with one sentence, one obligation or one duty of the directive.
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router-dom';
import { get } from '@/api/client';
import type { AgencyProgress, DirectiveView } from '@/api/types';
import { useTexts } from '@/i18n';
import { AsOfNote, AsOfPicker, useAsOf } from '@/shared/as_of';
import { DutyBar } from '@/shared/duty';
import { formatNumber } from '@/shared/format';
import { useAgencyName } from '@/shared/lookups';
import { useUrlState } from '@/shared/url';
import { Loaded, Nothing, PageHead, Time } from '@/shared/ui';
import { withDay } from './index';

type Row = AgencyProgress['rows'][number];
const count = (row: Row, ...names: string[]) => names.reduce((sum, name) => sum + (row.counts[name] ?? 0), 0);
const groups = { all: [], overdue: ['overdue'], running: ['due_soon', 'open'], done: ['met', 'met_late'], exempt: ['exempt'], unknown: ['not_measured'] } as const;

function Title({ clause, part }: { clause: string; part: string }) {
  const { t, pick } = useTexts();
  const directive = useQuery({ queryKey: ['directive', ''], queryFn: () => get<DirectiveView>('/directive') });
  const found = directive.data?.clauses.find((c) => c.id === clause);
  const duty = directive.data?.clauses.flatMap((c) => c.obligations.flatMap((o) => o.parts)).find((p) => p.id === part);
  const title = duty ? pick(duty.title_vi, duty.title_en) : found ? `${t('directive.point', { clause })}: ${pick(found.title_vi, found.title_en)}` : clause || part || t('directive.agencies');
  return <PageHead title={title} sub={duty ? pick(duty.rule_vi, duty.rule_en) : t('directive.agencies_sub')} />;
}

export default function Agencies() {
  const { t, dyn } = useTexts();
  const url = useUrlState();
  const day = useAsOf();
  const name = useAgencyName();
  const scope = { clause: url.text('clause'), obligation: url.text('obligation'), part: url.text('part') };
  const ask = { ...scope, ...(day ? { as_of: day } : {}) };
  const progress = useQuery({ queryKey: ['progress', ask], queryFn: () => get<AgencyProgress>('/directive/progress', ask), placeholderData: (previous) => previous });
  const show = url.text('show', 'all') as keyof typeof groups;
  const query = Object.fromEntries(Object.entries(scope).filter(([, value]) => value !== ''));
  return (
    <>
      <Link to={withDay('/directive', {}, day)}>← {t('nav.directive')}</Link>
      <Title clause={scope.clause} part={scope.part} />
      <div className="lc-filters"><AsOfPicker /></div>
      <AsOfNote day={day} />
      <Loaded query={progress} rows={10}>
        {(data) => {
          const has = (group: keyof typeof groups) => data.rows.filter((row) => groups[group].length === 0 || count(row, ...groups[group]) > 0);
          const rows = [...has(show)].sort((a, b) => count(b, 'overdue') - count(a, 'overdue') || count(b, 'due_soon', 'open') - count(a, 'due_soon', 'open') || name(a.agency_id).localeCompare(name(b.agency_id), 'vi'));
          return (
            <>
              <div className="lc-filters" role="group" aria-label={t('duty.status')}>
                {(Object.keys(groups) as (keyof typeof groups)[]).map((group) => (
                  <button key={group} type="button" className="lc-chip" aria-pressed={show === group} data-testid={`show-${group}`}
                    onClick={() => url.set({ show: group === 'all' ? null : group })}>{dyn(`directive.group.${group}`)} <b>{formatNumber(has(group).length)}</b></button>
                ))}
                <span className="lc-grow" />
                <span className="lc-muted lc-small">{t('duty.as_of')} <Time at={data.as_of} /></span>
              </div>
              <div className="lc-card">
                {rows.length === 0 ? <Nothing text={t('state.no_match')} /> : (
                  <ul className="lc-plain-list">
                    {rows.map((row) => (
                      <li key={row.agency_id} className="lc-obligation" data-testid="agency" data-id={row.agency_id}>
                        <Link to={withDay('/duties', { ...query, agency_id: String(row.agency_id), status: 'overdue,due_soon,open,met_late,met,exempt,not_measured' }, day)}>{name(row.agency_id) || `#${row.agency_id}`}</Link>
                        <span className="lc-small lc-muted">{count(row, 'exempt') > 0 ? t('directive.n_exempt', { n: count(row, 'exempt') }) : ''}</span>
                        <DutyBar counts={row.counts} />
                      </li>
                    ))}
                  </ul>
                )}
              </div>
            </>
          );
        }}
      </Loaded>
    </>
  );
}
