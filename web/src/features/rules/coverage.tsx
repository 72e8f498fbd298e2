// SPDX-License-Identifier: Apache-2.0
// Which rules can fire on the logs that arrive, and what log would switch on most of the others.
import { Segmented, Select, Table } from 'antd';
import { useEffect } from 'react';
import { Link, useLocation } from 'react-router-dom';
import type { AgencyCoverageView, ArrivingLogView, CoverageView, MissingLogView } from '@/api/rule_types';
import { useTexts } from '@/i18n';
import { formatNumber } from '@/shared/format';
import { useCan } from '@/shared/session';
import { matchRank } from '@/shared/text';
import { useUrlState } from '@/shared/url';
import { Card, Loaded, Nothing, Time } from '@/shared/ui';
import { techniqueCounts } from './attack';
import type { Show } from './attack';
import { useAgencyCoverage, useCoverage } from './data';
import { Legend, Matrix } from './matrix';
import { RulesSection } from './section';
import { logSourceText } from './words';

export default function CoveragePage() {
  const { t } = useTexts();
  const url = useUrlState();
  const agency = url.text('agency') ? Number(url.text('agency')) : null;
  const coverage = useCoverage(agency);
  const agencies = useAgencyCoverage();
  const options = (agencies.data?.rows ?? []).flatMap((a) => (a.agency_id ? [{ value: a.agency_id, label: a.agency_name }] : []));
  return (
    <RulesSection title={t('nav.coverage')} sub={t('coverage.sub')} extra={
      <Select<number> style={{ width: 280 }} value={agency ?? 0} aria-label={t('coverage.whose')} data-testid="coverage-agency" popupMatchSelectWidth={false}
        showSearch={{ filterOption: (input, option) => matchRank(String(option?.label ?? ''), input) >= 0 }} onChange={(v) => url.set({ agency: v ? String(v) : null })}
        options={[{ value: 0, label: t('coverage.province') }, ...(agency !== null && !options.some((o) => o.value === agency) ? [{ value: agency, label: `#${agency}` }] : []), ...options]} />
    }>
      <Loaded query={coverage} rows={14}>{(data) => <Content data={data} agencies={agencies.data?.rows ?? []} />}</Loaded>
    </RulesSection>
  );
}

function Content({ data, agencies }: { data: CoverageView; agencies: AgencyCoverageView[] }) {
  const { t } = useTexts();
  const url = useUrlState();
  const { hash } = useLocation();
  const show = url.text('show', 'all') as Show;
  useEffect(() => {
    if (hash) document.getElementById(hash.slice(1))?.scrollIntoView({ inline: 'start', block: 'nearest' });
  }, [hash]);
  return (
    <div className="lc-stack">
      <Figures data={data} />
      <Card title={t('coverage.matrix')} extra={
        <Segmented<string> size="small" value={show} onChange={(v) => url.set({ show: v === 'all' ? null : v })}
          options={[{ value: 'all', label: t('coverage.show_all') }, { value: 'gaps', label: t('coverage.show_gaps') }, { value: 'hits', label: t('coverage.show_hits') }]} />
      }>
        <div className="lc-stack">
          <Legend />
          {data.tactics.length === 0 ? <Nothing text={t('coverage.no_rules')} /> : <Matrix tactics={data.tactics} agency={data.agency_id} show={show} />}
        </div>
      </Card>
      <div className="lc-columns lc-columns-wide">
        <Card title={t('coverage.missing')} className="lc-card-flush"><Missing rows={data.missing} /></Card>
        <Card title={t('coverage.arriving')} className="lc-card-flush"><Arriving rows={data.arriving} days={data.days} /></Card>
      </div>
      {data.agency_id === null ? <Card title={t('coverage.by_agency')} className="lc-card-flush"><ByAgency rows={agencies} /></Card> : null}
      <p className="lc-muted lc-small">{t('coverage.computed', { days: data.days })} <Time at={data.computed_at} /> · <Link to={`/rules/versions/${data.version_id}`}>{t('rule_version.number', { id: data.version_id })}</Link></p>
    </div>
  );
}

