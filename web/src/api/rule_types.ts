// SPDX-License-Identifier: Apache-2.0
// Shapes of detection content as the API gives them.
import type { Level } from './types';

export type Severity = 'error' | 'warning' | 'note';
export interface FindingView {
  severity: string; code: string; message: string; hint: string; set: string; file: string; line: number; column: number;
}
export interface RuleReportView {
  found: number; loaded: number; rejected: number; skipped: number; correlations: number; filters: number;
  always_evaluated: number; findings: FindingView[]; findings_total: number;
}
export interface TestResultView {
  rule_id: string; rule_title: string; file: string; note: string; expects_match: boolean; passed: boolean; message: string;
}
export interface TestReportView { run: number; passed: number; failed: number; failures: TestResultView[] }

export type RuleSetKind = 'own' | 'shipped' | 'imported';
export interface RuleSetView {
  id: string; title: string; kind: RuleSetKind; licence: string; origin: string; enabled: boolean; minimum_level: Level | null;
  version: string; files: number; bytes: number; found: number | null; loaded: number | null; rejected: number | null;
  skipped: number | null; is_changed: boolean; is_in_force: boolean; version_in_force: string; updated_at: string;
}
export interface RuleSetList { rows: RuleSetView[]; is_changed: boolean; in_force: number | null; candidate: number | null }
export interface LeftOutFile { path: string; reason: string }
export interface ImportView { set: RuleSetView; files_taken: number; files_left_out: number; left_out: LeftOutFile[] }
export interface RuleFileView { path: string; bytes: number }
export interface RuleFileList { rows: RuleFileView[] }
export interface RuleFileText { set: string; path: string; text: string }

export type RuleVersionState = 'validating' | 'validated' | 'invalid' | 'in_force' | 'replaced' | 'discarded';
export interface SetCountsView {
  id: string; title: string; version: string; minimum_level: Level | null; found: number; loaded: number; rejected: number; skipped: number;
}
export interface VersionView {
  id: number; state: RuleVersionState; hash: string; note: string; staged_by: string; staged_at: string; swapped_by: string;
  swapped_at: string | null; found: number; loaded: number; rejected: number; skipped: number; tests_run: number; tests_failed: number;
  added: number; changed: number; removed: number; problem: string;
}
export interface VersionList { rows: VersionView[]; in_force: number | null; rollback_to: number | null }
export type RuleChangeKind = 'added' | 'changed' | 'removed';
export interface ChangedRuleView { id: string; title: string; set: string; level: Level; change: RuleChangeKind }
export interface TrySample { event_id: string; host: string; time: string; agency_id: number | null }
export interface TryRule {
  id: string; title: string; set: string; level: Level; alerts: number; detections: number; alerts_now: number; detections_now: number;
  suppressed: number; samples: TrySample[];
}
export interface TryLevel { level: Level; alerts: number; detections: number; alerts_now: number; detections_now: number }
export interface TryResult {
  from: string; to: string; events_total: number; events_read: number; is_complete: boolean; stopped_because: string; alerts: number;
  detections: number; alerts_now: number; detections_now: number; suppressed: number; by_level: TryLevel[]; rules: TryRule[];
  rules_total: number; seconds: number; events_per_second: number;
}
export interface VersionDetail {
  version: VersionView; sets: SetCountsView[]; report: RuleReportView; tests: TestReportView; changes: ChangedRuleView[];
  tried: TryResult | null; tried_at: string | null;
}
export interface FindingList { rows: FindingView[]; total: number }

export type JobKind = 'validate' | 'try_version' | 'preview_exception';
export type JobState = 'queued' | 'running' | 'done' | 'failed' | 'cancelled';
export interface JobView {
  id: number; kind: JobKind; state: JobState; version_id: number | null; started_by: string; created_at: string;
  finished_at: string | null; step: string; done: number; total: number; problem: string; result: TryResult | null;
}
export interface JobList { rows: JobView[] }
export interface StagedView { version: VersionView; job: JobView }

