// SPDX-License-Identifier: Apache-2.0
// What the change of law in 2026 asks of each system, overdue first.
import { Table } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router-dom';
import { get } from '@/api/client';
import type { TransitionList } from '@/api/level_types';
import { useTexts } from '@/i18n';
import { formatDate } from '@/shared/format';
import { LevelNumber, TransitionTag } from './tags';
import { useUrlState } from '@/shared/url';
import { AgencyName, Loaded, Nothing, PageHead } from '@/shared/ui';

const states = ['overdue', 'due', 'met'] as const;

export default function TransitionPage() {
  const { t, dyn, pick } = useTexts();
  const url = useUrlState();
  const state = url.text('state', 'overdue');
  const list = useQuery({ queryKey: ['level-transition', state], queryFn: () => get<TransitionList>('/level-transition', { state, limit: 1000 }) });
  return (
    <>
      <PageHead title={t('nav.transition')} sub={t('transition.sub')} />
      <Loaded query={list}>
        {(data) => (
          <>
            <nav className="lc-subnav" aria-label={dyn('field.dossier.status')}>
              {states.map((name) => (
                <Link key={name} to={`?state=${name}`} className={name === state ? 'lc-subnav-on' : ''} aria-current={name === state ? 'page' : undefined}>
                  {dyn(`transition.state.${name}`)}<span className="lc-subnav-mark">{data[name]}</span>
                </Link>
              ))}
            </nav>
            {data.rows.length === 0 ? <Nothing /> : (
              <div className="lc-card lc-card-flush lc-scroll-x">
                <Table size="small" rowKey={(row) => `${row.system_id}/${row.duty.id}`} dataSource={data.rows} pagination={{ pageSize: 50, showSizeChanger: false, hideOnSinglePage: true, showTotal: (n) => t('transition.total', { n }) }} data-testid="transition"
                  columns={[
                    { title: dyn('field.dossier.system_id'), render: (_, row) => <><Link to={`/registers/systems/${row.system_id}?tab=dossiers`}>{row.system_name}</Link><div className="lc-muted lc-small"><AgencyName id={row.agency_id} /></div></> },
                    { title: dyn('field.system.level'), render: (_, row) => <LevelNumber level={row.level} /> },
                    { title: t('transition.duty'), render: (_, row) => <>{pick(row.duty.vi, row.duty.en)}<div className="lc-muted lc-small">{row.duty.basis}</div></> },
                    { title: t('dossier.due'), render: (_, row) => <span className="lc-nowrap">{formatDate(row.duty.due)}</span> },
                    { title: dyn('field.dossier.status'), render: (_, row) => <TransitionTag state={row.duty.state} /> },
                  ]} />
              </div>
            )}
          </>
        )}
      </Loaded>
    </>
  );
}
