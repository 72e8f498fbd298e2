// SPDX-License-Identifier: Apache-2.0
// Lists of indicators: what is in force, and what each list found.
import { CloudUploadOutlined } from '@ant-design/icons';
import { Alert, Button, Switch, Table } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { Link, useNavigate } from 'react-router-dom';
import type { IndicatorImport, IndicatorList, IndicatorLists } from '@/api/indicator_types';
import { useTexts } from '@/i18n';
import { formatBytes, formatNumber } from '@/shared/format';
import { useKeys } from '@/shared/keys';
import { useCan } from '@/shared/session';
import { TlpTag } from '@/shared/tlp';
import { Card, Loaded, Nothing, Tag, Time } from '@/shared/ui';
import { AccountView } from './account';
import { useListActions } from './actions';
import { useLists } from './data';
import { IndicatorSection } from './section';
import { ListTag, RaisesTag } from './tags';

// Fetched when opened: the form and the upload weigh more than the page.
const ImportDrawer = lazy(() => import('./import'));

export default function Lists() {
  const { t } = useTexts();
  const can = useCan();
  const mayWrite = can('rule', 'write');
  const lists = useLists();
  const [importing, setImporting] = useState(false);
  const [imported, setImported] = useState<IndicatorImport | null>(null);
  const start = () => { if (mayWrite) setImporting(true); };
  useKeys({ n: start });
  return (
    <IndicatorSection title={t('nav.indicators')} sub={t('ioc.sub')}
      extra={mayWrite ? <Button type="primary" icon={<CloudUploadOutlined />} onClick={start} data-testid="ioc-import">{t('ioc.import')}</Button> : null}>
      <Loaded query={lists}>
        {(data) => (
          <div className="lc-stack">
            <InForce lists={data} />
            {imported?.list ? (
              <Card title={t('ioc.imported', { name: imported.list.name })} extra={<Button size="small" onClick={() => setImported(null)}>{t('action.close')}</Button>}>
                <div data-testid="ioc-imported"><AccountView account={imported.account} /></div>
              </Card>
            ) : null}
            <ListTable rows={data.rows} onImport={mayWrite ? start : undefined} />
          </div>
        )}
      </Loaded>
      <Suspense fallback={null}>
        {importing ? <ImportDrawer list={null} onClose={() => setImporting(false)} onDone={(view) => { setImported(view); setImporting(false); }} /> : null}
      </Suspense>
    </IndicatorSection>
  );
}

/** What events are held against now. */
function InForce({ lists: { state, rows } }: { lists: IndicatorLists }) {
  const { t } = useTexts();
  const hits = rows.reduce((sum, row) => sum + row.hits_24h, 0);
  return (
    <>
      {state.problem ? <Alert type="error" showIcon title={t('ioc.state_failed')} description={<>{t('ioc.state_failed_note')} <span lang="en">{state.problem}</span></>} data-testid="ioc-problem" /> : null}
      <div className="lc-figures lc-figures-flat" data-testid="ioc-state" data-building={state.is_building}>
        <Link to="/indicators/all" className="lc-figure"><span>{t('ioc.in_force')}</span><b data-testid="ioc-in-force">{formatNumber(state.indicators)}</b><small className="lc-muted">{state.is_building ? <Tag tone="low">{t('ioc.building')}</Tag> : t('ioc.n_lists', { n: formatNumber(state.lists) })}</small></Link>
        <div className="lc-figure"><span>{t('ioc.since')}</span><b className="lc-ioc-when"><Time at={state.since} /></b><small className="lc-muted">{state.build_seconds >= 0.1 ? t('ioc.built_in', { s: formatNumber(state.build_seconds) }) : ''}</small></div>
        <div className="lc-figure"><span>{t('ioc.memory')}</span><b>{formatBytes(state.bytes)}</b><small /></div>
        <div className="lc-figure"><span>{t('ioc.hits_24h')}</span><b>{formatNumber(hits)}</b><small className="lc-muted">{t('ioc.all_lists')}</small></div>
        <Link to="/indicators/exclusions" className="lc-figure"><span>{t('ioc.exclusions_in_force')}</span><b>{formatNumber(state.exclusions)}</b><small /></Link>
      </div>
    </>
  );
}

