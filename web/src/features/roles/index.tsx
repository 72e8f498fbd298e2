// SPDX-License-Identifier: Apache-2.0
// Who holds each office on a day: coordinator, appraiser, recipients of reports; with the whole sequence.
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router-dom';
import { get } from '@/api/client';
import type { RoleHolders } from '@/api/types';
import { useTexts } from '@/i18n';
import { AsOfNote, AsOfPicker, useAsOf } from '@/shared/as_of';
import { formatDate } from '@/shared/format';
import { useCan } from '@/shared/session';
import { Card, Loaded, Nothing, PageHead } from '@/shared/ui';

const roles = ['coordinator', 'finance', 'appraiser', 'specialised_unit', 'cyber_authority', 'data_authority', 'national_coordinator', 'military_force'];

export default function Roles() {
  const { t, dyn } = useTexts();
  const can = useCan();
  const day = useAsOf();
  const ask = day ? { on: day } : {};
  const holders = useQuery({ queryKey: ['roles', day], queryFn: () => get<RoleHolders>('/role-holders', ask) });
  return (
    <>
      <PageHead title={t('roles.page')} sub={t('roles.sub')} extra={<>
        <Link to="/registers/role-assignments">{t('roles.all')}</Link>
        {can('role_assignment', 'write') ? <Link to="/registers/role-assignments/new">{t('roles.new')}</Link> : null}
      </>} />
      <div className="lc-filters"><AsOfPicker /></div>
      <AsOfNote day={day} />
      <Loaded query={holders} rows={8}>
        {(data) => (
          <Card title={t('roles.on', { date: formatDate(data.on) })}>
            {data.rows.length === 0 ? <Nothing text={t('roles.none')} /> : null}
            <ul className="lc-plain-list">
              {roles.map((role) => {
                const row = data.rows.find((r) => r.role === role);
                return (
                  <li key={role} className="lc-obligation" data-testid="role" data-role={role}>
                    <div className="lc-stack-tight"><b>{dyn(`choice.role_assignment.role.${role}`)}</b>
                      {row ? <span className="lc-muted lc-small">{row.basis}</span> : null}</div>
                    <span className="lc-small lc-nowrap">{row ? (row.last_day ? t('relief.from_to', { from: formatDate(row.from_day), to: formatDate(row.last_day) }) : t('relief.from_on', { from: formatDate(row.from_day) })) : ''}</span>
                    {row ? <Link to={`/registers/role-assignments/${row.id}`}>{row.name}</Link> : <span className="lc-muted">{t('roles.nobody')}</span>}
                  </li>
                );
              })}
            </ul>
          </Card>
        )}
      </Loaded>
    </>
  );
}
