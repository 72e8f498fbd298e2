// SPDX-License-Identifier: Apache-2.0
// One list: how it is used, what its last import gave, and its indicators.
import { AimOutlined, CloudUploadOutlined, DeleteOutlined, DownloadOutlined, EditOutlined, RollbackOutlined } from '@ant-design/icons';
import { Alert, Button, Dropdown, Switch, Tabs } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router-dom';
import { apiUrl } from '@/api/client';
import type { IndicatorListDetail } from '@/api/indicator_types';
import { useTexts } from '@/i18n';
import { formatBytes, formatNumber } from '@/shared/format';
import { mostOfHunt } from '@/shared/indicators';
import { useKeys } from '@/shared/keys';
import { useCan } from '@/shared/session';
import { TlpTag } from '@/shared/tlp';
import { useUrlState } from '@/shared/url';
import { Card, Definition, Loaded, Time } from '@/shared/ui';
import { AccountView } from './account';
import { useListActions } from './actions';
import { Browse } from './browse';
import { useList } from './data';
import { stateOf } from './model';
import { IndicatorSection } from './section';
import { SettingsDialog } from './settings';
import { ListTag, RaisesTag } from './tags';

const ImportDrawer = lazy(() => import('./import'));

export default function ListPage() {
  const { id = '' } = useParams();
  const { dyn } = useTexts();
  const list = useList(Number(id));
  return (
    <Loaded query={list} rows={10}>
      {(detail) => (
        <IndicatorSection title={detail.list.name} tags={<><ListTag list={detail.list} /><RaisesTag list={detail.list} /><TlpTag tlp={detail.list.default_tlp} /></>}
          sub={`${dyn(`ioc.format_${detail.list.format}`, detail.list.format)} · ${formatBytes(detail.list.bytes)}`} extra={<Actions detail={detail} />}>
          <Content detail={detail} />
        </IndicatorSection>
      )}
    </Loaded>
  );
}

function Actions({ detail }: { detail: IndicatorListDetail }) {
  const { t } = useTexts();
  const can = useCan();
  const navigate = useNavigate();
  const { list } = detail;
  const { turn, back, remove } = useListActions();
  const [open, setOpen] = useState<'import' | 'settings' | null>(null);
  const mayWrite = can('rule', 'write');
  const tooLarge = list.bytes > mostOfHunt;
  const hunt = () => navigate(`/hunts/new?${new URLSearchParams({ list: String(list.id), title: list.name, days: '30' }).toString()}`);
  return (
    <>
      {mayWrite ? <label className="lc-row"><Switch checked={list.state === 'on'} aria-label={t('ioc.is_on')} onChange={(on) => turn(list, on)} data-testid="ioc-turn" />{t('ioc.is_on')}</label> : null}
      {can('hunt', 'write') ? <Button icon={<AimOutlined />} disabled={tooLarge} title={tooLarge ? t('ioc.too_large_to_hunt') : t('ioc.hunt_hint')} onClick={hunt} data-testid="ioc-hunt">{t('ioc.hunt')}</Button> : null}
      <Button icon={<DownloadOutlined />} href={apiUrl(`/indicator-lists/${list.id}/content`)} download data-testid="ioc-download">{t('ioc.download')}</Button>
      {mayWrite ? (
        <>
          <Button icon={<EditOutlined />} onClick={() => setOpen('settings')} data-testid="ioc-settings">{t('ioc.settings')}</Button>
          <Button type="primary" icon={<CloudUploadOutlined />} onClick={() => setOpen('import')} data-testid="ioc-replace">{t('ioc.replace')}</Button>
          <Dropdown trigger={['click']} placement="bottomRight" menu={{ items: [
            { key: 'back', icon: <RollbackOutlined />, label: t('ioc.back'), disabled: list.previous_content === '', onClick: () => back(list) },
            { key: 'remove', icon: <DeleteOutlined />, danger: true, label: t('ioc.remove'), onClick: () => remove(list) },
          ] }}><Button aria-label={t('ioc.actions')} data-testid="ioc-actions">⋯</Button></Dropdown>
        </>
      ) : null}
      <Suspense fallback={null}>
        {open === 'import' ? <ImportDrawer list={detail} onClose={() => setOpen(null)} onDone={() => setOpen(null)} /> : null}
      </Suspense>
      {open === 'settings' ? <SettingsDialog list={list} onClose={() => setOpen(null)} /> : null}
    </>
  );
}

function Content({ detail }: { detail: IndicatorListDetail }) {
  const { t } = useTexts();
  const url = useUrlState();
  const { list } = detail;
  const open = (tab: string) => url.set({ tab: tab === 'indicators' ? null : tab });
  useKeys({ 1: () => open('indicators'), 2: () => open('about') });
  return (
    <div className="lc-stack">
      {list.problem ? <Alert type="error" showIcon title={t('ioc.list_problem')} description={<span lang="en">{list.problem}</span>} /> : null}
      {stateOf(list) === 'waiting' ? <Alert type="info" showIcon title={t('ioc.waiting_note')} /> : null}
      {stateOf(list) === 'off' ? <Alert type="info" showIcon title={t('ioc.off_note')} /> : null}
      <Tabs activeKey={url.text('tab', 'indicators')} onChange={open} items={[
        { key: 'indicators', label: t('ioc.tab_indicators', { n: formatNumber(list.in_force) }), children: <div className="lc-card lc-card-flush"><Browse list={list} empty={t(list.state === 'on' ? 'ioc.none_in_force' : 'ioc.off_note')} /></div> },
        { key: 'about', label: t('ioc.tab_about'), children: <About detail={detail} /> },
      ]} />
    </div>
  );
}

function About({ detail: { list, account } }: { detail: IndicatorListDetail }) {
  const { t } = useTexts();
  const can = useCan();
  const alerts = `/alerts?${new URLSearchParams({ status: 'all', q: list.name }).toString()}`;
  return (
    <div className="lc-two">
      <Card title={t('ioc.last_import')}><AccountView account={account} /></Card>
      <div className="lc-stack">
        <Card title={t('ioc.found_things')}>
          <Definition items={[
            [t('ioc.hits_24h'), formatNumber(list.hits_24h)], [t('ioc.hits_7d'), formatNumber(list.hits_7d)], [t('ioc.excluded_7d'), formatNumber(list.excluded_7d)],
            [t('ioc.last_hit'), <Time key="l" at={list.last_hit} />],
            ...(can('alert') && list.raises_alerts ? [[t('nav.alerts'), <Link key="a" to={alerts}>{t('ioc.see_alerts')}</Link>] as [string, React.ReactNode]] : []),
          ]} />
        </Card>
        <Card title={t('ioc.settings')}>
          <Definition items={[
            [t('ioc.note'), <span key="n" className="lc-pre">{list.note || '—'}</span>],
            [t('ioc.when_met'), list.raises_alerts ? t('ioc.raise_alerts') : t('ioc.only_count')],
            [t('ioc.default_days'), list.default_days ? t('ioc.n_days', { n: formatNumber(list.default_days) }) : t('ioc.no_end')],
            [t('ioc.imported_at'), <><Time at={list.imported_at} /> · {list.imported_by}</>],
            [t('ioc.previous'), list.previous_content ? <><Time at={list.previous_imported_at} /> · {t('ioc.n_indicators', { n: formatNumber(list.previous_loaded) })}</> : '—'],
            [t('ioc.hash'), <code key="h" className="lc-break lc-small">{list.content}</code>],
          ]} />
        </Card>
      </div>
    </div>
  );
}
