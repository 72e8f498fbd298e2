// SPDX-License-Identifier: Apache-2.0
// Detection rules: what was found and loaded, what was not and why.
import { Drawer, Input, Table } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { get } from '@/api/client';
import type { Finding, Level, RuleView, RulesView } from '@/api/types';
import { levels } from '@/api/types';
import { useTexts } from '@/i18n';
import { formatNumber } from '@/shared/format';
import { matches } from '@/shared/text';
import { useUrlState } from '@/shared/url';
import { Card, Definition, LevelTag, Loaded, Nothing, PageHead, Tag } from '@/shared/ui';

const rankOf = (level: Level) => levels.indexOf(level);

function Coverage({ report }: { report: RulesView['report'] }) {
  const { t } = useTexts();
  const figures: [string, number][] = [
    [t('rules.found'), report.found], [t('rules.loaded'), report.loaded], [t('rules.rejected'), report.rejected], [t('rules.skipped'), report.skipped],
  ];
  return <div className="lc-figures">{figures.map(([name, n]) => <div key={name} className="lc-figure"><span>{name}</span><b>{formatNumber(n)}</b></div>)}</div>;
}

function Findings({ findings }: { findings: Finding[] }) {
  const { t, dyn } = useTexts();
  if (findings.length === 0) return <Nothing text={t('rules.no_findings')} />;
  return (
    <Table<Finding> size="small" pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }} dataSource={findings} rowKey={(f) => `${f.file}:${f.line}:${f.column}:${f.code}`} scroll={{ x: 'max-content' }} columns={[
      { title: t('rules.severity'), render: (_, f) => <Tag tone={f.severity === 'error' ? 'critical' : f.severity === 'warning' ? 'medium' : 'neutral'}>{dyn(`finding.${f.severity}`, f.severity)}</Tag> },
      { title: t('rules.where'), render: (_, f) => <code>{f.file}{f.line > 0 ? `:${f.line}:${f.column}` : ''}</code> },
      { title: t('rules.reason'), render: (_, f) => <>{f.message}{f.hint ? <div className="lc-muted">{f.hint}</div> : null}</> },
    ]} />
  );
}

function Rule({ id }: { id: string }) {
  const { t } = useTexts();
  const rule = useQuery({ queryKey: ['rules', 'one', id], queryFn: () => get<RuleView>(`/rules/${encodeURIComponent(id)}`) });
  return (
    <Loaded query={rule}>
      {(r) => (
        <div className="lc-stack">
          <h2 className="lc-h2">{r.title}</h2>
          <div className="lc-row"><LevelTag level={r.level} /><Tag tone="neutral">{r.status}</Tag></div>
          <Definition items={[
            [t('rules.description'), r.description], [t('rules.author'), r.author], [t('rules.logsource'), r.logsource], [t('rules.tags'), r.tags.join('\n')],
            [t('rules.falsepositives'), r.falsepositives.join('\n')], [t('rules.references'), r.references.join('\n')], [t('rules.file'), <code key="f">{r.path}</code>],
          ]} />
          <pre className="lc-raw lc-tall" tabIndex={0}>{r.text}</pre>
        </div>
      )}
    </Loaded>
  );
}

export default function Rules() {
  const { t } = useTexts();
  const url = useUrlState();
  const q = url.text('q');
  const rules = useQuery({ queryKey: ['rules', ''], queryFn: () => get<RulesView>('/rules') });
  const opened = url.text('rule');
  return (
    <>
      <PageHead title={t('nav.rules')} sub={t('rules.sub')} />
      <Loaded query={rules} rows={12}>
        {(data) => {
          const rows = data.rows.filter((r) => q === '' || matches(`${r.title} ${r.id} ${r.logsource} ${r.tags.join(' ')}`, q));
          return (
            <div className="lc-stack">
              <Coverage report={data.report} />
              {data.report.findings.length > 0 ? <Card title={t('rules.findings', { n: data.report.findings.length })}><Findings findings={data.report.findings} /></Card> : null}
              <div className="lc-filters">
                <Input.Search allowClear key={q} defaultValue={q} className="lc-search" placeholder={t('rules.search')} aria-label={t('rules.search')} onSearch={(text) => url.set({ q: text })} />
                <span className="lc-grow" /><span className="lc-muted" data-testid="total">{t('registers.total', { n: formatNumber(rows.length) })}</span>
              </div>
              <div className="lc-card lc-card-flush">
                <Table<RuleView> size="small" rowKey="id" dataSource={rows} scroll={{ x: 'max-content' }} showSorterTooltip={false}
                  pagination={{ pageSize: 50, hideOnSinglePage: true, showSizeChanger: false }} locale={{ emptyText: <Nothing text={t('state.no_match')} /> }} columns={[
                    { title: t('rules.level'), sorter: (a, b) => rankOf(a.level) - rankOf(b.level), render: (_, r) => <LevelTag level={r.level} /> },
                    { title: t('rules.title'), sorter: (a, b) => a.title.localeCompare(b.title, 'vi'), render: (_, r) => <button type="button" className="lc-link-button" onClick={() => url.set({ rule: r.id })}>{r.title}</button> },
                    { title: t('rules.logsource'), render: (_, r) => r.logsource },
                    { title: t('rules.tags'), render: (_, r) => <span className="lc-muted lc-small">{r.tags.slice(0, 3).join(', ')}</span> },
                    { title: t('rules.hits'), align: 'right', sorter: (a, b) => (a.hits_30d ?? 0) - (b.hits_30d ?? 0), render: (_, r) => formatNumber(r.hits_30d ?? 0) },
                  ]} />
              </div>
            </div>
          );
        }}
      </Loaded>
      <Drawer open={opened !== ''} onClose={() => url.set({ rule: null })} size={640} title={t('rules.rule')} destroyOnHidden>{opened !== '' ? <Rule id={opened} /> : null}</Drawer>
    </>
  );
}
