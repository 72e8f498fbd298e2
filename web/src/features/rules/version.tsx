// SPDX-License-Identifier: Apache-2.0
// One version on its way into force: report, tests, changes, trial, swap.
import { DeleteOutlined, ThunderboltOutlined } from '@ant-design/icons';
import { Alert, App, Button, Table, Tabs } from 'antd';
import { useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router-dom';
import type { ChangedRuleView, JobView, SetCountsView, VersionDetail } from '@/api/rule_types';
import { useTexts } from '@/i18n';
import { formatNumber } from '@/shared/format';
import { useNotice } from '@/shared/problems';
import { useCan } from '@/shared/session';
import { useUrlState } from '@/shared/url';
import { Card, LevelTag, Loaded, Nothing, Tag, Time } from '@/shared/ui';
import { discardVersion, swapVersion, useJobs, useRefresh, useVersion, useVersions } from './data';
import { FindingTable, TestList } from './findings';
import { JobProgress } from './job';
import { RulesSection } from './section';
import { FilesDrawer } from './set_files';
import type { FilePlace } from './set_files';
import { isLive, isTested, stagingSteps } from './staging';
import { Stepper } from './stepper';
import { VersionTag } from './tags';
import { TryPanel } from './try';
import { RollBackButton, SwapDialog } from './versions';
import { serverWords } from './words';

export default function VersionPage() {
  const { id = '' } = useParams();
  const texts = useTexts();
  const { t } = texts;
  const version = useVersion(Number(id));
  const refresh = useRefresh();
  const jobs = useJobs(refresh);
  const mine = jobs.data?.rows.filter((j) => j.version_id === Number(id) && j.kind !== 'preview_exception') ?? [];
  // The newest says how it went; a failed one stays until something else is begun.
  const job = mine[0] ?? null;
  return (
    <Loaded query={version} rows={12}>
      {(detail) => (
        <RulesSection title={t('rule_version.number', { id: detail.version.id })} tags={<VersionTag state={detail.version.state} />}
          sub={<>{t('rule_version.staged_by', { who: serverWords(texts, detail.version.staged_by) })} <Time at={detail.version.staged_at} />{detail.version.note ? ` · ${serverWords(texts, detail.version.note)}` : ''}</>}
          extra={<Actions detail={detail} busy={job !== null && isLive(job)} />}>
          <Content detail={detail} job={job} />
        </RulesSection>
      )}
    </Loaded>
  );
}

function Actions({ detail, busy }: { detail: VersionDetail; busy: boolean }) {
  const { t } = useTexts();
  const can = useCan();
  const navigate = useNavigate();
  const refresh = useRefresh();
  const { modal } = App.useApp();
  const { done, failed } = useNotice();
  const versions = useVersions();
  const [asked, setAsked] = useState(false);
  const { version, tried } = detail;
  if (!can('rule', 'write')) return null;
  const discard = () => void modal.confirm({
    title: t('rule_version.discard_ask', { id: version.id }), okText: t('rule_version.discard'), okButtonProps: { danger: true }, cancelText: t('action.cancel'),
    onOk: () => discardVersion(version.id).then(() => { refresh(); navigate('/rules/sets'); }, failed),
  });
  const warnings = [
    ...(version.tests_failed > 0 ? [t('rule_version.warn_tests', { n: version.tests_failed })] : []),
    ...(version.rejected > 0 ? [t('rule_version.warn_rejected', { n: formatNumber(version.rejected) })] : []),
    ...(tried === null ? [t('rule_version.warn_untried')] : tried.alerts > tried.alerts_now ? [t('rule_version.warn_more', { n: formatNumber(tried.alerts), now: formatNumber(tried.alerts_now) })] : []),
  ];
  const isOlder = version.state === 'replaced';
  return (
    <>
      {version.state === 'in_force' && versions.data?.rollback_to ? <RollBackButton to={versions.data.rollback_to} /> : null}
      {version.state === 'validated' || version.state === 'invalid' ? <Button icon={<DeleteOutlined />} onClick={discard} disabled={busy} data-testid="discard">{t('rule_version.discard')}</Button> : null}
      {version.state === 'validated' || isOlder ? (
        <Button type="primary" icon={<ThunderboltOutlined />} disabled={busy} onClick={() => setAsked(true)} data-testid="swap">{t(isOlder ? 'rule_version.swap_again' : 'rule_version.swap')}</Button>
      ) : null}
      {asked ? (
        <SwapDialog title={t('rule_version.swap_ask', { id: version.id })} warnings={isOlder ? [] : warnings} okText={t('rule_version.swap')} onClose={() => setAsked(false)}
          run={(note) => swapVersion(version.id, note).then(() => { done(t('rule_version.done_swap', { id: version.id })); refresh(); })} />
      ) : null}
    </>
  );
}

function Content({ detail, job }: { detail: VersionDetail; job: JobView | null }) {
  const texts = useTexts();
  const { t } = texts;
  const url = useUrlState();
  const [place, setPlace] = useState<FilePlace | null>(null);
  const { version, report, tests, changes } = detail;
  const validating = version.state === 'validating';
  const open = validating ? 'report' : version.state === 'validated' && detail.report.findings_total === 0 ? 'try' : 'report';
  return (
    <div className="lc-stack">
      <Card label={t('staging.label')}><Stepper steps={stagingSteps(version, false, detail.tried !== null, job)} /></Card>
      <JobProgress job={job} />
      {version.problem ? <Alert type="error" showIcon title={t('rule_version.problem')} description={serverWords(texts, version.problem)} /> : null}
      {validating ? null : (
        <>
          <Figures detail={detail} />
          <Tabs activeKey={url.text('tab', open)} onChange={(tab) => url.set({ tab })} items={[
            { key: 'report', label: t('rule_version.tab_report', { n: formatNumber(report.findings_total) }), children: (
              <div className="lc-stack">
                <SetCounts sets={detail.sets} />
                <Card title={t('rules.findings', { n: formatNumber(report.findings_total) })} className="lc-card-flush">
                  <FindingTable version={version.id} sets={detail.sets} onFile={(f) => setPlace({ set: f.set, title: f.set, path: f.file, findings: [f], line: f.line })} />
                </Card>
              </div>
            ) },
            { key: 'tests', label: tests.failed > 0 ? t('rules.tab_tests_failed', { n: tests.run, failed: tests.failed }) : isTested(version) ? t('rules.tab_tests', { n: tests.run }) : t('rules.tests'), children: (
              <Card title={t('rules.tests')}>
                {tests.failures.length > 0 ? <TestList tests={tests.failures} withRule /> : tests.run > 0 ? <Alert type="success" showIcon title={t('rule_version.tests_passed', { n: formatNumber(tests.run) })} /> : <Nothing text={t(isTested(version) ? 'rules.no_tests' : 'rule_version.not_tested_why')} />}
              </Card>
            ) },
            { key: 'changes', label: t('rule_version.tab_changes', { n: formatNumber(version.added + version.changed + version.removed) }), children: <Changes rows={changes} total={version.added + version.changed + version.removed} gone={version.state === 'in_force' ? 'removed' : 'added'} /> },
            { key: 'try', label: t('rule_version.tab_try'), children: <TryPanel detail={detail} job={job} /> },
          ]} />
        </>
      )}
      <FilesDrawer place={place} onClose={() => setPlace(null)} />
    </div>
  );
}

function Figures({ detail }: { detail: VersionDetail }) {
  const { t } = useTexts();
  const { version, report } = detail;
  const figures: [string, number, string][] = [
    [t('rules.found'), version.found, ''], [t('rules.loaded'), version.loaded, ''], [t('rules.rejected'), version.rejected, version.rejected > 0 ? 'lc-text-high' : ''], [t('rules.skipped'), version.skipped, ''],
    [t('rules.correlations'), report.correlations, ''], [t('rule_version.added'), version.added, ''], [t('rule_version.changed'), version.changed, ''], [t('rule_version.removed'), version.removed, ''],
  ];
  return <div className="lc-figures lc-figures-tight" data-testid="version-figures">{figures.map(([name, n, look]) => <div key={name} className="lc-figure"><span>{name}</span><b className={look}>{formatNumber(n)}</b></div>)}</div>;
}

function SetCounts({ sets }: { sets: SetCountsView[] }) {
  const { t } = useTexts();
  return (
    <Card title={t('nav.rule_sets')}>
      <table className="lc-plain-table">
        <thead><tr>
          <th scope="col">{t('rule_set.set')}</th><th scope="col">{t('rule_set.minimum_level')}</th>
          {(['found', 'loaded', 'rejected', 'skipped'] as const).map((name) => <th key={name} scope="col" className="lc-num">{t(`rules.${name}`)}</th>)}
        </tr></thead>
        <tbody>{sets.map((s) => (
          <tr key={s.id}>
            <th scope="row">{s.title} <span className="lc-muted lc-mono lc-small">{s.id}</span></th>
            <td>{s.minimum_level ? <LevelTag level={s.minimum_level} /> : t('rule_set.all_levels')}</td>
            <td className="lc-num">{formatNumber(s.found)}</td><td className="lc-num">{formatNumber(s.loaded)}</td>
            <td className={s.rejected > 0 ? 'lc-num lc-text-high' : 'lc-num'}>{formatNumber(s.rejected)}</td><td className="lc-num">{formatNumber(s.skipped)}</td>
          </tr>
        ))}</tbody>
      </table>
    </Card>
  );
}

const changeTone = { added: 'good', changed: 'low', removed: 'high' } as const;

/** \param gone  Those of this kind are not in force: no page tells about them. */
function Changes({ rows, total, gone }: { rows: ChangedRuleView[]; total: number; gone: ChangedRuleView['change'] }) {
  const { t, dyn } = useTexts();
  return (
    <div className="lc-card lc-card-flush">
      <Table<ChangedRuleView> size="small" rowKey={(r) => `${r.change}/${r.id}`} dataSource={rows} pagination={{ pageSize: 50, hideOnSinglePage: true, showSizeChanger: false }}
        locale={{ emptyText: <Nothing text={t('rule_version.no_changes')} /> }} columns={[
          { title: t('rule_version.change'), width: 130, filters: (['added', 'changed', 'removed'] as const).map((value) => ({ value, text: dyn(`rule_version.${value}`) })), onFilter: (v, r) => r.change === v,
            render: (_, r) => <Tag tone={changeTone[r.change]}>{dyn(`rule_version.${r.change}`)}</Tag> },
          { title: t('rules.level'), width: 130, render: (_, r) => <LevelTag level={r.level} /> },
          { title: t('rules.title'), render: (_, r) => r.change === gone ? r.title : <Link to={`/rules/${encodeURIComponent(r.id)}`}>{r.title}</Link> },
          { title: t('rules.set'), width: 160, render: (_, r) => r.set },
        ]} />
      {total > rows.length ? <p className="lc-muted lc-inset">{t('rule_version.first_changes', { n: formatNumber(rows.length), all: formatNumber(total) })}</p> : null}
    </div>
  );
}
