// SPDX-License-Identifier: Apache-2.0
import type { TextKey } from '@/i18n';

/** The pages of detection content, in the order of the row above them. */
export const pages: [string, TextKey][] = [
  ['/rules', 'rules.nav_in_force'], ['/rules/coverage', 'nav.coverage'], ['/rules/exceptions', 'nav.exceptions'],
  ['/rules/own', 'nav.own_rules'], ['/rules/sets', 'nav.rule_sets'],
];

/** The page of the row above that an address belongs to. */
export function pageOf(pathname: string): string {
  if (pathname.startsWith('/rules/versions')) return '/rules/sets';
  const hit = pages.slice(1).find(([path]) => pathname === path || pathname.startsWith(`${path}/`));
  return hit?.[0] ?? '/rules';
}
