// SPDX-License-Identifier: Apache-2.0
// The registers page, by area. A register that stands in no group is shown under "other".
import type { TextKey } from '@/i18n';

export const groups: { name: string; entities: string[] }[] = [
  { name: 'who', entities: ['agency', 'contact_point', 'contact_link', 'contact_check', 'role_assignment', 'reorganisation', 'team', 'team_member', 'expert', 'qualification', 'certificate', 'roster_month', 'duty_shift', 'account'] },
  { name: 'systems', entities: ['system', 'address_range', 'system_product', 'system_domain', 'system_link', 'system_supplier', 'dossier', 'dossier_part', 'system_control', 'readiness_check', 'response_plan', 'system_check', 'finding', 'finding_import', 'finding_request', 'exploit_list', 'scan_authorisation', 'scan_exclusion', 'scan_job', 'source'] },
  { name: 'ledgers', entities: ['drill', 'drill_task', 'training', 'campaign', 'advisory', 'advisory_delivery', 'advisory_answer', 'advisory_addition', 'inspection', 'inspection_item', 'inspection_remedy'] },
  { name: 'devices', entities: ['device', 'device_event', 'account_attestation', 'supplier', 'supplier_review'] },
  { name: 'money', entities: ['budget', 'budget_proposal', 'layer_evidence'] },
  { name: 'watch', entities: ['hunt', 'alert', 'incident', 'incident_task', 'incident_note', 'public_report', 'legal_hold', 'event_export'] },
  { name: 'papers', entities: ['document', 'directive_text', 'duty_relief', 'regulation', 'score_appeal', 'scorecard', 'message', 'assurance_record', 'evidence_file', 'import_receipt'] },
];

export const groupOf = (entity: string): string => groups.find((g) => g.entities.includes(entity))?.name ?? 'other';

/** Pages that sum a register up, by the group they belong to. */
export const summaries: { group: string; path: string; text: TextKey; what: TextKey; resource: string }[] = [
  { group: 'systems', path: '/ledgers/timers', text: 'ledgers.timers', what: 'ledgers.timers_what', resource: 'system_check' },
  { group: 'systems', path: '/ledgers/plans', text: 'ledgers.plans', what: 'ledgers.plans_what', resource: 'response_plan' },
  { group: 'money', path: '/ledgers/layers', text: 'ledgers.layers', what: 'ledgers.layers_what', resource: 'layer_evidence' },
  { group: 'money', path: '/ledgers/money', text: 'ledgers.money', what: 'ledgers.money_what', resource: 'budget' },
];
