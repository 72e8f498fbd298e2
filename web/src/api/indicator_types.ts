// SPDX-License-Identifier: Apache-2.0
// The API's shapes of indicators.

export type Level = 'informational' | 'low' | 'medium' | 'high' | 'critical';
export type Tlp = 'clear' | 'green' | 'amber' | 'amber_strict' | 'red';

export interface IndicatorFinding {
  severity: string;
  code: string;
  message: string;
  hint: string;
  place: string;
}
export interface NamedCount {
  name: string;
  count: number;
}
export interface IndicatorAccount {
  format: string;
  found: number;
  loaded: number;
  rejected: number;
  skipped: number;
  is_complete: boolean;
  kinds: NamedCount[];
  reasons: NamedCount[];
  expired: number;
  findings: IndicatorFinding[];
  findings_total: number;
}
export interface IndicatorList {
  id: number;
  version: number;
  name: string;
  note: string;
  state: 'on' | 'off' | 'removed';
  raises_alerts: boolean;
  level: Level;
  default_tlp: Tlp;
  default_days: number | null;
  format: string;
  content: string;
  bytes: number;
  found: number;
  loaded: number;
  rejected: number;
  skipped: number;
  imported_at: string | null;
  imported_by: string;
  previous_content: string;
  previous_imported_at: string | null;
  previous_loaded: number;
  is_in_force: boolean;
  in_force: number;
  problem: string;
  hits_24h: number;
  hits_7d: number;
  excluded_7d: number;
  last_hit: string | null;
  created_at: string;
  updated_at: string;
}
export interface IndicatorState {
  indicators: number;
  lists: number;
  bytes: number;
  since: string | null;
  build_seconds: number;
  is_building: boolean;
  problem: string;
  exclusions: number;
}
export interface IndicatorLists {
  rows: IndicatorList[];
  state: IndicatorState;
}
export interface IndicatorListDetail {
  list: IndicatorList;
  account: IndicatorAccount;
}
export interface IndicatorImport {
  list: IndicatorList | null;
  account: IndicatorAccount;
}
export interface Indicator {
  value: string;
  kind: string;
  list_id: number;
  list_name: string;
  source: string;
  description: string;
  id: string;
  tlp: string;
  valid_from: string | null;
  valid_until: string | null;
  is_valid: boolean;
  is_excluded: boolean;
}
export interface IndicatorPage {
  rows: Indicator[];
  next: string;
  total: number;
}
export interface LookupRow {
  asked: string;
  value: string;
  kind: string;
  problem: string;
  is_listed: boolean;
  is_excluded: boolean;
  indicators: Indicator[];
}
export interface LookupAnswer {
  rows: LookupRow[];
}
export interface Exclusion {
  id: number;
  value: string;
  kind: string;
  reason: string;
  author: string;
  until: string | null;
  ended_at: string | null;
  ended_by: string;
  is_in_force: boolean;
  created_at: string;
}
export interface ExclusionList {
  rows: Exclusion[];
}
