// SPDX-License-Identifier: Apache-2.0
// Agencies, and systems, as they were on a day.
import { ApartmentOutlined, CloudUploadOutlined, HistoryOutlined, SwapOutlined } from '@ant-design/icons';
import { Button, Input, Segmented, Table } from 'antd';
import { useMemo } from 'react';
import { Link, useNavigate } from 'react-router-dom';
import { useTexts } from '@/i18n';
import { DateInput } from '@/shared/entity/inputs';
import { formatDate, formatNumber, today } from '@/shared/format';
import { useCan } from '@/shared/session';
import { useUrlState } from '@/shared/url';
import { ErrorView, Loading, Nothing, PageHead, Tag } from '@/shared/ui';
import { useAgenciesOn, useSystemsOn } from './data';
import type { Agency, SystemRow } from './data';
import { groupAgencies } from './model';
import type { AgencyNode } from './model';

export default function Agencies() {
  const { t } = useTexts();
  const can = useCan();
  const navigate = useNavigate();
  const state = useUrlState();
  const date = state.text('date', today());
  const shows = state.text('show', 'agencies');
  const past = date !== today();
  return (
    <>
      <PageHead title={t('nav.agencies')} sub={t('agencies.sub')}
        tags={past ? <Tag tone="medium" icon={<HistoryOutlined />}>{t('agencies.as_on', { date: formatDate(date) })}</Tag> : null}
        extra={<>
          {can('reorganisation') ? <Button icon={<HistoryOutlined />} onClick={() => navigate('/reorganisations')} data-testid="reorganisations">{t('nav.reorganisations')}</Button> : null}
          {can('reorganisation', 'write') ? <Button icon={<CloudUploadOutlined />} onClick={() => navigate('/agencies/load')}>{t('agencies.load')}</Button> : null}
          {can('reorganisation', 'write') ? <Button type="primary" icon={<SwapOutlined />} onClick={() => navigate('/reorganisations/new')} data-testid="reorganise">{t('agencies.reorganise')}</Button> : null}
        </>} />
      <div className="lc-filters">
        {can('system') ? (
          <Segmented value={shows} onChange={(value) => state.set({ show: value === 'agencies' ? null : String(value) })}
            options={[{ value: 'agencies', label: t('agencies.show_agencies') }, { value: 'systems', label: t('agencies.show_systems') }]} />
        ) : null}
        <div className="lc-search">
          <Input.Search allowClear defaultValue={state.text('q')} placeholder={t('registers.search')} aria-label={t('registers.search')} onSearch={(q) => state.set({ q })} />
        </div>
        <label className="lc-row">
          <span className="lc-nowrap">{t('agencies.date')}</span>
          <DateInput value={date} onChange={(day) => state.set({ date: day === today() ? null : day })} />
        </label>
        {['2024-12-31', '2025-02-28', '2025-06-30'].map((day) => (
          <Button key={day} size="small" type={day === date ? 'primary' : 'default'} onClick={() => state.set({ date: day })} data-testid={`on-${day}`}>{formatDate(day)}</Button>
        ))}
        {past ? <Button size="small" type="link" onClick={() => state.set({ date: null })}>{t('agencies.today')}</Button> : null}
      </div>
      {shows === 'systems' && can('system') ? <SystemList date={date} q={state.text('q')} agency={Number(state.text('agency')) || 0} /> : <AgencyList date={date} q={state.text('q')} />}
    </>
  );
}

