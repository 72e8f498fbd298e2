// SPDX-License-Identifier: Apache-2.0
// Language, theme and other choices of this browser. Nothing secret is kept here.
import { createContext, useContext, useEffect, useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { loadLanguage } from '@/i18n';
import type { Language } from '@/i18n';

export type ThemeMode = 'light' | 'dark';

export function readStored(name: string): string | null {
  try {
    return window.localStorage.getItem(`lachan.${name}`);
  } catch {
    return null;
  }
}

export function writeStored(name: string, value: string | null): void {
  try {
    if (value === null) window.localStorage.removeItem(`lachan.${name}`);
    else window.localStorage.setItem(`lachan.${name}`, value);
  } catch {
    // Storage is switched off: the choice lasts until the page is closed.
  }
}

export const storedLanguage = (): Language => (readStored('language') === 'en' ? 'en' : 'vi');

interface Prefs {
  language: Language;
  setLanguage: (language: Language) => void;
  theme: ThemeMode;
  setTheme: (theme: ThemeMode) => void;
}

const Context = createContext<Prefs | null>(null);

export function PrefsProvider({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useState<Language>(storedLanguage);
  const [theme, setTheme] = useState<ThemeMode>(() => {
    const stored = readStored('theme');
    if (stored === 'dark' || stored === 'light') return stored;
    return window.matchMedia?.('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  });
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const value = useMemo<Prefs>(() => ({
    language,
    setLanguage: (next) => {
      writeStored('language', next);
      // What is on the screen stays until its texts are there.
      void loadLanguage(next).then(() => setLanguage(next));
    },
    theme,
    setTheme: (next) => {
      writeStored('theme', next);
      setTheme(next);
    },
  }), [language, theme]);
  return <Context.Provider value={value}>{children}</Context.Provider>;
}

export function usePrefs(): Prefs {
  const prefs = useContext(Context);
  if (prefs === null) throw new Error('PrefsProvider is missing');
  return prefs;
}
