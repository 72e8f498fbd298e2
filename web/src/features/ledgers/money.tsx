// SPDX-License-Identifier: Apache-2.0
// A year's money for security against the floor in force.
import { Button, InputNumber } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { Link, useLocation } from 'react-router-dom';
import { get } from '@/api/client';
import type { BudgetList } from '@/api/types';
import { useTexts } from '@/i18n';
import { formatDate, formatNumber, today } from '@/shared/format';
import { useCan, useMe } from '@/shared/session';
import { useUrlState } from '@/shared/url';
import { AgencyName, Loaded, Nothing, PageHead, Tag } from '@/shared/ui';

type Row = BudgetList['rows'][number];
const share = (permille: number) => `${formatNumber(permille / 10)}%`;

function MoneyRow({ row, floor }: { row: Row; floor: number }) {
  const { t, dyn } = useTexts();
  const known = row.budget_id > 0;
  const width = Math.min(100, row.share_permille / 4);
  return (
    <tr data-testid="money-row" data-below={row.below}>
      <td><AgencyName id={row.agency_id} /></td>
      {known ? (
        <>
          <td className="lc-number">{formatNumber(row.it_total)}</td>
          <td className="lc-number">{formatNumber(row.security_part)}</td>
          <td>
            <Link to={`/registers/budgets/${row.budget_id}`}>{share(row.share_permille)}</Link>
            <span className="lc-bar lc-bar-floor" aria-hidden="true"><i className={row.below ? 'lc-fill-critical' : 'lc-fill-good'} style={{ width: `${width}%` }} /><s style={{ left: `${floor * 2.5}%` }} /></span>
          </td>
          <td>{floor === 0 ? '—' : row.below ? <><Tag tone="critical">{t('ledgers.money_below')}</Tag><div className="lc-small">{t('ledgers.money_missing', { n: formatNumber(row.missing) })}</div></> : <Tag tone="good">{t('ledgers.money_enough')}</Tag>}</td>
          <td className="lc-small lc-muted">{dyn(`choice.budget.state.${row.state}`)}</td>
        </>
      ) : <td colSpan={5} className="lc-muted">{t('ledgers.money_unknown')}</td>}
      <td className="lc-number"><Link to={`/registers/budget-proposals?agency_id=${row.agency_id}`}>{formatNumber(row.proposals)}</Link></td>
    </tr>
  );
}

export default function Money() {
  const { t, dyn } = useTexts();
  const me = useMe();
  const can = useCan();
  const url = useUrlState();
  const { pathname, search } = useLocation();
  const year = Number(url.text('year', today().slice(0, 4)));
  const only = url.text('show') === 'below';
  const query = useQuery({ queryKey: ['rows', 'budgets', 'standing', year], queryFn: () => get<BudgetList>('/ledgers/budgets', { year }), placeholderData: (previous) => previous });
  const form = (path: string, more: Record<string, string>) => `/registers/${path}/new?${new URLSearchParams({ ...more, ...(me.agency_id ? { agency_id: String(me.agency_id) } : {}), back: pathname + search })}`;
  return (
    <>
      <PageHead title={t('ledgers.money')} sub={query.data ? (query.data.floor_percent > 0 ? t('ledgers.money_sub', { year, n: query.data.floor_percent }) : t('ledgers.money_no_floor', { year })) : ''}
        extra={<>
          {can('budget_proposal', 'write') ? <Link to={form('budget-proposals', { kind: 'budget', period: String(year) })}><Button>{t('ledgers.money_propose')}</Button></Link> : null}
          {can('budget', 'write') ? <Link to={form('budgets', { year: String(year) })}><Button type="primary">{t('ledgers.money_enter')}</Button></Link> : null}
        </>} />
      <Loaded query={query} rows={8}>
        {(list) => {
          const rows = list.rows.filter((r) => !only || r.below).sort((a, b) => Number(b.below) - Number(a.below) || a.share_permille - b.share_permille);
          return (
            <>
              <div className="lc-filters">
                <span>{t('ledgers.money_year')}</span>
                <InputNumber min={2010} max={2100} value={year} aria-label={t('ledgers.money_year')} onChange={(v) => { if (v && v >= 2010) url.set({ year: String(v) }); }} />
                <button type="button" className="lc-chip" aria-pressed={only} data-testid="show-below" onClick={() => url.set({ show: only ? null : 'below' })}>{t('ledgers.money_below')} <b>{formatNumber(list.below)}</b></button>
                <span className="lc-grow" />
                <span data-testid="money-sum">{t('ledgers.money_part')}: <b>{formatNumber(list.security_part)}</b> / {formatNumber(list.it_total)} {t('ledgers.million')}{list.it_total > 0 ? ` (${share(Math.floor((list.security_part * 1000) / list.it_total))})` : ''}</span>
              </div>
              {rows.length === 0 ? <Nothing /> : (
                <div className="lc-card lc-card-flush lc-scroll-x">
                  <table className="lc-table">
                    <thead><tr><th>{t('ledgers.agency')}</th><th className="lc-number">{t('ledgers.money_total')}</th><th className="lc-number">{t('ledgers.money_part')}</th><th>{t('ledgers.money_share')}</th><th>{t('ledgers.money_against')}</th><th>{dyn('field.budget.state')}</th><th className="lc-number">{t('ledgers.money_proposals')}</th></tr></thead>
                    <tbody>{rows.map((row) => <MoneyRow key={row.agency_id} row={row} floor={list.floor_percent} />)}</tbody>
                  </table>
                </div>
              )}
              <p className="lc-muted lc-small">{t('ledgers.money_floors', { list: list.floors.map((f) => `${formatDate(f.since)}: ${f.percent}%`).join('; ') || '—' })}</p>
            </>
          );
        }}
      </Loaded>
    </>
  );
}
