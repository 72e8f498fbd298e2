// SPDX-License-Identifier: Apache-2.0
// Teams, experts and contacts of all agencies against what is asked of them.
import { Input, Table } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router-dom';
import { get } from '@/api/client';
import { useTexts } from '@/i18n';
import { formatNumber } from '@/shared/format';
import { matchRank } from '@/shared/text';
import { useUrlState } from '@/shared/url';
import { Loaded, Nothing, PageHead, Tag } from '@/shared/ui';
import type { QuotaRow, QuotaTable } from './data';
import { ConfirmTag, OutcomeTag, QuotaTag } from './tags';

const groups = [
  ['all', () => true],
  ['no_team', (r) => r.teams === 0],
  ['no_expert', (r) => r.quota !== 'met'],
  ['no_role', (r) => r.missing_roles.length > 0],
  ['stale', (r) => r.confirmation !== 'confirmed'],
  ['page', (r) => r.publication !== null && r.publication !== 'found'],
  ['certificate', (r) => r.certificates_expired + r.certificates_expiring > 0],
] as const satisfies readonly (readonly [string, (row: QuotaRow) => boolean])[];

function Rows({ rows }: { rows: QuotaRow[] }) {
  const { t, dyn } = useTexts();
  return (
    <div className="lc-card lc-card-flush">
      <Table<QuotaRow> size="small" rowKey="agency_id" dataSource={rows} pagination={false} scroll={{ x: 1080 }} locale={{ emptyText: <Nothing text={t('state.no_match')} /> }} columns={[
        { title: t('quotas.agency'), width: 290, render: (_, r) => <div className="lc-stack-tight"><Link to={`/team?agency_id=${r.agency_id}`} data-testid="quota-agency">{r.agency_name}</Link><span className="lc-muted lc-small">{dyn(`choice.agency.kind.${r.kind}`)}</span></div> },
        { title: t('quotas.teams'), render: (_, r) => r.teams > 0 ? <span className="lc-row lc-nowrap"><Tag tone="good">{t('quotas.state.met')}</Tag><span className="lc-muted lc-small">{t('quotas.members', { n: r.members })}</span></span> : <Tag tone="high">{t('quotas.no_team')}</Tag> },
        { title: t('quotas.experts'), render: (_, r) => <span className="lc-row lc-nowrap"><b>{t('team.of', { n: r.qualified, of: r.required })}</b><QuotaTag state={r.quota} /></span> },
        { title: t('quotas.roles'), render: (_, r) => r.missing_roles.length === 0 ? '—' : r.missing_roles.map((role) => dyn(`choice.contact_point.role.${role}`)).join(', ') },
        { title: t('quotas.confirmation'), render: (_, r) => <ConfirmTag state={r.confirmation} /> },
        { title: t('quotas.publication'), render: (_, r) => r.publication ? <OutcomeTag outcome={r.publication} /> : '—' },
        { title: t('quotas.certificate'), align: 'right', render: (_, r) => r.certificates_expired + r.certificates_expiring > 0 ? formatNumber(r.certificates_expired + r.certificates_expiring) : '—' },
      ]} />
    </div>
  );
}

export default function Quotas() {
  const { t, dyn } = useTexts();
  const url = useUrlState();
  const table = useQuery({ queryKey: ['team-quotas'], queryFn: () => get<QuotaTable>('/team-quotas') });
  const show = url.text('show', 'all');
  const words = url.text('q');
  return (
    <>
      <PageHead title={t('team.quotas')} sub={table.data ? t('quotas.sub', { province: table.data.required_province, agency: table.data.required_agency }) : ''}
        extra={<div className="lc-row"><Link to="/team">{t('team.title_province')}</Link><Link to="/contacts">{t('team.all_contacts')}</Link><Link to="/roster">{t('team.roster')}</Link></div>} />
      <Loaded query={table} rows={12}>
        {(data) => {
          const test: (row: QuotaRow) => boolean = groups.find(([name]) => name === show)?.[1] ?? (() => true);
          const rows = data.rows.filter((r) => test(r) && (words === '' || matchRank(r.agency_name, words) >= 0));
          return (
            <>
              <div className="lc-filters" role="group" aria-label={t('team.quotas')}>
                {groups.map(([name, of]) => (
                  <button key={name} type="button" className="lc-chip" aria-pressed={show === name} data-testid={`show-${name}`} onClick={() => url.set({ show: name === 'all' ? null : name })}>
                    {dyn(`quotas.${name}`)} <b>{formatNumber(data.rows.filter(of).length)}</b>
                  </button>
                ))}
                <span className="lc-grow" />
                <Input allowClear value={words} placeholder={t('quotas.find')} aria-label={t('quotas.find')} style={{ width: 200 }} onChange={(e) => url.set({ q: e.target.value })} />
                <span className="lc-muted" role="status" data-testid="total">{t('quotas.count', { n: formatNumber(rows.length) })}</span>
              </div>
              <Rows rows={rows} />
            </>
          );
        }}
      </Loaded>
    </>
  );
}
