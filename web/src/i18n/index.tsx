// SPDX-License-Identifier: Apache-2.0
// Texts: every key holds the Vietnamese and the English wording side by side, so that neither can be
// missing. A page loads one language of the files it needs (areas.ts, tools/texts_plugin.mjs).
// tools/check_texts.mjs fails on unused keys and on keys that the API document demands.
import { createContext, useContext, useMemo } from 'react';
import type { ReactNode } from 'react';
import { areasOf, base } from './areas';
import type { admin } from './admin';
import type { advisories } from './advisories';
import type { agencies } from './agencies';
import type { common } from './common';
import type { directive } from './directive';
import type { duties } from './duties';
import type { fields } from './fields';
import type { findingFields } from './finding_fields';
import type { findingWords } from './finding_words';
import type { findings } from './findings';
import type { holds } from './holds';
import type { hunts } from './hunts';
import type { indicators } from './indicators';
import type { inspections } from './inspections';
import type { ledgerFields } from './ledger_fields';
import type { ledgers } from './ledgers';
import type { levelFields } from './level_fields';
import type { levels } from './levels';
import type { notices } from './notices';
import type { ranking } from './ranking';
import type { ruleWords } from './rule_words';
import type { rules } from './rules';
import type { rulesets } from './rulesets';
import type { searches } from './searches';
import type { shell } from './shell';
import type { soc } from './soc';
import type { sources } from './sources';
import type { teamFields } from './team_fields';
import type { teams } from './teams';
import type { transfer } from './transfer';
import type { work } from './work';

export type Language = 'vi' | 'en';

export type TextKey = keyof (
  & typeof admin
  & typeof advisories
  & typeof agencies
  & typeof common
  & typeof directive
  & typeof duties
  & typeof fields
  & typeof findingFields
  & typeof findingWords
  & typeof findings
  & typeof holds
  & typeof hunts
  & typeof indicators
  & typeof inspections
  & typeof ledgerFields
  & typeof ledgers
  & typeof levelFields
  & typeof levels
  & typeof notices
  & typeof ranking
  & typeof ruleWords
  & typeof rules
  & typeof rulesets
  & typeof searches
  & typeof shell
  & typeof soc
  & typeof sources
  & typeof teamFields
  & typeof teams
  & typeof transfer
  & typeof work
);
export type Params = Record<string, string | number>;

type Table = Record<string, string>;
const loaders: Record<Language, Record<string, () => Promise<Table>>> = {
  vi: import.meta.glob<Table>('./*.ts', { query: '?texts=vi', import: 'default' }),
  en: import.meta.glob<Table>('./*.ts', { query: '?texts=en', import: 'default' }),
};
const tables: Record<Language, Table> = { vi: {}, en: {} };
const wanted = new Set<string>(base);
const pending = new Map<string, Promise<void>>();
let active: Language = 'vi';

function load(language: Language, area: string): Promise<void> {
  const name = `${language}/${area}`;
  let loading = pending.get(name);
  if (!loading) {
    const loader = loaders[language][`./${area}.ts`];
    if (!loader) throw new Error(`no texts called ${area}`);
    loading = loader().then(
      (table) => void Object.assign(tables[language], table),
      (error: unknown) => {
        pending.delete(name);
        throw error;
      },
    );
    pending.set(name, loading);
  }
  return loading;
}

/** Loads everything asked for so far in `language`; from then on pages are loaded in it. */
export async function loadLanguage(language: Language): Promise<void> {
  await Promise.all([...wanted].map((area) => load(language, area)));
  active = language;
}

/** Loads what the pages of a feature need, in the language in use. */
export async function loadTextsOf(feature: string): Promise<void> {
  for (const area of areasOf(feature)) wanted.add(area);
  await Promise.all([...wanted].map((area) => load(active, area)));
}

function isKey(language: Language, key: string): boolean {
  return Object.prototype.hasOwnProperty.call(tables[language], key);
}

/** " rows" → " row"; the regular plural only. */
function singular(noun: string): string {
  return noun.replace(/ies$/, 'y').replace(/sses$/, 'ss').replace(/([^s])s$/, '$1');
}

/** Puts the parameters in; in English a noun that is counted follows its number. */
export function fill(language: Language, text: string, params: Params): string {
  return text.replace(/\{(\w+)\}( (?:more |open |new |roster )?[a-z]{3,}s\b)?/g, (whole, name: string, noun = '') => {
    const value = params[name];
    if (value === undefined) return whole;
    return `${value}${language === 'en' && String(value) === '1' ? singular(String(noun)) : String(noun)}`;
  });
}

export function translate(language: Language, key: string, params?: Params): string {
  const text = tables[language][key] ?? key;
  return params ? fill(language, text, params) : text;
}

export interface Texts {
  language: Language;
  t: (key: TextKey, params?: Params) => string;
  /** For keys made from data (`choice.alert.status.open`); the fallback is shown when unknown. */
  dyn: (key: string, fallback?: string) => string;
  /** Picks one of the two wordings that the server sends. */
  pick: (vi: string, en: string) => string;
}

export function makeTexts(language: Language): Texts {
  return {
    language,
    t: (key, params) => translate(language, key, params),
    dyn: (key, fallback) => (isKey(language, key) ? translate(language, key) : (fallback ?? key)),
    pick: (vi, en) => (language === 'vi' ? vi || en : en || vi),
  };
}

const Context = createContext<Texts>(makeTexts('vi'));

export function TextsProvider({ language, children }: { language: Language; children: ReactNode }) {
  const value = useMemo(() => makeTexts(language), [language]);
  return <Context.Provider value={value}>{children}</Context.Provider>;
}

export const useTexts = () => useContext(Context);
