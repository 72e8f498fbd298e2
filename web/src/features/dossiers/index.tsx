// SPDX-License-Identifier: Apache-2.0
// Dossiers by step, the next limit first to see. The same page for the agency and for the appraiser.
import { PlusOutlined } from '@ant-design/icons';
import { Button, Table } from 'antd';
import type { TableProps } from 'antd';
import { Link, useNavigate } from 'react-router-dom';
import { dossierStatuses } from '@/api/level_types';
import type { Dossier } from '@/api/level_types';
import { useTexts } from '@/i18n';
import { useRows } from '@/shared/entity/data';
import type { RecordRow } from '@/shared/entity/data';
import { DossierTag, LevelNumber } from './tags';
import { useLiveChange } from '@/shared/live';
import { useSystems } from '@/shared/lookups';
import { ownAgencyOnly, useCan, useMe } from '@/shared/session';
import { useUrlState } from '@/shared/url';
import { AgencyName, Loaded, Nothing, PageHead, Remaining } from '@/shared/ui';

/** The limit of the step that the dossier is at. */
export function dueOf(dossier: Dossier): string | null {
  if (dossier.status === 'filed') return dossier.check_due ?? null;
  if (dossier.status === 'appraising') return dossier.appraise_due ?? null;
  if (dossier.status === 'appraised') return dossier.approve_due ?? null;
  return null;
}

const open = 'draft,filed,returned,appraising,appraised';

export default function Dossiers() {
  const { t, dyn } = useTexts();
  const me = useMe();
  const can = useCan();
  const navigate = useNavigate();
  const url = useUrlState();
  const status = url.text('status', 'open');
  const { byId } = useSystems();
  const filters = new URLSearchParams({ sort: '-updated_at', status: status === 'open' ? open : status });
  const { query, rows, total } = useRows<RecordRow & Dossier>('dossiers', filters, 100);
  useLiveChange(['dossier'], () => void query.refetch());
  const own = ownAgencyOnly(me, 'dossier', 'read');
  const columns: NonNullable<TableProps<RecordRow & Dossier>['columns']> = [
    { title: dyn('field.dossier.number'), render: (_, d) => <Link to={`/dossiers/${d.id}`} data-testid="dossier-link">{d.number}</Link> },
    { title: dyn('field.dossier.system_id'), render: (_, d) => <>{byId.get(d.system_id)?.name ?? `#${d.system_id}`}{own ? null : <div className="lc-muted lc-small"><AgencyName id={d.agency_id} /></div>}</> },
    { title: dyn('field.dossier.level'), render: (_, d) => <LevelNumber level={d.level ?? 0} /> },
    { title: t('dossiers.step'), render: (_, d) => <DossierTag status={String(d.status)} /> },
    { title: t('dossiers.due'), render: (_, d) => { const due = dueOf(d); return due ? <Remaining due={due} /> : <span className="lc-muted">—</span>; } },
    { title: dyn('field.dossier.regime'), responsive: ['lg'], render: (_, d) => dyn(`choice.dossier.regime.${String(d.regime)}`) },
  ];
  return (
    <>
      <PageHead title={t('nav.dossiers')} sub={t('dossiers.sub')}
        extra={can('dossier', 'write') && own ? <Button type="primary" icon={<PlusOutlined />} onClick={() => navigate('/levels')} data-testid="new-dossier">{t('dossiers.new')}</Button> : <Link to="/levels/transition">{t('nav.transition')}</Link>} />
      <nav className="lc-subnav" aria-label={t('dossiers.step')}>
        {['open', ...dossierStatuses].map((name) => (
          <Link key={name} to={name === 'open' ? '?' : `?status=${name}`} className={name === status ? 'lc-subnav-on' : ''} aria-current={name === status ? 'page' : undefined}>
            {name === 'open' ? t('dossiers.open') : dyn(`choice.dossier.status.${name}`)}{name === status ? <span className="lc-subnav-mark">{total}</span> : null}
          </Link>
        ))}
      </nav>
      <Loaded query={query}>
        {() => (rows.length === 0 ? <Nothing text={t('dossiers.none')} /> : (
          <div className="lc-card lc-card-flush lc-scroll-x">
            <Table<RecordRow & Dossier> rowKey="id" size="small" columns={columns} dataSource={rows} pagination={false} data-testid="dossiers" />
          </div>
        ))}
      </Loaded>
    </>
  );
}
