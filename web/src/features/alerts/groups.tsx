// SPDX-License-Identifier: Apache-2.0
// Alerts by rule and agency.
import { Table } from 'antd';
import type { AlertGroup } from '@/api/types';
import { useTexts } from '@/i18n';
import { formatNumber } from '@/shared/format';
import type { useUrlState } from '@/shared/url';
import { AgencyName, LevelTag, Loaded, Nothing, Time } from '@/shared/ui';
import { alertFilters, useSummary } from './data';

export default function Groups({ url }: { url: ReturnType<typeof useUrlState> }) {
  const { t, dyn } = useTexts();
  const summary = useSummary(alertFilters(url.params));
  const open = (g: AlertGroup) => url.set({ view: null, rule_id: g.rule_id, agency_id: g.agency_id ? String(g.agency_id) : null }, true);
  return (
    <Loaded query={summary}>
      {(data) => (
        <div className="lc-card lc-card-flush lc-scroll-y">
          <Table<AlertGroup> size="small" pagination={false} dataSource={data.groups} rowKey={(g) => `${g.rule_id}/${g.agency_id ?? 0}`}
            locale={{ emptyText: <Nothing text={t('alerts.none')} /> }} columns={[
              { title: dyn('field.alert.level'), render: (_, g) => <LevelTag level={g.level} />, width: 130 },
              { title: dyn('field.alert.rule_title'), render: (_, g) => <button type="button" className="lc-link-button" onClick={() => open(g)}>{g.rule_title}</button> },
              { title: dyn('field.alert.agency_id'), render: (_, g) => <AgencyName id={g.agency_id} empty={t('alerts.no_agency')} /> },
              { title: t('alerts.alerts'), align: 'right', render: (_, g) => formatNumber(g.alerts), width: 100 },
              { title: dyn('field.alert.count'), align: 'right', render: (_, g) => formatNumber(g.count), width: 100 },
              { title: dyn('field.alert.last_seen'), render: (_, g) => <Time at={g.last_seen} />, width: 150 },
            ]} />
        </div>
      )}
    </Loaded>
  );
}
