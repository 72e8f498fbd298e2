// SPDX-License-Identifier: Apache-2.0
// Shapes of the API (v1) as the console reads them.

export interface Row {
  id: number;
  version: number;
  created_at: string;
  updated_at: string;
  archived: boolean;
}

export type Role =
  | 'soc_analyst' | 'coordinator' | 'agency_officer' | 'management' | 'inspector' | 'enterprise'
  | 'partner' | 'administrator';

export interface Me {
  account_id: number;
  login: string;
  name: string;
  role: Role;
  agency_id: number | null;
  agency_name: string;
  csrf: string;
  must_change_password: boolean;
  /** Resource → letters of "RWrw": read/write everything, read/write own agency. */
  permissions: Record<string, string>;
  demo: boolean;
  version: string;
  province: string;
}

export interface Page<T> {
  rows: T[];
  next: string;
  total: number;
}

export type Level = 'informational' | 'low' | 'medium' | 'high' | 'critical';
export type AlertStatus = 'open' | 'in_progress' | 'escalated' | 'dismissed';
export type DismissReason = 'false_positive' | 'benign' | 'duplicate' | 'test' | 'not_relevant';
export const dismissReasons: DismissReason[] =
  ['false_positive', 'benign', 'duplicate', 'test', 'not_relevant'];
export const levels: Level[] = ['critical', 'high', 'medium', 'low', 'informational'];
export const alertStatuses: AlertStatus[] = ['open', 'in_progress', 'escalated', 'dismissed'];

export interface Alert extends Row {
  agency_id: number | null;
  system_id: number | null;
  rule_id: string;
  rule_title: string;
  level: Level;
  status: AlertStatus;
  count: number;
  first_seen: string;
  last_seen: string;
  host: string;
  event_id: string;
  event: unknown;
  matched: unknown;
  tags: unknown;
  assignee_id: number | null;
  incident_id: number | null;
  dismiss_reason: DismissReason | null;
  dismiss_note: string;
  closed_at: string | null;
  origin: 'live' | 'exercise';
  is_demo: boolean;
}

export interface RuleView {
  id: string;
  title: string;
  description: string;
  author: string;
  level: Level;
  status: string;
  tags: string[];
  references: string[];
  falsepositives: string[];
  logsource: string;
  text?: string;
  path: string;
  hits_30d?: number;
}

export interface ContactPoint extends Row {
  agency_id: number;
  name: string;
  role: string;
  position: string;
  phone: string;
  mobile: string;
  email: string;
}

export interface AgencyView {
  id: number;
  code: string;
  name: string;
  phone: string;
  email: string;
}

export interface AlertDetail {
  alert: Alert;
  rule: RuleView | null;
  agency: AgencyView | null;
  system: { id: number; name: string; level: number } | null;
  assignee_name: string;
  incident: { id: number; number: string; title: string } | null;
  similar: Alert[];
  contacts: ContactPoint[];
}

export interface Count {
  value: string;
  count: number;
}

export interface AlertGroup {
  rule_id: string;
  rule_title: string;
  level: Level;
  agency_id: number | null;
  count: number;
  alerts: number;
  last_seen: string;
}

export interface AlertSummary {
  total: number;
  by_status: Count[];
  by_level: Count[];
  groups: AlertGroup[];
}

export interface BulkResult {
  done: number[];
  failed: { id: number; code?: string; detail: string }[];
  incident: Incident | null;
}

export interface EventView {
  id: string;
  time: string;
  received_at: string;
  clock_suspect: boolean;
  source_id: number | null;
  agency_id: number | null;
  system_id: number | null;
  host: string;
  peer: string;
  transport: string;
  format: string;
  raw: string;
  fields: { name: string; value: string }[];
}

