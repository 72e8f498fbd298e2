// SPDX-License-Identifier: Apache-2.0
// Scans of the province's own: who allowed them, what is never scanned, what ran.
import { PlusOutlined, RadarChartOutlined } from '@ant-design/icons';
import { Alert, Button, Progress } from 'antd';
import { lazy, Suspense, useState } from 'react';
import type { ReactNode } from 'react';
import { Link } from 'react-router-dom';
import { useTexts } from '@/i18n';
import { formatDate, formatNumber, today } from '@/shared/format';
import { useNotice } from '@/shared/problems';
import { useCan, useMe } from '@/shared/session';
import { AgencyName, Card, Loaded, Nothing, Tag, Time } from '@/shared/ui';
import type { Tone } from '@/shared/ui';
import { approve, cancelScan, revoke, texts as textsOf, useJobs, useList, useRefresh, useScanner } from './data';
import type { Authorisation, Exclusion, ScanJob } from './data';
import { Section } from './section';
import { JobTag } from './tags';

const StartDrawer = lazy(() => import('./scan_start'));

export default function Scans() {
  const { t } = useTexts();
  const can = useCan();
  const refresh = useRefresh();
  const authorisations = useList<Authorisation>('scan-authorisations');
  const [starting, setStarting] = useState(false);
  return (
    <Section title={t('scan.title')} sub={t('scan.sub')} extra={can('scan_job', 'write') ? <Button type="primary" icon={<RadarChartOutlined />} onClick={() => setStarting(true)} data-testid="scan-new">{t('scan.new')}</Button> : null}>
      <div className="lc-stack">
        {can('scan_job') ? <Jobs /> : null}
        <Card title={t('scan.authorisations')} className="lc-card-flush" extra={can('scan_authorisation', 'write') ? <Add to="/registers/scan-authorisations/new" text={t('scan.add_authorisation')} /> : null}>
          <Loaded query={authorisations} rows={3}>
            {({ rows }) => <ul className="lc-findings">{rows.map((row) => <One key={row.id} row={row} />)}{rows.length === 0 ? <li><Nothing text={t('scan.no_authorisations')} /></li> : null}</ul>}
          </Loaded>
        </Card>
        {can('scan_exclusion') ? <Exclusions /> : null}
      </div>
      <Suspense fallback={null}>{starting ? <StartDrawer authorisations={authorisations.data?.rows ?? []} onClose={() => setStarting(false)} onDone={() => { setStarting(false); refresh(); }} /> : null}</Suspense>
    </Section>
  );
}

const Add = ({ to, text }: { to: string; text: string }): ReactNode => <Link to={`${to}?back=${encodeURIComponent('/findings/scans')}`}><PlusOutlined /> {text}</Link>;

function Jobs() {
  const { t } = useTexts();
  const jobs = useJobs(true);
  const scanner = useScanner();
  return (
    <Card title={t('scan.jobs')} className="lc-card-flush" extra={scanner.data?.version ? <span className="lc-muted lc-small">{t('scan.scanner')}: {scanner.data.version}</span> : null}>
      {scanner.data?.problem ? <Alert type="warning" showIcon title={scanner.data.problem} /> : null}
      <Loaded query={jobs} rows={3}>
        {({ rows }) => <ul className="lc-findings">{rows.map((row) => <Job key={row.id} row={row} />)}{rows.length === 0 ? <li><Nothing text={t('scan.no_jobs')} /></li> : null}</ul>}
      </Loaded>
    </Card>
  );
}

function Job({ row }: { row: ScanJob }) {
  const { t } = useTexts();
  const can = useCan();
  const refresh = useRefresh();
  const { failed } = useNotice();
  const live = row.status === 'queued' || row.status === 'running';
  return (
    <li className="lc-finding-row" data-testid="scan-job" data-state={row.status}>
      <div className="lc-finding-main">
        <div className="lc-row"><b>#{row.id}</b><JobTag status={row.status} /><AgencyName id={row.agency_id} /></div>
        <div className="lc-muted lc-small lc-break"><span className="lc-mono">{textsOf(row.targets).join(', ')}</span> · {t('scan.n_addresses', { n: formatNumber(row.addresses) })} · {row.started_by}</div>
        {row.status === 'running' ? <Progress percent={Math.round(row.progress / 10)} size="small" aria-label={t('scan.progress')} /> : null}
        {row.message ? <div className="lc-small lc-break">{row.message}</div> : null}
        {row.import_id ? <Link to={`/findings/imports?receipt=${row.import_id}`}>{t('finding_import.receipt')}</Link> : null}
      </div>
      <div className="lc-finding-side">
        <Time at={row.ended_at ?? row.started_at ?? row.created_at} />
        {live && can('scan_job', 'write') ? <Button size="small" danger onClick={() => void cancelScan(row.id).then(refresh, failed)}>{t('scan.cancel')}</Button> : null}
      </div>
    </li>
  );
}

const tone: Record<Authorisation['status'], Tone> = { draft: 'medium', approved: 'good', revoked: 'neutral' };

function One({ row }: { row: Authorisation }) {
  const { t, dyn } = useTexts();
  const can = useCan();
  const me = useMe();
  const refresh = useRefresh();
  const { done, failed } = useNotice();
  const finish = (work: Promise<unknown>) => void work.then(() => { done(t('done.saved')); refresh(); }, failed);
  return (
    <li className="lc-finding-row" data-testid="authorisation">
      <div className="lc-finding-main">
        <div className="lc-row"><Link to={`/registers/scan-authorisations/${row.id}`}><b>{row.title}</b></Link><Tag tone={tone[row.status]}>{dyn(`choice.scan_authorisation.status.${row.status}`)}</Tag><AgencyName id={row.agency_id} /></div>
        <div className="lc-small lc-break"><span className="lc-mono">{row.scope}</span></div>
        <div className="lc-muted lc-small">{t('scan.valid')}: {t('scan.span', { from: formatDate(row.valid_from), to: formatDate(row.valid_to) })} · {row.authority}{row.approved_by ? ` · ${dyn('field.scan_authorisation.approved_by')}: ${row.approved_by}` : ''}</div>
      </div>
      <div className="lc-finding-side">
        {row.status === 'draft' && can('scan_approval', 'write') && row.creator_id !== me.account_id ? <Button size="small" type="primary" onClick={() => finish(approve(row.id))} data-testid="approve">{t('scan.approve')}</Button> : null}
        {row.status === 'approved' && can('scan_approval', 'write') ? <Button size="small" onClick={() => finish(revoke(row.id))}>{t('scan.revoke')}</Button> : null}
      </div>
    </li>
  );
}

function Exclusions() {
  const { t } = useTexts();
  const can = useCan();
  const list = useList<Exclusion>('scan-exclusions');
  return (
    <Card title={t('scan.exclusions')} extra={can('scan_exclusion', 'write') ? <Add to="/registers/scan-exclusions/new" text={t('scan.add_exclusion')} /> : null}>
      <Loaded query={list} rows={2}>
        {({ rows }) => {
          const valid = rows.filter((row) => row.valid_to >= today());
          return valid.length === 0 ? <p className="lc-muted">{t('scan.no_exclusions')}</p> : (
            <ul className="lc-plain-list">{valid.map((row) => <li key={row.id}><Link to={`/registers/scan-exclusions/${row.id}`} className="lc-mono">{row.network}</Link> · {row.reason} <span className="lc-muted">({t('finding.accepted_until', { date: formatDate(row.valid_to) })})</span></li>)}</ul>
          );
        }}
      </Loaded>
    </Card>
  );
}