function Figures({ data }: { data: CoverageView }) {
  const { t } = useTexts();
  const { rules } = data;
  const of = data.agency_id ? `&agency=${data.agency_id}` : '';
  const counts = techniqueCounts(data.tactics);
  const share = (n: number) => (rules.total > 0 ? t('coverage.share', { n: formatNumber((100 * n) / rules.total) }) : '');
  const figures: [string, number, string, string, string][] = [
    ['yes', rules.yes, t('rules.figure_yes'), share(rules.yes), `/rules?can_fire=yes${of}`],
    ['fields_missing', rules.fields_missing, t('rules.figure_fields_missing'), share(rules.fields_missing), `/rules?can_fire=fields_missing${of}`],
    ['no_log_source', rules.no_log_source, t('rules.figure_no_log_source'), share(rules.no_log_source), `/rules?can_fire=no_log_source${of}`],
  ];
  return (
    <div className="lc-figures lc-figures-flat">
        {figures.map(([key, n, name, part, to]) => <Link key={key} to={to} className="lc-figure" data-testid={`coverage-${key}`}><span>{name}</span><b>{formatNumber(n)}</b><small className="lc-muted">{part}</small><Share n={n} all={rules.total} /></Link>)}
        <div className="lc-figure"><span>{t('coverage.techniques')}</span><b>{formatNumber(counts.covered)}</b><small className="lc-muted">{t('coverage.of_techniques', { n: formatNumber(counts.techniques) })}</small><Share n={counts.covered} all={counts.techniques} /></div>
    </div>
  );
}

function Share({ n, all }: { n: number; all: number }) {
  return <span className="lc-bar" aria-hidden="true"><i className="lc-fill-primary" style={{ width: `${all > 0 ? (100 * n) / all : 0}%` }} /></span>;
}

function Missing({ rows }: { rows: MissingLogView[] }) {
  const { t } = useTexts();
  const most = rows[0]?.rules ?? 0;
  return (
    <Table<MissingLogView> size="small" rowKey={(r) => logSourceText(r.logsource)} dataSource={rows} pagination={{ pageSize: 15, hideOnSinglePage: true, showSizeChanger: false }}
      locale={{ emptyText: <Nothing text={t('coverage.none_missing')} /> }} columns={[
        { title: t('coverage.log'), render: (_, r) => <span className="lc-mono">{logSourceText(r.logsource)}</span> },
        { title: t('coverage.would_switch_on'), width: 260, render: (_, r) => (
          <span className="lc-bar-line"><span className="lc-bar" aria-hidden="true"><i className="lc-fill-primary" style={{ width: `${most > 0 ? (100 * r.rules) / most : 0}%` }} /></span><span className="lc-nowrap">{t('coverage.n_rules', { n: formatNumber(r.rules) })}</span></span>
        ) },
      ]} />
  );
}

function Arriving({ rows, days }: { rows: ArrivingLogView[]; days: number }) {
  const { t } = useTexts();
  const can = useCan();
  return (
    <div className="lc-scroll-x" role="region" aria-label={t('coverage.arriving')} tabIndex={0}><Table<ArrivingLogView> size="small" rowKey={(r) => logSourceText(r.logsource)} dataSource={rows} pagination={{ pageSize: 15, hideOnSinglePage: true, showSizeChanger: false }}
      locale={{ emptyText: <Nothing text={t('coverage.none_arriving', { days })}>{can('source') ? <Link to="/sources">{t('nav.sources')}</Link> : null}</Nothing> }} columns={[
        { title: t('coverage.log'), render: (_, r) => <span className="lc-mono">{logSourceText(r.logsource)}</span> },
        { title: t('coverage.events'), align: 'right', render: (_, r) => formatNumber(r.events) },
        { title: t('coverage.fields'), align: 'right', render: (_, r) => formatNumber(r.fields) },
        { title: t('coverage.rules_fire'), align: 'right', render: (_, r) => <span title={t('coverage.cell', { yes: r.can_fire, all: r.rules })}><b>{formatNumber(r.can_fire)}</b> / {formatNumber(r.rules)}</span> },
        { title: t('coverage.last'), render: (_, r) => <Time at={r.last_at} /> },
      ]} /></div>
  );
}

function ByAgency({ rows }: { rows: AgencyCoverageView[] }) {
  const { t } = useTexts();
  const url = useUrlState();
  return (
    <Table<AgencyCoverageView> size="small" rowKey={(r) => r.agency_id ?? 0} dataSource={rows} pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }} scroll={{ x: 700 }}
      locale={{ emptyText: <Nothing text={t('coverage.no_agency')} /> }} columns={[
        { title: t('exception.agency'), render: (_, r) => r.agency_id ? <button type="button" className="lc-link-button" onClick={() => url.set({ agency: String(r.agency_id) }, true)}>{r.agency_name}</button> : t('alerts.no_agency') },
        { title: t('coverage.logs'), align: 'right', render: (_, r) => formatNumber(r.logsources) },
        { title: t('coverage.events'), align: 'right', render: (_, r) => formatNumber(r.events) },
        { title: t('rules.figure_yes'), align: 'right', render: (_, r) => <b>{formatNumber(r.rules.yes)}</b> },
        { title: t('rules.figure_fields_missing'), align: 'right', render: (_, r) => formatNumber(r.rules.fields_missing) },
        { title: t('rules.figure_no_log_source'), align: 'right', render: (_, r) => formatNumber(r.rules.no_log_source) },
        { title: t('coverage.last'), render: (_, r) => <Time at={r.last_at} /> },
      ]} />
  );
}