export type Severity = 'm1' | 'm2' | 'm3' | 'm4';
export const severities: Severity[] = ['m1', 'm2', 'm3', 'm4'];
export type IncidentStatus = 'open' | 'contained' | 'recovered' | 'closed';
export const incidentStatuses: IncidentStatus[] = ['open', 'contained', 'recovered', 'closed'];
export type IncidentCategory =
  | 'dos' | 'spoofing' | 'malware' | 'intrusion' | 'defacement' | 'encryption' | 'sabotage'
  | 'espionage' | 'combined' | 'other';
export const incidentCategories: IncidentCategory[] = ['dos', 'spoofing', 'malware', 'intrusion',
  'defacement', 'encryption', 'sabotage', 'espionage', 'combined', 'other'];

export interface Incident extends Row {
  number: string;
  agency_id: number;
  system_id: number | null;
  title: string;
  description: string;
  severity: Severity;
  category: IncidentCategory;
  detected_at: string;
  reported_by: string;
  is_serious: boolean;
  beyond_capacity: boolean;
  harms_security: boolean;
  personal_data: boolean;
  status: IncidentStatus;
  lead_id: number | null;
  closed_at: string | null;
  outcome: string;
  origin: 'live' | 'exercise';
  is_demo: boolean;
}

export interface IncidentTask extends Row {
  agency_id: number;
  incident_id: number;
  title: string;
  detail: string;
  assignee_id: number | null;
  due_at: string | null;
  status: 'open' | 'done' | 'dropped';
}

export interface IncidentNote extends Row {
  agency_id: number;
  incident_id: number;
  author: string;
  text: string;
}

export type ClockStatus =
  | 'running' | 'immediate' | 'met' | 'missed' | 'met_late' | 'waiting' | 'continuous';

export interface Clock {
  code: string;
  regime: string;
  title_vi: string;
  title_en: string;
  recipient_vi: string;
  recipient_en: string;
  form: string;
  clause: string;
  status: ClockStatus;
  confidence: string;
  t0: string | null;
  due: string | null;
  met_at: string | null;
  /** Of the older law, shown beside the clocks that bind. */
  informative: boolean;
}

export interface FactView {
  id: number;
  kind: string;
  subject_kind: string;
  subject_id: number;
  agency_id: number | null;
  actor_name: string;
  recorded_at: string;
  occurred_at: string;
  origin: string;
  payload: unknown;
  hash: string;
}

export interface IncidentDetail {
  incident: Incident;
  agency: AgencyView | null;
  system: { id: number; name: string; level: number } | null;
  lead_name: string;
  contacts: ContactPoint[];
  clocks: Clock[];
  tasks: IncidentTask[];
  notes: IncidentNote[];
  alerts: Alert[];
  timeline: FactView[];
}

export type ReportStatus = 'received' | 'in_review' | 'accepted' | 'closed';

export interface PublicReport extends Row {
  topic: string;
  what: string;
  target: string;
  contact_name: string;
  contact: string;
  status: ReportStatus;
  agency_id: number | null;
  incident_id: number | null;
  reply: string;
}

export type DutyStatus =
  | 'met' | 'met_late' | 'due_soon' | 'open' | 'overdue' | 'not_applicable' | 'not_measured';
export const dutyStatuses: DutyStatus[] =
  ['overdue', 'due_soon', 'open', 'met_late', 'met', 'not_measured', 'not_applicable'];

export interface Duty {
  key: string;
  obligation: string;
  clause: string;
  title_vi: string;
  title_en: string;
  how_vi: string;
  how_en: string;
  agency_id: number;
  system_id: number | null;
  status: DutyStatus;
  due: string | null;
  next_due: string | null;
  since: string | null;
  soft: boolean;
  weight: number;
  why_vi: string;
  why_en: string;
  evidence: {
    fact_id: number;
    kind: string;
    occurred_at: string;
    subject_kind: string;
    subject_id: number;
  }[];
  discharge_with: string | null;
}

export interface Duties {
  as_of: string;
  rows: Duty[];
  counts: Record<string, number>;
}

