// SPDX-License-Identifier: Apache-2.0
// Texts: every key holds the Vietnamese and the English wording side by side, so that neither can be
// missing. tools/check_texts.mjs fails on unused keys and on keys that the API document demands.
import { createContext, useContext, useMemo } from 'react';
import type { ReactNode } from 'react';
import { admin } from './admin';
import { common } from './common';
import { duties } from './duties';
import { fields } from './fields';
import { ruleWords } from './rule_words';
import { rules } from './rules';
import { rulesets } from './rulesets';
import { shell } from './shell';
import { soc } from './soc';

export type Language = 'vi' | 'en';

const texts = { ...common, ...shell, ...soc, ...duties, ...admin, ...fields, ...rules, ...rulesets, ...ruleWords } as const;
export type TextKey = keyof typeof texts;
export type Params = Record<string, string | number>;

function isKey(key: string): key is TextKey {
  return Object.prototype.hasOwnProperty.call(texts, key);
}

export function translate(language: Language, key: TextKey, params?: Params): string {
  const text: string = texts[key][language === 'vi' ? 0 : 1];
  if (!params) return text;
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole));
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
    dyn: (key, fallback) => (isKey(key) ? translate(language, key) : (fallback ?? key)),
    pick: (vi, en) => (language === 'vi' ? vi || en : en || vi),
  };
}

const Context = createContext<Texts>(makeTexts('vi'));

export function TextsProvider({ language, children }: { language: Language; children: ReactNode }) {
  const value = useMemo(() => makeTexts(language), [language]);
  return <Context.Provider value={value}>{children}</Context.Provider>;
}

export const useTexts = () => useContext(Context);
