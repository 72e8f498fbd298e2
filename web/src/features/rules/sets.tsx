// SPDX-License-Identifier: Apache-2.0
// Sets of rules: what there is, what of it is used, and the way of a change into force.
import { CloudUploadOutlined } from '@ant-design/icons';
import { App, Alert, Button, Dropdown, Select, Switch, Table } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { Link, useNavigate } from 'react-router-dom';
import type { ImportView, RuleSetList, RuleSetView, VersionList } from '@/api/rule_types';
import { levels } from '@/api/types';
import type { Level } from '@/api/types';
import { useTexts } from '@/i18n';
import { formatBytes, formatNumber } from '@/shared/format';
import { useNotice } from '@/shared/problems';
import { useCan } from '@/shared/session';
import { Card, LevelTag, Loaded, Nothing, Tag, Time } from '@/shared/ui';
import { changeSet, removeSet, stage, useJobs, useRefresh, useSets, useVersions } from './data';
import { ImportReport } from './import_report';
import { JobProgress } from './job';
import { RulesSection } from './section';
import type { FilePlace } from './set_files';
import { isLive, stagingSteps } from './staging';
import { Stepper } from './stepper';
import { SetKind } from './tags';
import { RollBackButton, VersionTable } from './versions';
import { serverWords } from './words';

// Fetched when opened: forms, uploads and drawers weigh more than the page.
const ImportDrawer = lazy(() => import('./import'));
const FilesDrawer = lazy(() => import('./set_files').then((m) => ({ default: m.FilesDrawer })));

export default function Sets() {
  const { t } = useTexts();
  const can = useCan();
  const sets = useSets();
  const versions = useVersions();
  const [importing, setImporting] = useState<RuleSetView | 'new' | null>(null);
  const [imported, setImported] = useState<ImportView | null>(null);
  const [place, setPlace] = useState<FilePlace | null>(null);
  return (
    <RulesSection title={t('nav.rule_sets')} sub={t('rule_set.sub')}
      extra={can('rule', 'write') ? <Button type="primary" icon={<CloudUploadOutlined />} onClick={() => setImporting('new')} data-testid="import">{t('rule_set.import')}</Button> : null}>
      <Loaded query={sets}>
        {(list) => (
          <div className="lc-stack">
            {imported ? <ImportReport imported={imported} onClose={() => setImported(null)} /> : null}
            <Staging list={list} versions={versions.data} />
            <SetTable rows={list.rows} onImport={setImporting} onFiles={(s) => setPlace({ set: s.id, title: s.title, path: '' })} />
            <Card title={t('rule_version.all')} className="lc-card-flush" extra={versions.data?.rollback_to && can('rule', 'write') ? <RollBackButton to={versions.data.rollback_to} /> : null}>
              <Loaded query={versions}>{(data) => <VersionTable list={data} />}</Loaded>
            </Card>
          </div>
        )}
      </Loaded>
      <Suspense fallback={null}>
        {importing !== null ? (
          <ImportDrawer set={importing === 'new' ? null : importing} taken={(sets.data?.rows ?? []).map((s) => s.id)} onClose={() => setImporting(null)}
            onDone={(view) => { setImported(view); setImporting(null); }} />
        ) : null}
        {place !== null ? <FilesDrawer place={place} onClose={() => setPlace(null)} /> : null}
      </Suspense>
    </RulesSection>
  );
}

/** Where the sets as they are now stand, and the one next thing to do. */
function Staging({ list, versions }: { list: RuleSetList; versions: VersionList | undefined }) {
  const texts = useTexts();
  const { t } = texts;
  const can = useCan();
  const navigate = useNavigate();
  const refresh = useRefresh();
  const { failed } = useNotice();
  const [busy, setBusy] = useState(false);
  const jobs = useJobs(refresh);
  const candidate = versions?.rows.find((v) => v.id === list.candidate && v.state !== 'discarded') ?? null;
  const version = list.is_changed ? candidate : null;
  const job = jobs.data?.rows.find((j) => isLive(j) && j.kind !== 'preview_exception') ?? null;
  const check = () => {
    setBusy(true);
    stage('').then((staged) => {
      refresh();
      navigate(`/rules/versions/${staged.version.id}`);
    }, failed).finally(() => setBusy(false));
  };
  const inForce = versions?.rows.find((v) => v.id === list.in_force);
  return (
    <Card label={t('staging.label')}>
      <div className="lc-stack">
        {list.is_changed || version ? <Stepper steps={stagingSteps(version, list.is_changed, false, job)} /> : null}
        <div className="lc-row" data-testid="staging-state">
          {inForce ? (
            <span>
              {t('rule_version.now')} <Link to={`/rules/versions/${inForce.id}`}><b>{t('rule_version.number', { id: inForce.id })}</b></Link>
              <span className="lc-muted"> · {t('rule_version.swapped_by', { who: serverWords(texts, inForce.swapped_by) })} <Time at={inForce.swapped_at} /> · {t('rule_version.n_loaded', { n: formatNumber(inForce.loaded) })}</span>
            </span>
          ) : null}
          <span className="lc-grow" />
          {list.is_changed && can('rule', 'write') ? (version === null
            ? <Button type="primary" loading={busy} disabled={job !== null} onClick={check} data-testid="stage">{t('staging.check_now')}</Button>
            : <Button type="primary" onClick={() => navigate(`/rules/versions/${version.id}`)} data-testid="go-on">{t('staging.go_on', { id: version.id })}</Button>) : null}
        </div>
        {list.is_changed && version === null ? <Alert type="info" showIcon title={t('staging.is_changed')} /> : null}
        {!list.is_changed ? <p className="lc-muted">{t('staging.no_change')}</p> : null}
        <JobProgress job={job} />
      </div>
    </Card>
  );
}

