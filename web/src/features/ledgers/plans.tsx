// SPDX-License-Identifier: Apache-2.0
// Each system and its response plan: current, outdated by a change, or none.
import { Button } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { Link, useLocation } from 'react-router-dom';
import { get } from '@/api/client';
import type { Page, ResponsePlan, SystemOption } from '@/api/types';
import { useTexts } from '@/i18n';
import { formatDate, formatNumber } from '@/shared/format';
import { useSystems } from '@/shared/lookups';
import { ownAgencyOnly, useCan, useMe } from '@/shared/session';
import { useUrlState } from '@/shared/url';
import { AgencyName, Loaded, Nothing, PageHead, Tag } from '@/shared/ui';
import type { Tone } from '@/shared/ui';

type State = 'outdated' | 'none' | 'current';
const tones: Record<State, Tone> = { outdated: 'high', none: 'critical', current: 'good' };
const shownRows = 300;

async function plansInForce(): Promise<Map<number, ResponsePlan>> {
  const plans = new Map<number, ResponsePlan>();
  let after = '';
  do {
    const page = await get<Page<ResponsePlan>>('/response-plans', { state: 'current,outdated', limit: 1000, after });
    for (const plan of page.rows) plans.set(plan.system_id, plan);
    after = page.next;
  } while (after !== '');
  return plans;
}

function PlanRow({ system, plan }: { system: SystemOption; plan: ResponsePlan | undefined }) {
  const { t, dyn } = useTexts();
  const can = useCan();
  const me = useMe();
  const { pathname, search } = useLocation();
  const state: State = plan ? (plan.state === 'outdated' ? 'outdated' : 'current') : 'none';
  const form = new URLSearchParams({ agency_id: String(system.agency_id), system_id: String(system.id), back: pathname + search });
  const fields = (plan?.outdated_by ?? '').split(',').filter(Boolean).map((f) => dyn(`field.system.${f}`, f)).join(', ');
  return (
    <tr data-testid="plan-row" data-state={state}>
      <td><Link to={`/registers/systems/${system.id}`}>{system.name}</Link>{ownAgencyOnly(me, 'response_plan', 'read') ? null : <div className="lc-small lc-muted"><AgencyName id={system.agency_id} /></div>}</td>
      <td><Tag tone={tones[state]}>{t(`ledgers.plan_${state}`)}</Tag></td>
      <td>
        {plan ? <Link to={`/registers/response-plans/${plan.id}`}>{t('ledgers.plan_version', { version: plan.version_label, date: formatDate(plan.issued_on) })}</Link> : <span className="lc-muted">—</span>}
        {plan?.outdated_since ? <div className="lc-small lc-text-critical">{t('ledgers.plan_because', { date: formatDate(plan.outdated_since), fields: fields || '—' })}</div> : null}
      </td>
      <td>{can('response_plan', 'write') && state !== 'current' ? <Link to={`/registers/response-plans/new?${form}`} data-testid="plan-new">{t(plan ? 'ledgers.plan_new' : 'ledgers.plan_first')}</Link> : null}</td>
    </tr>
  );
}

export default function Plans() {
  const { t } = useTexts();
  const url = useUrlState();
  const me = useMe();
  const systems = useSystems(ownAgencyOnly(me, 'response_plan', 'read') ? me.agency_id : null);
  const query = useQuery({ queryKey: ['rows', 'response-plans', 'in-force'], queryFn: plansInForce });
  const wanted = url.text('state');
  return (
    <>
      <PageHead title={t('ledgers.plans')} sub={t('ledgers.plans_sub')} extra={<Link to="/registers/response-plans?sort=-issued_on"><Button>{t('ledgers.open_ledger')}</Button></Link>} />
      <Loaded query={query} rows={10}>
        {(plans) => {
          const stateOf = (s: SystemOption): State => { const plan = plans.get(s.id); return plan ? (plan.state === 'outdated' ? 'outdated' : 'current') : 'none'; };
          const order: State[] = ['outdated', 'none', 'current'];
          const sorted = [...systems.rows].sort((a, b) => order.indexOf(stateOf(a)) - order.indexOf(stateOf(b)));
          const rows = sorted.filter((s) => wanted === '' || stateOf(s) === wanted);
          return (
            <>
              <div className="lc-filters" role="group" aria-label={t('ledgers.plans')}>
                {order.map((name) => <button key={name} type="button" className="lc-chip" aria-pressed={wanted === name} data-testid={`state-${name}`} onClick={() => url.set({ state: wanted === name ? null : name })}>{t(`ledgers.plan_${name}`)} <b>{formatNumber(sorted.filter((s) => stateOf(s) === name).length)}</b></button>)}
                <span className="lc-grow" />
                <span className="lc-muted lc-small" data-testid="total">{t('ledgers.of_total', { shown: formatNumber(Math.min(rows.length, shownRows)), n: formatNumber(rows.length) })}</span>
              </div>
              {rows.length === 0 ? <Nothing /> : (
                <div className="lc-card lc-card-flush lc-scroll-x">
                  <table className="lc-table"><tbody>{rows.slice(0, shownRows).map((s) => <PlanRow key={s.id} system={s} plan={plans.get(s.id)} />)}</tbody></table>
                </div>
              )}
            </>
          );
        }}
      </Loaded>
    </>
  );
}
