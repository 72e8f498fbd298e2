// SPDX-License-Identifier: Apache-2.0
// Names of the API's shapes (v1) as the console uses them; schema.ts is made from the server.
import type { components } from './schema';

type Schemas = components['schemas'];

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

export type Me = Schemas['Me'];

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

export type Alert = Schemas['Alert'];

export type ContactPoint = Schemas['ContactPoint'];

export type AgencyView = Schemas['AgencyView'];

export type AlertDetail = Schemas['AlertDetail'];

export type Count = Schemas['CountView'];

export type AlertGroup = Schemas['AlertGroupView'];

export type AlertSummary = Schemas['AlertSummaryView'];

export type BulkResult = Schemas['BulkAnswer'];

export type EventView = Schemas['EventView'];

export type Severity = 'm1' | 'm2' | 'm3' | 'm4';
export const severities: Severity[] = ['m1', 'm2', 'm3', 'm4'];
export type IncidentStatus = 'open' | 'contained' | 'recovered' | 'closed';
export const incidentStatuses: IncidentStatus[] = ['open', 'contained', 'recovered', 'closed'];
export type IncidentCategory =
  | 'dos' | 'spoofing' | 'malware' | 'intrusion' | 'defacement' | 'encryption' | 'sabotage'
  | 'espionage' | 'combined' | 'other';
export const incidentCategories: IncidentCategory[] = ['dos', 'spoofing', 'malware', 'intrusion',
  'defacement', 'encryption', 'sabotage', 'espionage', 'combined', 'other'];

export type Incident = Schemas['Incident'];

export type IncidentTask = Schemas['IncidentTask'];

export type IncidentNote = Schemas['IncidentNote'];

export type ClockStatus =
  | 'running' | 'immediate' | 'met' | 'missed' | 'met_late' | 'waiting' | 'continuous';

export type Clock = Omit<Schemas['ClockView'], 'status'> & { status: ClockStatus };

export type FactView = Schemas['FactView'];

export type IncidentDetail = Omit<Schemas['IncidentDetail'], 'clocks'> & { clocks: Clock[] };

export type ReportStatus = 'received' | 'in_review' | 'accepted' | 'closed';

export type PublicReport = Schemas['PublicReport'];

export type DutyStatus =
  | 'met' | 'met_late' | 'due_soon' | 'open' | 'overdue' | 'not_applicable' | 'not_measured' | 'exempt';
export const dutyStatuses: DutyStatus[] =
  ['overdue', 'due_soon', 'open', 'met_late', 'met', 'exempt', 'not_measured', 'not_applicable'];

export type Duty = Schemas['DutyView'];

export type Duties = Schemas['DutyListView'];

export type DirectiveView = Schemas['DirectiveView'];

export type ClauseOf = DirectiveView['clauses'][number];

export type DirectiveText = Schemas['TextView'];

export type AgencyProgress = Schemas['ProgressView'];

export type Explanation = Schemas['ExplanationView'];

export type Edition = Schemas['EditionView'];

export type DutyRelief = Schemas['DutyRelief'];

export type RoleHolders = Schemas['HoldersView'];

export type EvidenceFile = Schemas['EvidenceFile'];

export type AssuranceRecord = Schemas['AssuranceRecord'];

export type EvidenceKind = Schemas['EvidenceKindView'];

export type ChangedRows = Schemas['ChangedRows'];

export type ImportReport = Schemas['ImportReport'];

export type ResponsePlan = Schemas['ResponsePlan'];

export type SystemTimers = Schemas['SystemTimersView'];

export type TimerList = Schemas['TimerListView'];

export type LayerList = Schemas['LayerListView'];

export type BudgetList = Schemas['BudgetListView'];

export type RankingRow = Schemas['RankingRowView'];

export type Ranking = Schemas['RankingView'];

export type ScoreCard = Schemas['ScoreCardView'];

export type Document = Schemas['Document'];

export type Overview = Schemas['OverviewView'];

export type Source = Schemas['Source'];

export type SourceCounters = Schemas['CountersView'];

export type SourceRow = Schemas['SourceStatus'];

export type SourcesStatus = Schemas['SourceStatusList'];

export type SourceDetail = Schemas['SourceDetail'];

export type SourceSample = Schemas['SourceSample'];

export type SourceSpread = Schemas['SpreadView'];

export type SenderGuides = Schemas['SenderGuideList'];

export type Strangers = Schemas['StrangerList'];

export type TriedLines = Schemas['TriedLines'];

export type AuditResult = Schemas['VerifyView'];

export type Health = Schemas['HealthView'];

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
  /** Last day of one that has ended. */
  valid_to?: string | null;
  archived?: boolean;
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

export type WorkList = Schemas['WorkListView'];
export type WorkRow = Schemas['WorkRow'];

export type SearchStart = Schemas['SearchStart'];
export type SearchEnd = Schemas['SearchEndView'];
export type SearchLine = Partial<Schemas['SearchLine']>;
export type CompletionList = Schemas['CompletionList'];
export type QueryCheck = Schemas['QueryCheck'];
export type SourceOption = Schemas['SourceOption'];
export type SavedSearchView = Schemas['SavedSearchView'];
export type EventExport = Schemas['EventExport'];
