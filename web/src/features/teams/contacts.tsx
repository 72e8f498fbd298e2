// SPDX-License-Identifier: Apache-2.0
// All contact points: which are to be confirmed again, and what the agencies' pages show.
import { ReloadOutlined } from '@ant-design/icons';
import { Alert, Button, Table } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { Link } from 'react-router-dom';
import { get, post } from '@/api/client';
import { useTexts } from '@/i18n';
import { formatDate, formatNumber } from '@/shared/format';
import { useNotice } from '@/shared/problems';
import { useCan } from '@/shared/session';
import { useUrlState } from '@/shared/url';
import { Loaded, Nothing, PageHead, Time } from '@/shared/ui';
import { ContactActions, useRenew } from './contact_list';
import type { CheckerView, ConfirmationRow, ConfirmationTable } from './data';
import { ConfirmTag, OutcomeTag, useDetail } from './tags';

const states = ['expired', 'never', 'due', 'confirmed'];
const outcomes = ['missing', 'partly', 'unreachable', 'refused', 'found'];

function Who({ row }: { row: ConfirmationRow }) {
  const { dyn } = useTexts();
  const { contact } = row.line;
  return (
    <div className="lc-stack-tight">
      <Link to={`/team?agency_id=${contact.agency_id}`}>{row.agency_name}</Link>
      <span className="lc-small lc-muted">{contact.name} · {dyn(`choice.contact_point.role.${contact.role}`)}</span>
    </div>
  );
}

/** State of the checker, the button, and what the last run found. */
function Checker() {
  const { t } = useTexts();
  const can = useCan();
  const renew = useRenew();
  const { done, failed } = useNotice();
  const state = useQuery({ queryKey: ['contact-checker'], queryFn: () => get<CheckerView>('/contact-checker'), refetchInterval: (query) => (query.state.data?.is_running ? 1500 : 60_000) });
  const running = state.data?.is_running ?? false;
  const was = useRef(running);
  useEffect(() => {
    if (was.current && !running) renew();
    was.current = running;
  });
  const run = () => void post('/contact-checker/run').then(() => { done(t('contacts.run_started')); void state.refetch(); }, failed);
  return (
    <Loaded query={state} rows={1}>
      {(data) => !data.is_enabled ? <Alert type="info" showIcon title={t('contacts.off')} /> : (
        <div className="lc-row">
          {can('contact_check', 'write') ? <Button type="primary" icon={<ReloadOutlined />} loading={data.is_running} onClick={run} data-testid="run-checks">{t('contacts.run')}</Button> : null}
          <span className="lc-muted" role="status" data-testid="checker">
            {data.is_running ? t('contacts.running', { done: data.done, total: data.total }) : data.finished_at ? t('contacts.last', { ...data.counts }) : ''}
          </span>
          {data.finished_at ? <span className="lc-muted lc-small"><Time at={data.finished_at} /></span> : null}
          {data.problem ? <span className="lc-text-critical">{t('contacts.problem', { text: data.problem })}</span> : null}
        </div>
      )}
    </Loaded>
  );
}

function Chips({ name, values, count, label }: { name: string; values: string[]; count: (value: string) => number; label: (value: string) => string }) {
  const { t } = useTexts();
  const url = useUrlState();
  const chosen = url.text(name);
  return (
    <div className="lc-filters" role="group" aria-label={t('contacts.state')}>
      {values.map((value) => (
        <button key={value} type="button" className="lc-chip" aria-pressed={chosen === value} data-testid={`show-${value}`} onClick={() => url.set({ [name]: chosen === value ? null : value })}>
          {label(value)} <b>{formatNumber(count(value))}</b>
        </button>
      ))}
    </div>
  );
}

