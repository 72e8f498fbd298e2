// SPDX-License-Identifier: Apache-2.0
import { DownloadOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Input, Select, Table } from 'antd';
import type { TableProps } from 'antd';
import { useRef } from 'react';
import { Link, useNavigate } from 'react-router-dom';
import { apiUrl } from '@/api/client';
import { incidentCategories, incidentStatuses, severities } from '@/api/types';
import type { Incident } from '@/api/types';
import { useTexts } from '@/i18n';
import { useRows } from '@/shared/entity/data';
import { AgencySelect } from '@/shared/entity/select';
import { formatNumber } from '@/shared/format';
import { useKeys } from '@/shared/keys';
import { useLiveChange } from '@/shared/live';
import { ownAgencyOnly, useCan, useMe } from '@/shared/session';
import { useUrlState } from '@/shared/url';
import { AgencyName, ErrorView, IncidentStatusTag, Nothing, PageHead, SeverityTag, Time } from '@/shared/ui';

export default function Incidents() {
  const { t, dyn } = useTexts();
  const me = useMe();
  const can = useCan();
  const navigate = useNavigate();
  const url = useUrlState();
  const box = useRef<HTMLDivElement>(null);
  useKeys({ '/': () => box.current?.querySelector('input')?.focus() });
  const filters = new URLSearchParams(url.params);
  if (!filters.has('sort')) filters.set('sort', '-detected_at');
  const { query, rows, total } = useRows<Incident>('incidents', filters);
  useLiveChange(['incident'], () => void query.refetch());
  const sort = filters.get('sort') ?? '';
  const order = (name: string) => (sort === name ? 'ascend' as const : sort === `-${name}` ? 'descend' as const : null);
  const onChange: TableProps<Incident>['onChange'] = (_, __, sorter) => {
    if (!Array.isArray(sorter)) url.set({ sort: sorter.order ? `${sorter.order === 'descend' ? '-' : ''}${String(sorter.columnKey)}` : null });
  };
  const many = (name: string, values: string[]) => (
    <Select mode="multiple" allowClear maxTagCount="responsive" style={{ minWidth: 150 }} placeholder={dyn(`field.incident.${name}`)}
      aria-label={dyn(`field.incident.${name}`)} value={url.list(name)} onChange={(v: string[]) => url.set({ [name]: v })}
      options={values.map((value) => ({ value, label: dyn(`choice.incident.${name}.${value}`) }))} />
  );
  return (
    <>
      <PageHead title={t('nav.incidents')} extra={<>
        <Button icon={<DownloadOutlined />} href={apiUrl('/incidents.csv', filters)} download>{t('action.export')}</Button>
        {can('incident', 'write') ? <Button type="primary" icon={<PlusOutlined />} onClick={() => navigate('/incidents/new')}>{t('nav.report_incident')}</Button> : null}
      </>} />
      <div className="lc-filters" ref={box}>
        <Input.Search allowClear key={url.text('q')} defaultValue={url.text('q')} className="lc-search" placeholder={t('incidents.search')}
          aria-label={t('incidents.search')} onSearch={(q) => url.set({ q })} />
        {many('status', incidentStatuses)}
        {many('severity', severities)}
        {many('category', incidentCategories)}
        {ownAgencyOnly(me, 'incident', 'read') ? null : (
          <AgencySelect allowClear placeholder={dyn('field.incident.agency_id')} aria-label={dyn('field.incident.agency_id')} style={{ width: 220 }}
            value={url.text('agency_id') ? Number(url.text('agency_id')) : null} onChange={(v) => url.set({ agency_id: v ? String(v) : null })} />
        )}
        <span className="lc-grow" />
        <span className="lc-muted" role="status" data-testid="total">{t('registers.total', { n: formatNumber(total) })}</span>
      </div>
      {query.error && rows.length === 0 ? <ErrorView error={query.error} retry={() => void query.refetch()} /> : (
        <div className="lc-card lc-card-flush">
          <Table<Incident> size="small" rowKey="id" dataSource={rows} pagination={false} loading={query.isPending} scroll={{ x: 'max-content' }}
            showSorterTooltip={false} onChange={onChange} locale={{ emptyText: <Nothing text={t('incidents.none')} /> }} columns={[
              { key: 'number', title: dyn('field.incident.number'), sorter: true, sortOrder: order('number'), render: (_, i) => <Link to={`/incidents/${i.id}`} className="lc-nowrap">{i.number}</Link> },
              { key: 'severity', title: dyn('field.incident.severity'), sorter: true, sortOrder: order('severity'), render: (_, i) => <SeverityTag severity={i.severity} /> },
              { key: 'title', title: dyn('field.incident.title'), render: (_, i) => <Link to={`/incidents/${i.id}`}>{i.title}</Link> },
              { key: 'agency_id', title: dyn('field.incident.agency_id'), render: (_, i) => <AgencyName id={i.agency_id} /> },
              { key: 'category', title: dyn('field.incident.category'), render: (_, i) => dyn(`choice.incident.category.${i.category}`) },
              { key: 'status', title: dyn('field.incident.status'), sorter: true, sortOrder: order('status'), render: (_, i) => <IncidentStatusTag status={i.status} /> },
              { key: 'detected_at', title: dyn('field.incident.detected_at'), sorter: true, sortOrder: order('detected_at'), render: (_, i) => <Time at={i.detected_at} /> },
            ]} />
        </div>
      )}
      {query.hasNextPage ? <div className="lc-more"><Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()} data-testid="load-more">{t('registers.more', { shown: formatNumber(rows.length), n: formatNumber(total) })}</Button></div> : null}
    </>
  );
}
