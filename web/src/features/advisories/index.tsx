// SPDX-License-Identifier: Apache-2.0
// Advisories: the province's list, or what an agency has to answer.
import { PlusOutlined, UploadOutlined } from '@ant-design/icons';
import { Button, Segmented, Table } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { Suspense, lazy, useState } from 'react';
import { Link, Navigate, useNavigate } from 'react-router-dom';
import { get } from '@/api/client';
import type { Page } from '@/api/types';
import { useTexts } from '@/i18n';
import { formatDate, today } from '@/shared/format';
import { useCan } from '@/shared/session';
import { useUrlState } from '@/shared/url';
import { LevelTag, Loaded, Nothing, PageHead } from '@/shared/ui';
import { DeliveryTag, StateTag } from './parts';
import type { Advisory, Delivery } from './parts';

const MatchDrawer = lazy(() => import('./match'));

export default function Advisories() {
  const can = useCan();
  const number = useUrlState().text('advisory', '');
  if (number) return <ByNumber number={number} />;
  return can('advisory') ? <OfProvince /> : <OfAgency />;
}

/** A duty leads here by the number its facts share. */
function ByNumber({ number }: { number: string }) {
  const url = useUrlState();
  const agency = url.text('agency_id', '');
  const rows = useQuery({
    queryKey: ['rows', 'advisory-deliveries', number, agency],
    queryFn: () => get<Page<Delivery>>('/advisory-deliveries', { number, ...(agency ? { agency_id: agency } : {}), limit: 2 }),
  });
  return (
    <Loaded query={rows}>
      {(page) => <Navigate replace to={page.rows.length === 1 ? `/advisories/deliveries/${page.rows[0]?.id}?${new URLSearchParams({ back: url.text('back', '/advisories') })}` : '/advisories'} />}
    </Loaded>
  );
}

const states = ['all', 'draft', 'issued', 'closed', 'withdrawn'];

function OfProvince() {
  const { t, dyn } = useTexts();
  const can = useCan();
  const navigate = useNavigate();
  const url = useUrlState();
  const [matching, setMatching] = useState(false);
  const state = url.text('state', 'all');
  const rows = useQuery({
    queryKey: ['rows', 'advisories', state],
    queryFn: () => get<Page<Advisory>>('/advisories', { sort: '-id', limit: 200, ...(state === 'all' ? {} : { state }) }),
  });
  const late = (a: Advisory) => a.state === 'issued' && !!a.due_on && a.due_on < today();
  return (
    <>
      <PageHead title={t('nav.advisories')} sub={<>{t('advisories.sub')} · <Link to="/registers/advisory-deliveries">{t('advisories.all_rows')}</Link></>}
        extra={can('advisory', 'write') ? (
          <>
            <Button icon={<UploadOutlined />} onClick={() => setMatching(true)} data-testid="match-cves">{t('advisories.match')}</Button>
            <Button type="primary" icon={<PlusOutlined />} onClick={() => navigate('/registers/advisories/new')} data-testid="new-advisory">{t('advisories.write')}</Button>
          </>
        ) : null} />
      <div className="lc-filters">
        <Segmented<string> value={state} onChange={(v) => url.set({ state: v === 'all' ? null : v })}
          options={states.map((value) => ({ value, label: value === 'all' ? t('advisories.all') : dyn(`choice.advisory.state.${value}`) }))} />
      </div>
      <Loaded query={rows}>
        {(page) => (
          <div className="lc-card lc-card-flush">
            <Table<Advisory> size="small" rowKey="id" pagination={false} dataSource={page.rows} scroll={{ x: 760 }}
              locale={{ emptyText: <Nothing text={t('advisories.none')} /> }} columns={[
                { title: dyn('field.advisory.number'), dataIndex: 'number', width: 120, render: (_, r) => <Link to={`/advisories/${r.id}`} data-testid="advisory">{r.number}</Link> },
                { title: dyn('field.advisory.title'), render: (_, r) => <>{r.title}<div className="lc-muted lc-small">{r.source}</div></> },
                { title: dyn('field.advisory.severity'), width: 120, render: (_, r) => <LevelTag level={r.severity} /> },
                { title: dyn('field.advisory.state'), width: 130, render: (_, r) => <StateTag state={r.state} /> },
                { title: t('advisories.due'), width: 110, render: (_, r) => <span className={late(r) ? 'lc-text-critical' : ''}>{formatDate(r.due_on)}</span> },
                { title: t('advisories.progress'), width: 120, align: 'right', render: (_, r) => (r.state === 'draft' ? '' : `${r.deliveries_closed} / ${r.deliveries}`) },
              ]} />
          </div>
        )}
      </Loaded>
      {matching ? <Suspense fallback={null}><MatchDrawer onClose={() => setMatching(false)} onDone={() => void rows.refetch()} /></Suspense> : null}
    </>
  );
}

const groups: Record<string, string> = { todo: 'sent,read,answered', done: 'closed,withdrawn' };

function OfAgency() {
  const { t } = useTexts();
  const url = useUrlState();
  const group = url.text('show', 'todo');
  const rows = useQuery({
    queryKey: ['rows', 'advisory-deliveries', group],
    queryFn: () => get<Page<Delivery>>('/advisory-deliveries', { state: groups[group] ?? '', sort: group === 'todo' ? 'due_on' : '-id', limit: 200 }),
  });
  return (
    <>
      <PageHead title={t('advisories.back')} sub={t('advisories.own_sub')} />
      <div className="lc-filters">
        <Segmented<string> value={group} onChange={(v) => url.set({ show: v === 'todo' ? null : v })}
          options={[{ value: 'todo', label: t('advisories.todo') }, { value: 'done', label: t('advisories.done') }]} />
      </div>
      <Loaded query={rows}>
        {(page) => page.rows.length === 0 ? <Nothing text={t('advisories.none')} /> : (
          <div className="lc-card lc-card-flush">
            {page.rows.map((row) => (
              <div key={row.id} className="lc-finding-row" data-testid="own-advisory">
                <div className="lc-finding-main">
                  <div className="lc-row"><LevelTag level={row.severity} /><DeliveryTag delivery={row} /></div>
                  <Link to={`/advisories/deliveries/${row.id}`} className="lc-finding-title" data-testid="own-advisory-link">{row.title}</Link>
                  <div className="lc-muted lc-small">{row.number} · {t('advisories.by', { date: formatDate(row.due_on) })}</div>
                </div>
              </div>
            ))}
          </div>
        )}
      </Loaded>
    </>
  );
}
