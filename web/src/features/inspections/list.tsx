// SPDX-License-Identifier: Apache-2.0
// Inspections by date, and the remedies that are still open.
import { PlusOutlined } from '@ant-design/icons';
import { Button, Segmented, Table } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from 'react-router-dom';
import { get } from '@/api/client';
import type { Page } from '@/api/types';
import { useTexts } from '@/i18n';
import { formatDate } from '@/shared/format';
import { useCan } from '@/shared/session';
import { useUrlState } from '@/shared/url';
import { AgencyName, Card, Loaded, Nothing, PageHead } from '@/shared/ui';
import { WorkStrip } from '@/shared/work';
import { RemedyTag, StateTag } from './parts';
import type { Inspection, InspectionRemedy } from './parts';

const groups: Record<string, string[]> = {
  all: [], planned: ['planned', 'announced'], under_way: ['under_way', 'field_ended', 'drafted'], concluded: ['concluded'], closed: ['closed', 'cancelled'],
};

export default function Inspections() {
  const { t, dyn } = useTexts();
  const can = useCan();
  const navigate = useNavigate();
  const url = useUrlState();
  const group = url.text('state', 'all');
  const rows = useQuery({
    queryKey: ['rows', 'inspections', group],
    queryFn: () => get<Page<Inspection>>('/inspections', { sort: '-starts_on', limit: 200, state: (groups[group] ?? []).join(',') }),
  });
  const remedies = useQuery({
    queryKey: ['rows', 'inspection-remedies', 'open'],
    queryFn: () => get<Page<InspectionRemedy>>('/inspection-remedies', { state: 'open,returned,reported', sort: 'due_on', limit: 200 }),
  });
  return (
    <>
      <PageHead title={t('nav.inspections')} sub={t('inspections.sub')}
        extra={can('inspection', 'write') ? <Button type="primary" icon={<PlusOutlined />} onClick={() => navigate('/registers/inspections/new')} data-testid="plan-inspection">{t('inspections.plan')}</Button> : null} />
      {can('inspection', 'write') ? <WorkStrip /> : null}
      <div className="lc-filters">
        <Segmented<string> value={group} onChange={(v) => url.set({ state: v === 'all' ? null : v })}
          options={Object.keys(groups).map((value) => ({ value, label: value === 'all' ? t('inspections.all') : dyn(`choice.inspection.state.${value}`) }))} />
      </div>
      <Loaded query={rows}>
        {(page) => (
          <div className="lc-card lc-card-flush lc-gap-below">
            <Table<Inspection> size="small" rowKey="id" pagination={false} dataSource={page.rows} scroll={{ x: 'max-content' }}
              locale={{ emptyText: <Nothing text={t('inspections.none')} /> }} columns={[
                { title: dyn('field.inspection.number'), dataIndex: 'number', width: 130, render: (_, r) => <Link to={`/inspections/${r.id}`} data-testid="inspection">{r.number}</Link> },
                { title: dyn('field.inspection.state'), width: 210, render: (_, r) => <StateTag state={r.state} /> },
                { title: dyn('field.inspection.inspected_id'), render: (_, r) => <><AgencyName id={r.inspected_id} /><div className="lc-muted lc-small">{r.title}</div></> },
                { title: dyn('field.inspection.kind'), width: 100, render: (_, r) => dyn(`choice.inspection.kind.${r.kind}`) },
                { title: t('inspections.visit'), width: 210, render: (_, r) => t('inspections.days', { from: formatDate(r.starts_on), to: formatDate(r.ends_on) }) },
              ]} />
          </div>
        )}
      </Loaded>
      <Card title={t('inspections.open_remedies')}>
        <Loaded query={remedies}>
          {(page) => page.rows.length === 0 ? <Nothing text={t('inspections.no_remedies')} /> : (
            <ul className="lc-plain-list">
              {page.rows.map((remedy) => (
                <li key={remedy.id} className="lc-row">
                  <RemedyTag remedy={remedy} />
                  <Link className="lc-grow" to={`/inspections/${remedy.inspection_id}?tab=remedies`} data-testid="open-remedy">{remedy.title}</Link>
                  <AgencyName id={remedy.agency_id} />
                  <span className="lc-muted">{t('inspections.by', { date: formatDate(remedy.due_on) })}</span>
                </li>
              ))}
            </ul>
          )}
        </Loaded>
      </Card>
    </>
  );
}