function AgencyList({ date, q }: { date: string; q: string }) {
  const { t, dyn } = useTexts();
  const query = useAgenciesOn(date, q);
  const groups = useMemo(() => groupAgencies((query.data?.rows ?? []).map((r) => r.agency)), [query.data]);
  if (query.error && !query.data) return <ErrorView error={query.error} retry={() => void query.refetch()} />;
  if (!query.data) return <Loading />;
  if (groups.length === 0) return <Nothing text={q ? t('state.no_match') : t('agencies.none_then')} />;
  return (
    <div className="lc-stack" data-testid="agencies-on" data-total={query.data.rows.length}>
      <span className="lc-muted" role="status">{t('registers.total', { n: formatNumber(query.data.rows.length) })}</span>
      {groups.map((group) => (
        <section key={group.kind} className="lc-card lc-card-flush" aria-label={dyn(`choice.agency.kind.${group.kind}`)}>
          <div className="lc-card-head"><h2>{dyn(`choice.agency.kind.${group.kind}`)} <span className="lc-muted">({group.total})</span></h2></div>
          <Table<AgencyNode> size="small" rowKey="id" dataSource={group.nodes} pagination={group.total > 50 ? { pageSize: 50, showSizeChanger: false } : false}
            expandable={{ defaultExpandAllRows: true }} scroll={{ x: 'max-content' }} columns={[
              { key: 'name', title: dyn('field.agency.name'), render: (_, a) => <AgencyCell agency={a} /> },
              { key: 'code', title: dyn('field.agency.code'), width: 120, render: (_, a) => <span className="lc-num">{a.code}</span> },
              { key: 'head', title: dyn('field.agency.head'), width: 200, render: (_, a) => a.head || '—' },
              { key: 'from', title: dyn('field.agency.valid_from'), width: 130, render: (_, a) => formatDate(a.valid_from) },
              { key: 'to', title: dyn('field.agency.valid_to'), width: 130, render: (_, a) => (a.valid_to ? formatDate(a.valid_to) : '—') },
            ]} />
        </section>
      ))}
    </div>
  );
}

function AgencyCell({ agency }: { agency: Agency }) {
  const { t } = useTexts();
  const also = [agency.short_name, agency.aliases, agency.former_names].filter(Boolean).join(' · ');
  return (
    <span>
      <Link to={`/agencies/${agency.id}`}>{agency.name}</Link>
      {agency.is_coordinator ? <> <Tag tone="low" icon={<ApartmentOutlined />}>{t('agencies.coordinator')}</Tag></> : null}
      {also ? <div className="lc-small lc-muted">{also}</div> : null}
    </span>
  );
}

function SystemList({ date, q, agency }: { date: string; q: string; agency: number }) {
  const { t, dyn } = useTexts();
  const query = useSystemsOn(date, q, agency);
  const agencies = useAgenciesOn(date, '');
  const names = useMemo(() => new Map((agencies.data?.rows ?? []).map((r) => [r.agency.id, r.agency.name])), [agencies.data]);
  if (query.error && !query.data) return <ErrorView error={query.error} retry={() => void query.refetch()} />;
  if (!query.data) return <Loading />;
  return (
    <div className="lc-card lc-card-flush" data-testid="systems-on" data-total={query.data.total}>
      <Table<SystemRow> size="small" rowKey="id" dataSource={query.data.rows.map((r) => r.system)} scroll={{ x: 'max-content' }}
        pagination={{ pageSize: 50, showSizeChanger: false, showTotal: () => t('registers.total', { n: formatNumber(query.data.total) }) }}
        columns={[
          { key: 'name', title: dyn('field.system.name'), render: (_, s) => <><Link to={`/registers/systems/${s.id}`}>{s.name}</Link><div className="lc-small lc-muted">{s.domain}</div></> },
          { key: 'owner', title: t('agencies.owner_then'), render: (_, s) => <Link to={`/agencies/${s.agency_id}`}>{names.get(s.agency_id) ?? `#${s.agency_id}`}</Link> },
          { key: 'level', title: dyn('field.system.level'), width: 90, align: 'right', render: (_, s) => s.level },
          { key: 'state', title: dyn('field.system.state'), width: 150, render: (_, s) => dyn(`choice.system.state.${s.state}`) },
          { key: 'owners', title: '', width: 150, render: (_, s) => <Link to={`/agencies/systems/${s.id}`}>{t('agencies.owners')}</Link> },
        ]} />
    </div>
  );
}
