// SPDX-License-Identifier: Apache-2.0
// Which text files a page needs. The files in `base` are loaded before anything is drawn; the others
// come with the pages of a feature. tools/check_texts.mjs holds this against what the code asks for.

/** Names of files in this folder. */
export const base = ['common', 'shell', 'soc', 'duties', 'work', 'admin', 'fields'] as const;

/**
 * What the pages of a feature (a folder of src/features) need besides. Texts of a register (entity, field,
 * choice) stand in its area's file; `registers` then names that file too.
 */
export const ofFeature = {
  advisories: ['advisories'],
  agencies: ['sources', 'agencies', 'advisories', 'team_fields', 'ledger_fields', 'finding_fields', 'level_fields'],
  alerts: ['rules', 'rulesets', 'indicators'],
  directive: ['directive'],
  events: ['searches'],
  dossiers: ['levels', 'level_fields', 'advisories'],
  hunts: ['hunts', 'rules', 'rulesets'],
  findings: ['findings', 'finding_fields', 'advisories'],
  health: ['holds'],
  holds: ['holds', 'searches'],
  incidents: ['holds'],
  indicators: ['indicators'],
  inspections: ['inspections'],
  journal: ['sources', 'advisories', 'hunts', 'holds', 'findings', 'finding_fields', 'notices', 'teams', 'ledger_fields', 'team_fields', 'agencies', 'directive', 'inspections', 'level_fields', 'ranking', 'rule_words', 'searches', 'transfer'],
  ledgers: ['ledger_fields', 'ledgers'],
  notices: ['notices'],
  ranking: ['ranking'],
  registers: ['sources', 'advisories', 'hunts', 'holds', 'finding_fields', 'inspections', 'levels', 'notices', 'directive', 'teams', 'level_fields', 'ranking', 'ledger_fields', 'ledgers', 'transfer', 'team_fields', 'agencies', 'searches'],
  reliefs: ['directive'],
  roles: ['directive'],
  rules: ['rules', 'rulesets', 'rule_words', 'finding_words', 'hunts'],
  sources: ['sources'],
  teams: ['teams', 'team_fields'],
} as const satisfies Record<string, readonly string[]>;

export function areasOf(feature: string): readonly string[] {
  return (ofFeature as Record<string, readonly string[]>)[feature] ?? [];
}