function Confirmations({ table }: { table: ConfirmationTable }) {
  const { t, dyn } = useTexts();
  const chosen = useUrlState().text('state');
  const rows = table.rows.filter((row) => chosen === '' || row.line.state === chosen);
  return (
    <>
      <Chips name="state" values={states} label={(s) => dyn(`team.state.${s}`)} count={(s) => table.rows.filter((row) => row.line.state === s).length} />
      <div className="lc-card lc-card-flush">
        <Table<ConfirmationRow> size="small" rowKey={(r) => r.line.contact.id} dataSource={rows} pagination={{ pageSize: 50, hideOnSinglePage: true, showSizeChanger: false }} scroll={{ x: 'max-content' }} locale={{ emptyText: <Nothing text={t('contacts.none')} /> }} columns={[
          { title: t('contacts.name'), render: (_, r) => <Who row={r} /> },
          { title: t('contacts.state'), render: (_, r) => <ConfirmTag state={r.line.state} /> },
          { title: t('contacts.until'), render: (_, r) => <span className="lc-nowrap">{formatDate(r.line.confirmed_until) || '—'}</span> },
          { title: '', render: (_, r) => <ContactActions line={r.line} /> },
        ]} />
      </div>
    </>
  );
}

function Pages({ table }: { table: ConfirmationTable }) {
  const { t, dyn } = useTexts();
  const detail = useDetail();
  const chosen = useUrlState().text('outcome');
  const all = table.rows.filter((row) => row.line.last_check);
  const rows = all.filter((row) => chosen === '' || row.line.last_check?.outcome === chosen);
  return (
    <>
      <div className="lc-gap-below"><Checker /></div>
      <Chips name="outcome" values={outcomes} label={(o) => dyn(`choice.contact_check.outcome.${o}`)} count={(o) => all.filter((row) => row.line.last_check?.outcome === o).length} />
      <div className="lc-card lc-card-flush">
        <Table<ConfirmationRow> size="small" rowKey={(r) => r.line.contact.id} dataSource={rows} pagination={{ pageSize: 50, hideOnSinglePage: true, showSizeChanger: false }} tableLayout="fixed" scroll={{ x: 1000 }} locale={{ emptyText: <Nothing text={t('contacts.none')} /> }} columns={[
          { title: t('contacts.name'), width: 250, render: (_, r) => <Who row={r} /> },
          { title: t('contacts.result'), width: 190, render: (_, r) => <div className="lc-stack-tight"><div><OutcomeTag outcome={r.line.last_check?.outcome ?? ''} /></div><span className="lc-small">{detail(r.line.last_check?.detail ?? '')}</span></div> },
          { title: t('team.page'), width: 220, render: (_, r) => <span className="lc-break">{r.line.last_check?.url || '—'}</span> },
          { title: t('contacts.evidence'), render: (_, r) => <span className="lc-small lc-clamp">{r.line.last_check?.excerpt || '—'}</span> },
          { title: t('contacts.checked'), width: 150, render: (_, r) => <Link to={`/registers/contact-checks/${r.line.last_check?.id ?? ''}`}><Time at={r.line.last_check?.checked_at} /></Link> },
        ]} />
      </div>
      <p className="lc-gap-above"><Link to="/registers/contact-checks?sort=-checked_at">{t('contacts.history')}</Link></p>
    </>
  );
}

export default function Contacts() {
  const { t } = useTexts();
  const url = useUrlState();
  const tab = url.text('tab', 'confirm');
  const table = useQuery({ queryKey: ['confirmations'], queryFn: () => get<ConfirmationTable>('/contact-confirmations') });
  return (
    <>
      <PageHead title={t('contacts.title')} sub={t('contacts.sub')} extra={<div className="lc-row"><Link to="/teams">{t('team.quotas')}</Link><Link to="/registers/contact-links?sort=-created_at">{t('team.link_title')}</Link></div>} />
      <div className="lc-filters" role="group" aria-label={t('contacts.title')}>
        {([['confirm', 'contacts.tab_confirm'], ['pages', 'contacts.tab_pages']] as const).map(([name, text]) => (
          <button key={name} type="button" className="lc-chip" aria-pressed={tab === name} data-testid={`tab-${name}`} onClick={() => url.set({ tab: name === 'confirm' ? null : name })}>{t(text)}</button>
        ))}
      </div>
      <Loaded query={table} rows={12}>{(data) => (tab === 'pages' ? <Pages table={data} /> : <Confirmations table={data} />)}</Loaded>
    </>
  );
}
