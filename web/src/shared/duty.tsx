// SPDX-License-Identifier: Apache-2.0
// A duty as a row: what it is, until when, why it stands so, what is behind it, what discharges it.
import { Button } from 'antd';
import { Suspense, lazy, useState } from 'react';
import { Link } from 'react-router-dom';
import type { Duty } from '@/api/types';
import { useTexts } from '@/i18n';
import { formatDate, formatDue, formatNumber } from './format';
import { useFactTitle } from './history';
import { useSystems } from './lookups';
import { useCan } from './session';
import { DutyTag, Remaining, Tag, Time } from './ui';

const rank = ['overdue', 'due_soon', 'open', 'not_measured', 'met_late', 'met', 'exempt', 'not_applicable'];

// Fetched when somebody asks why.
const Explain = lazy(() => import('./explain'));

const dateOf = (duty: Duty) => (duty.status === 'overdue' ? duty.due : (duty.next_due ?? duty.due)) ?? '9';

/** Overdue first, then by date. */
export function byUrgency(a: Duty, b: Duty): number {
  return rank.indexOf(a.status) - rank.indexOf(b.status) || dateOf(a).localeCompare(dateOf(b));
}

export const dutyKey = (duty: Duty) => `${duty.key}/${duty.agency_id}/${duty.system_id ?? 0}/${duty.period}`;

export function EvidenceLinks({ duty }: { duty: Duty }) {
  const title = useFactTitle();
  const can = useCan();
  if (duty.evidence.length === 0) return null;
  const paths: Record<string, string> = {
    assurance_record: '/registers/assurance-records', incident: '/incidents', contact_point: '/registers/contact-points',
    system: '/registers/systems', evidence_file: '/registers/evidence-files', document: '/registers/documents',
    system_check: '/registers/system-checks', response_plan: '/registers/response-plans', drill: '/registers/drills', device_event: '/registers/device-events',
    account_attestation: '/registers/account-attestations', supplier_review: '/registers/supplier-reviews', training: '/registers/trainings',
    campaign: '/registers/campaigns', budget_proposal: '/registers/budget-proposals', layer_evidence: '/registers/layer-evidence',
    dossier: '/dossiers', inspection: '/inspections', finding: '/findings', team: '/registers/teams', expert: '/registers/experts', certificate: '/registers/certificates',
  };
  return (
    <div className="lc-row lc-small">
      {duty.evidence.slice(0, 4).map((e) => {
        const base = paths[e.subject_kind];
        const text = <>{title(e.kind)} · <Time at={e.occurred_at} /></>;
        return base
          ? <Link key={e.fact_id} to={`${base}/${e.subject_id}`} data-testid="evidence-link">{text}</Link>
          : can('audit') ? <Link key={e.fact_id} to={`/journal?fact=${e.fact_id}`} data-testid="evidence-link">{text}</Link> : <span key={e.fact_id}>{text}</span>;
      })}
    </div>
  );
}

/** A pause or exemption with the basis it rests on. */
export function ReliefLine({ relief }: { relief: Duty['reliefs'][number] }) {
  const { t, dyn } = useTexts();
  const dates = relief.last_day
    ? t('relief.from_to', { from: formatDate(relief.from_day), to: formatDate(relief.last_day) })
    : t('relief.from_on', { from: formatDate(relief.from_day) });
  return (
    <div className="lc-row lc-small" data-testid="relief">
      <Tag tone="low">{dyn(`relief.${relief.effect}`)}</Tag>
      <Link to={`/reliefs?id=${relief.id}`}>{dates}</Link>
      <span className="lc-muted">{t('relief.basis', { basis: relief.basis })} · {relief.decided_by}</span>
    </div>
  );
}

export function DutyRow({ duty, onRecord, agency, asOf = '' }: { duty: Duty; onRecord?: (duty: Duty) => void; agency?: React.ReactNode; asOf?: string }) {
  const { t, pick } = useTexts();
  const [asks, setAsks] = useState(false);
  const { byId } = useSystems(duty.agency_id);
  const open = ['overdue', 'due_soon', 'open'].includes(duty.status);
  // What was done and soon runs out has its next date before it; what is done for good has none.
  const running = duty.status !== 'overdue' && duty.next_due !== null;
  const date = running ? duty.next_due : duty.due;
  return (
    <article className="lc-duty" data-testid="duty" data-key={dutyKey(duty)} data-status={duty.status}>
      <div className="lc-duty-when">
        <DutyTag status={duty.status} />
        {date ? <span>{t(running ? 'duty.next' : 'duty.due', { date: formatDue(date) })}</span> : null}
        {open && date ? <Remaining due={date} /> : null}
      </div>
      <div className="lc-stack-tight">
        <h3>{pick(duty.title_vi, duty.title_en)}{duty.subject ? ` – ${duty.subject}` : ''}</h3>
        {agency}
        {duty.system_id ? <div>{byId.get(duty.system_id)?.name ?? `#${duty.system_id}`}</div> : null}
        <div className="lc-muted">{pick(duty.why_vi, duty.why_en)}</div>
        {open && (duty.how_vi || duty.how_en) ? <div><b>{t('duty.how')}</b> {pick(duty.how_vi, duty.how_en)}</div> : null}
        {duty.reliefs.map((relief) => <ReliefLine key={relief.id} relief={relief} />)}
        <EvidenceLinks duty={duty} />
        <div className="lc-row lc-small lc-muted">
          <span>{t('duty.clause', { clause: duty.clause })}</span>
          {duty.soft ? <Tag tone="neutral">{t('duty.soft')}</Tag> : null}
          <button type="button" className="lc-link-button" onClick={() => setAsks(true)} data-testid="why">{t('duty.why')}</button>
        </div>
        {asks ? <Suspense fallback={null}><Explain duty={duty} asOf={asOf} onClose={() => setAsks(false)} /></Suspense> : null}
      </div>
      <div>
        {onRecord && duty.forms.length > 0 ? (
          <Button type={open ? 'primary' : 'default'} size="small" onClick={() => onRecord(duty)} data-testid="record-duty">{t('duty.record')}</Button>
        ) : null}
      </div>
    </article>
  );
}

/** Shares of a duty count as one bar with its numbers in words. */
export function DutyBar({ counts }: { counts: Record<string, number> }) {
  const { t } = useTexts();
  const n = (name: string) => counts[name] ?? 0;
  const met = n('met') + n('met_late');
  const measured = met + n('due_soon') + n('open') + n('overdue');
  if (measured === 0) return <span className="lc-muted lc-small">{t('duty.nothing_measured')}</span>;
  const share = (value: number) => ({ width: `${(100 * value) / measured}%` });
  return (
    <span className="lc-bar-line">
      <span className="lc-bar" aria-hidden="true">
        <i className="lc-fill-good" style={share(met)} /><i className="lc-fill-low" style={share(n('open'))} />
        <i className="lc-fill-high" style={share(n('due_soon'))} /><i className="lc-fill-critical" style={share(n('overdue'))} />
      </span>
      <span className="lc-small lc-nowrap">{t('duty.met_of', { met: formatNumber(met), n: formatNumber(measured) })}{n('overdue') > 0 ? <span className="lc-text-critical"> · {t('duty.n_overdue', { n: formatNumber(n('overdue')) })}</span> : null}</span>
    </span>
  );
}