export interface DirectiveView {
  id: string;
  title_vi: string;
  title_en: string;
  clauses: {
    id: string;
    title_vi: string;
    title_en: string;
    obligations: {
      id: string;
      title_vi: string;
      title_en: string;
      weight: number;
      soft: boolean;
      measured: boolean;
      counts: Record<string, number>;
    }[];
  }[];
}

export interface EvidenceFile extends Row {
  agency_id: number;
  file_name: string;
  media_type: string;
  size: number;
  sha256: string;
  uploaded_by: string;
}

export interface AssuranceRecord extends Row {
  agency_id: number;
  system_id: number | null;
  kind: string;
  performed_on: string;
  result: string;
  level: number | null;
  provider: string;
  summary: string;
  evidence_file_id: number | null;
}

export interface RankingRow {
  rank: number;
  agency_id: number;
  earned: number;
  possible: number;
  percent: number;
  band: string;
  previous_rank: number | null;
  previous_percent: number | null;
}

export interface Ranking {
  month: string;
  frozen: boolean;
  rows: RankingRow[];
}

export interface ScoreCard {
  month: string;
  agency_id: number;
  frozen: boolean;
  rank: number;
  of: number;
  earned: number;
  possible: number;
  percent: number;
  band: string;
  history: { month: string; percent: number; band: string }[];
  indicators: {
    id: string;
    title_vi: string;
    title_en: string;
    earned: number;
    possible: number;
    measured: boolean;
    why_vi: string;
    why_en: string;
    duties: Duty[];
  }[];
  quick_wins: {
    title_vi: string;
    title_en: string;
    gain: number;
    discharge_with: string | null;
    system_id: number | null;
  }[];
}

export interface Document extends Row {
  kind: 'monthly_report' | 'ranking_notice';
  month: string;
  status: 'draft' | 'checked' | 'issued';
  number: string;
  signer_name: string;
  signer_title: string;
  remarks: string;
  figures: unknown;
  issued_on: string | null;
  is_demo: boolean;
}

export interface Overview {
  as_of: string;
  figures: { key: string; value: number; previous: number | null; link: string }[];
  alerts_by_day: { day: string; critical: number; high: number; medium: number; low: number }[];
  top_risks: { agency_id: number; overdue: number; open_alerts: number }[];
  documents: Document[];
  sources: { total: number; silent: number };
}

export interface Source extends Row {
  agency_id: number;
  system_id: number | null;
  name: string;
  network: string | null;
  format: string;
  enabled: boolean;
}

export interface SourceCounters {
  received: number;
  recovered: number;
  malformed: number;
  clock_suspect: number;
  stored: number;
  rejected: number;
  duplicates: number;
  in_flight: number;
  last_received_at: string | null;
  rejected_by: Record<string, number>;
}

export interface SourcesStatus {
  rows: { source: Source; counters: SourceCounters; silent: boolean; has_token: boolean }[];
  unknown: SourceCounters;
}

export interface Finding {
  severity: string;
  code: string;
  message: string;
  hint: string;
  file: string;
  line: number;
  column: number;
}

export interface RulesView {
  report: {
    found: number;
    loaded: number;
    rejected: number;
    skipped: number;
    findings: Finding[];
  };
  rows: RuleView[];
}

export interface AuditResult {
  facts: number;
  head_hash: string;
  intact: boolean;
  first_bad: number | null;
  what: string;
}

export interface Health {
  components: { name: string; ok: boolean; required: boolean; detail: string }[];
  ready: boolean;
  version: string;
}

export interface LiveFact {
  fact_id: number;
  kind: string;
  subject_kind: string;
  subject_id: number;
  agency_id: number | null;
  at: string;
}

export interface AgencyOption {
  id: number;
  code: string;
  name: string;
  kind: string;
}
export interface SystemOption {
  id: number;
  name: string;
  agency_id?: number;
  level?: number;
}
export interface AccountOption {
  id: number;
  name: string;
  role: Role;
}
