// SPDX-License-Identifier: Apache-2.0
// Which text files a page needs. The files in `base` are loaded before anything is drawn; the others
// come with the pages of a feature. tools/check_texts.mjs holds this against what the code asks for.

/** Names of files in this folder. */
export const base = ['common', 'shell', 'soc', 'duties', 'admin', 'fields'] as const;

/**
 * What the pages of a feature (a folder of src/features) need besides. Texts of a register (entity, field,
 * choice) stand in its area's file; `registers` then names that file too.
 */
export const ofFeature = {
  alerts: ['rules', 'rulesets'],
  journal: ['notices'],
  notices: ['notices'],
  registers: ['notices'],
  rules: ['rules', 'rulesets', 'rule_words'],
  directive: ['directive'],
  reliefs: ['directive'],
  roles: ['directive'],
  registers: ['directive'],
} as const satisfies Record<string, readonly string[]>;

export function areasOf(feature: string): readonly string[] {
  return (ofFeature as Record<string, readonly string[]>)[feature] ?? [];
}
