// SPDX-License-Identifier: Apache-2.0
// One information system: what it is, what it is made of, whose addresses, its level, duties and history.
import { EditOutlined, SafetyCertificateOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { Suspense, lazy, useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router-dom';
import { get } from '@/api/client';
import type { SystemStatus } from '@/api/level_types';
import type { Duties, Duty, FactView } from '@/api/types';
import { useTexts } from '@/i18n';
import { DutyRow, byUrgency, dutyKey } from '@/shared/duty';
import { FactList } from '@/shared/history';
import { LevelNumber } from './tags';
import { useLiveChange } from '@/shared/live';
import { useKeys } from '@/shared/keys';
import { useCan } from '@/shared/session';
import { useUrlState } from '@/shared/url';
import { AgencyName, Card, Loaded, Nothing, PageHead, Tag } from '@/shared/ui';
import { LevelTab } from './level';
import { Addresses, Links, Products } from './lists';
import { Summary } from './summary';

// The form is heavy, and most who look at a system record nothing.
const KnownAdvisories = lazy(() => import('@/shared/known_advisories'));
const RecordDialog = lazy(() => import('@/shared/record_dialog').then((m) => ({ default: m.RecordDialog })));

const names = ['summary', 'products', 'addresses', 'links', 'dossiers', 'duties', 'history'] as const;
type Name = (typeof names)[number];

export default function SystemPage() {
  const { id = '' } = useParams();
  const status = useQuery({ queryKey: ['system-status', id], queryFn: () => get<SystemStatus>(`/systems/${encodeURIComponent(id)}/status`) });
  useLiveChange(['system', 'system_product', 'system_domain', 'system_link', 'system_supplier', 'address_range', 'dossier', 'assurance_record', 'readiness_check', 'regulation'], () => void status.refetch());
  return <Loaded query={status} rows={12}>{(data) => <Page key={id} data={data} />}</Loaded>;
}

function DutiesTab({ system }: { system: SystemStatus['system'] }) {
  const can = useCan();
  const [duty, setDuty] = useState<Duty | null>(null);
  const { pick } = useTexts();
  const list = useQuery({ queryKey: ['duties', 'system', system.id], queryFn: () => get<Duties>('/duties', { system_id: system.id, limit: 200 }) });
  return (
    <Card>
      <Loaded query={list}>
        {(data) => (data.rows.length === 0 ? <Nothing /> : (
          <div>{[...data.rows].sort(byUrgency).map((row) => <DutyRow key={dutyKey(row)} duty={row} {...(can('assurance_record', 'write') ? { onRecord: setDuty } : {})} />)}</div>
        ))}
      </Loaded>
      {duty ? <Suspense fallback={null}><RecordDialog request={{ agencyId: duty.agency_id, kinds: duty.discharge_with ? [duty.discharge_with] : [], systemId: duty.system_id, title: pick(duty.title_vi, duty.title_en) }} onClose={() => setDuty(null)} /></Suspense> : null}
    </Card>
  );
}

function HistoryTab({ id }: { id: number }) {
  const history = useQuery({ queryKey: ['history', 'systems', id], queryFn: () => get<{ rows: FactView[] }>(`/systems/${id}/history`) });
  return <Card><Loaded query={history}>{(data) => <FactList facts={data.rows} />}</Loaded></Card>;
}

function Page({ data }: { data: SystemStatus }) {
  const { t, dyn } = useTexts();
  const can = useCan();
  const navigate = useNavigate();
  const url = useUrlState();
  const { system } = data;
  const open = url.text('tab', 'summary');
  const go = (name: Name) => url.set({ tab: name === 'summary' ? null : name });
  useKeys(Object.fromEntries(names.map((name, i) => [String(i + 1), () => go(name)])));
  const panes: Record<Name, [string, React.ReactNode]> = {
    summary: [t('system.tab_summary'), <Summary key="s" data={data} />],
    products: [t('system.tab_products', { n: data.products.length }), <div key="p" className="lc-stack"><Products data={data} /><Suspense fallback={null}><KnownAdvisories of={`systems/${system.id}`} words={{ title: t('advisories.known'), none: t('advisories.known_none'), because: (product) => t('advisories.because', { product }), byCve: t('advisories.known_by_cve'), noVersion: t('advisories.no_version') }} /></Suspense></div>],
    addresses: [t('system.tab_addresses', { n: data.addresses.length + data.domains.length + (system.domain ? 1 : 0) }), <Addresses key="a" data={data} />],
    links: [t('system.tab_links', { n: data.links.length + data.suppliers.length }), <Links key="l" data={data} />],
    dossiers: [t('system.tab_dossiers'), <LevelTab key="d" data={data} />],
    duties: [t('system.tab_duties'), <DutiesTab key="u" system={system} />],
    history: [t('system.tab_history'), <HistoryTab key="h" id={system.id ?? 0} />],
  };
  return (
    <>
      <PageHead title={system.name ?? ''} tags={<><LevelNumber level={system.level ?? 0} /><Tag tone={system.state === 'in_operation' ? 'good' : 'neutral'}>{dyn(`choice.system.state.${String(system.state)}`)}</Tag></>}
        sub={<><Link to="/registers/systems">← {dyn('entity.system')}</Link> · <Link to={`/registers/agencies/${system.agency_id}`}><AgencyName id={system.agency_id} /></Link></>}
        extra={<>
          <Button icon={<SafetyCertificateOutlined />} onClick={() => navigate(`/registers/systems/${system.id}/controls`)} data-testid="to-controls">{t('controls.title')}</Button>
          {can('system', 'write') ? <Button type="primary" icon={<EditOutlined />} onClick={() => navigate(`/registers/systems/${system.id}/edit`)} data-testid="edit-system">{t('system.edit')}</Button> : null}
        </>} />
      <nav className="lc-subnav" aria-label={system.name ?? ''}>
        {names.map((name) => (
          <Link key={name} to={name === 'summary' ? '?' : `?tab=${name}`} replace className={name === open ? 'lc-subnav-on' : ''} aria-current={name === open ? 'page' : undefined}>{panes[name][0]}</Link>
        ))}
      </nav>
      {panes[names.find((name) => name === open) ?? 'summary'][1]}
    </>
  );
}