export type CanFire = 'yes' | 'fields_missing' | 'no_log_source';
export interface LogSourceView { product: string; category: string; service: string }
export interface ArrivingLogView {
  logsource: LogSourceView; events: number; fields: number; last_at: string; rules: number; can_fire: number;
}
export interface CoverageCounts { total: number; yes: number; fields_missing: number; no_log_source: number }
export interface MissingLogView { logsource: LogSourceView; rules: number }
export interface TechniqueView { id: string; rules: number; can_fire: number; hits_30d: number }
export interface TacticView { id: string; name: string; rules: number; can_fire: number; techniques: TechniqueView[] }
export interface CoverageView {
  agency_id: number | null; computed_at: string; version_id: number; days: number; rules: CoverageCounts;
  arriving: ArrivingLogView[]; missing: MissingLogView[]; tactics: TacticView[];
}
export interface AgencyCoverageView {
  agency_id: number | null; agency_name: string; rules: CoverageCounts; logsources: number; events: number; last_at: string | null;
}
export interface AgencyCoverageList { rows: AgencyCoverageView[]; computed_at: string }
export interface RuleCoverageView { state: CanFire; missing_fields: string[]; agencies: number }

export type ExceptionState = 'active' | 'expired' | 'ended' | 'unusable';
export interface ExceptionRuleView { id: string; title: string }
export interface ExceptionView {
  id: number; state: ExceptionState; rules: ExceptionRuleView[]; agency_id: number | null; agency_name: string; text: string;
  reason: string; author: string; created_at: string; expires_at: string; ended_at: string | null; suppressed: number;
  last_suppressed_at: string | null; problem: string;
}
export interface ExceptionList { rows: ExceptionView[] }
export interface NewException { rules: string[]; agency_id: number | null; text: string; reason: string; expires_at: string | null }

export interface RuleRow {
  id: string; title: string; author: string; status: string; set: string; path: string; logsource: string; kind: string; level: Level;
  tags: string[]; raises_alert: boolean; always_evaluated: boolean; hits_30d: number; suppressed_30d: number; last_hit: string | null;
  exceptions: number; can_fire: CanFire;
}
export interface RuleList { report: RuleReportView; version_id: number | null; rows: RuleRow[]; total: number }
export interface DayHits { day: string; hits: number; suppressed: number }
export interface AgencyHits { agency_id: number | null; agency_name: string; hits: number; suppressed: number }
export interface RuleHitsView { total: number; suppressed: number; last_hit: string | null; days: DayHits[]; agencies: AgencyHits[] }
export interface RuleCostView { sampled_events: number; rule_ns: number; set_ns: number; share: number; matched: number }
export interface HistoryView {
  at: string; actor: string; kind: string; version_id: number | null; exception_id: number | null; note: string;
}
export interface RuleDetail {
  rule: RuleRow; description: string; text: string; licence: string; set_title: string; date: string; modified: string;
  set_kind: RuleSetKind; line: number; references: string[]; falsepositives: string[]; fields: string[]; own_name: string;
  hits: RuleHitsView; cost: RuleCostView; coverage: RuleCoverageView; tests: TestResultView[]; history: HistoryView[];
  exceptions: ExceptionView[]; findings: FindingView[];
}
export interface ExplainStep { depth: number; holds: boolean; text: string; seen: string }
export interface EventFieldText { name: string; value: string }
export interface ExplainView {
  rule_id: string; rule_title: string; logsource_applies: boolean; matched: boolean; words: string; steps: ExplainStep[];
  event: EventFieldText[]; logsources: LogSourceView[]; exceptions: number[];
}

export interface CheckedRuleView {
  id: string; title: string; logsource: string; level: Level; raises_alert: boolean; always_evaluated: boolean; replaces: string;
}
export interface CheckView { is_usable: boolean; report: RuleReportView; rules: CheckedRuleView[]; tests: TestResultView[] }
export interface OwnRuleRow {
  name: string; title: string; ids: string[]; level: Level; is_usable: boolean; is_in_force: boolean; tests: number; hash: string;
}
export interface OwnRuleList { rows: OwnRuleRow[] }
export interface OwnRuleView { name: string; text: string; tests: string; hash: string; check: CheckView }