function ListTable({ rows, onImport }: { rows: IndicatorList[]; onImport: (() => void) | undefined }) {
  const { t, dyn } = useTexts();
  const can = useCan();
  const navigate = useNavigate();
  const mayWrite = can('rule', 'write');
  const { turn } = useListActions();
  const alertsOf = (list: IndicatorList) => `/alerts?${new URLSearchParams({ status: 'all', q: list.name }).toString()}`;
  return (
    <div className="lc-card lc-card-flush">
      <Table<IndicatorList> size="small" rowKey="id" pagination={false} dataSource={rows} scroll={{ x: 1060 }}
        locale={{ emptyText: <Nothing text={t('ioc.no_lists')}>{onImport ? <Button onClick={onImport}>{t('ioc.import')}</Button> : null}</Nothing> }}
        onRow={(l) => ({ 'data-testid': 'ioc-list', 'data-id': l.id, onDoubleClick: () => navigate(`/indicators/lists/${l.id}`) }) as object} columns={[
          { title: t('ioc.list'), render: (_, l) => (
            <div className="lc-stack-tight">
              <Link to={`/indicators/lists/${l.id}`} className="lc-record-link" data-testid="ioc-list-link"><b>{l.name}</b></Link>
              <span className="lc-muted lc-small">{dyn(`ioc.format_${l.format}`, l.format)} · {formatBytes(l.bytes)}</span>
            </div>
          ) },
          { title: t('ioc.state'), width: 150, render: (_, l) => <ListTag list={l} /> },
          { title: t('ioc.in_force_of_loaded'), align: 'right', width: 140, render: (_, l) => (
            <span className="lc-num"><b>{formatNumber(l.in_force)}</b> / {formatNumber(l.loaded)}
              {l.rejected > 0 ? <div className="lc-small lc-muted">{t('ioc.n_rejected', { n: formatNumber(l.rejected) })}</div> : null}
            </span>
          ) },
          { title: t('ioc.raises'), width: 130, render: (_, l) => <RaisesTag list={l} /> },
          { title: t('ioc.tlp'), width: 130, render: (_, l) => <TlpTag tlp={l.default_tlp} /> },
          { title: t('ioc.hits'), align: 'right', width: 110, render: (_, l) => (
            <span className="lc-num">{l.hits_7d > 0 && can('alert') && l.raises_alerts
              ? <Link to={alertsOf(l)} title={t('ioc.see_alerts')}><b>{formatNumber(l.hits_24h)}</b> / {formatNumber(l.hits_7d)}</Link>
              : <><b>{formatNumber(l.hits_24h)}</b> / {formatNumber(l.hits_7d)}</>}
              {l.excluded_7d > 0 ? <div className="lc-small lc-muted">{t('ioc.n_excluded', { n: formatNumber(l.excluded_7d) })}</div> : null}
            </span>
          ) },
          { title: t('ioc.last_hit'), width: 134, render: (_, l) => <Time at={l.last_hit} /> },
          { title: t('ioc.imported_at'), width: 150, render: (_, l) => <><Time at={l.imported_at} /><div className="lc-small lc-muted">{l.imported_by}</div></> },
          { title: t('ioc.is_on'), width: 64, render: (_, l) => mayWrite
            ? <Switch size="small" checked={l.state === 'on'} aria-label={`${t('ioc.is_on')}: ${l.name}`} onChange={(on) => turn(l, on)} data-testid="ioc-switch" />
            : t(l.state === 'on' ? 'yes' : 'no') },
        ]} />
    </div>
  );
}