function Counts({ set }: { set: RuleSetView }) {
  const { t } = useTexts();
  if (set.found === null) return <span className="lc-muted">{t('rule_set.not_checked')}</span>;
  return (
    <span>
      <b>{formatNumber(set.loaded ?? 0)}</b> / {formatNumber(set.found)}
      <div className="lc-small lc-muted">{t('rule_set.counts', { rejected: formatNumber(set.rejected ?? 0), skipped: formatNumber(set.skipped ?? 0) })}</div>
    </span>
  );
}

function SetTable({ rows, onImport, onFiles }: { rows: RuleSetView[]; onImport: (set: RuleSetView) => void; onFiles: (set: RuleSetView) => void }) {
  const { t, dyn } = useTexts();
  const can = useCan();
  const refresh = useRefresh();
  const { modal } = App.useApp();
  const { done, failed } = useNotice();
  const mayWrite = can('rule', 'write');
  const change = (set: RuleSetView, body: Parameters<typeof changeSet>[1]) => void changeSet(set.id, body).then(() => { done(t('done.saved')); refresh(); }, failed);
  const remove = (set: RuleSetView) => void modal.confirm({
    title: t('rule_set.remove_ask', { title: set.title }), content: t('rule_set.remove_note'), okText: t('rule_set.remove'), okButtonProps: { danger: true }, cancelText: t('action.cancel'),
    onOk: () => removeSet(set.id).then(refresh, failed),
  });
  const menu = (set: RuleSetView) => [
    { key: 'files', label: t('rule_set.files'), onClick: () => onFiles(set) },
    ...(mayWrite && set.kind === 'imported' ? [
      { key: 'replace', label: t('rule_set.replace'), onClick: () => onImport(set) },
      { key: 'remove', label: t('rule_set.remove'), danger: true, onClick: () => remove(set) },
    ] : []),
  ];
  return (
    <div className="lc-card lc-card-flush">
      <Table<RuleSetView> size="small" rowKey="id" pagination={false} dataSource={rows} scroll={{ x: 980 }} locale={{ emptyText: <Nothing text={t('rule_set.none')} /> }}
        onRow={(s) => ({ 'data-testid': `set-${s.id}` }) as object} columns={[
          { title: t('rule_set.set'), render: (_, s) => (
            <div className="lc-stack-tight">
              <span className="lc-row"><Link to={s.kind === 'own' ? '/rules/own' : `/rules?set=${encodeURIComponent(s.id)}`}><b>{s.title}</b></Link><span className="lc-muted lc-mono lc-small">{s.id}</span></span>
              <span className="lc-muted lc-small"><SetKind kind={s.kind} />{s.licence ? ` · ${s.licence}` : ''}</span>
            </div>
          ) },
          { title: t('rule_set.in_use'), width: 150, render: (_, s) => (
            <div className="lc-stack-tight">
              <span><Tag tone={s.is_in_force ? 'good' : 'neutral'}>{t(s.is_in_force ? 'rule_set.is_in_force' : 'rule_set.not_in_force')}</Tag></span>
              {s.is_changed ? <span><Tag tone="medium">{t('rule_set.is_changed')}</Tag></span> : null}
            </div>
          ) },
          { title: t('rule_set.loaded_of_found'), width: 170, render: (_, s) => <Counts set={s} /> },
          { title: t('rule_set.files'), align: 'right', width: 100, render: (_, s) => <>{formatNumber(s.files)}<div className="lc-small lc-muted">{formatBytes(s.bytes)}</div></> },
          { title: t('rule_set.minimum_level'), width: 170, render: (_, s) => mayWrite ? (
            <Select<Level | ''> size="small" style={{ width: 150 }} value={s.minimum_level ?? ''} aria-label={`${t('rule_set.minimum_level')}: ${s.title}`} onChange={(v) => change(s, { minimum_level: v === '' ? null : v })}
              options={[{ value: '' as const, label: t('rule_set.all_levels') }, ...levels.map((value) => ({ value, label: dyn(`choice.alert.level.${value}`) }))]} />
          ) : s.minimum_level ? <LevelTag level={s.minimum_level} /> : t('rule_set.all_levels') },
          { title: t('rule_set.enabled'), width: 90, render: (_, s) => mayWrite
            ? <Switch size="small" checked={s.enabled} aria-label={`${t('rule_set.enabled')}: ${s.title}`} onChange={(enabled) => change(s, { enabled })} />
            : t(s.enabled ? 'yes' : 'no') },
          { title: t('rule_set.updated'), width: 142, render: (_, s) => <Time at={s.updated_at} /> },
          { title: <span className="lc-sr">{t('rule_set.actions')}</span>, width: 60, align: 'right', render: (_, s) => (
            <Dropdown trigger={['click']} menu={{ items: menu(s) }} placement="bottomRight"><Button size="small" aria-label={t('rule_set.actions_of', { title: s.title })} data-testid="set-actions">⋯</Button></Dropdown>
          ) },
        ]} />
    </div>
  );
}
