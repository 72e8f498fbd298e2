// SPDX-License-Identifier: Apache-2.0
// Colour, type and spacing of the console, defined once. The Ant Design theme and the style sheet
// (through --lc-* custom properties) both read them from here; tokens.test.ts checks the contrast.

export interface Palette {
  page: string;
  surface: string;
  raised: string;
  line: string;
  text: string;
  muted: string;
  primary: string;
  primarySoft: string;
  onPrimary: string;
  nav: string;
  navText: string;
  navActive: string;
  navActiveText: string;
  critical: string;
  criticalSoft: string;
  high: string;
  highSoft: string;
  medium: string;
  mediumSoft: string;
  low: string;
  lowSoft: string;
  good: string;
  goodSoft: string;
  neutral: string;
  neutralSoft: string;
  mark: string;
  markText: string;
  chartCritical: string;
  chartHigh: string;
  chartMedium: string;
  chartLow: string;
  demo: string;
  demoText: string;
}

export const light: Palette = {
  page: '#f2f4f7',
  surface: '#ffffff',
  raised: '#f7f9fb',
  line: '#d8dfe6',
  text: '#1a2632',
  muted: '#51606f',
  primary: '#0a5f8a',
  primarySoft: '#e4f0f7',
  onPrimary: '#ffffff',
  nav: '#10273a',
  navText: '#c4d2de',
  navActive: '#1f4562',
  navActiveText: '#ffffff',
  critical: '#a8071a',
  criticalSoft: '#fdeeee',
  high: '#a14400',
  highSoft: '#fdf1e4',
  medium: '#735600',
  mediumSoft: '#fbf5d9',
  low: '#28598a',
  lowSoft: '#eaf2fa',
  good: '#1c6b3a',
  goodSoft: '#e6f4ea',
  neutral: '#51606f',
  neutralSoft: '#edf0f3',
  mark: '#ffe58a',
  markText: '#1a2632',
  chartCritical: '#bf2f3c',
  chartHigh: '#e08437',
  chartMedium: '#e3bf4a',
  chartLow: '#86aed6',
  demo: '#6b3fa0',
  demoText: '#ffffff',
};

export const dark: Palette = {
  page: '#0e161e',
  surface: '#16212b',
  raised: '#1b2833',
  line: '#2d3c4a',
  text: '#e4eaf0',
  muted: '#a5b3c0',
  primary: '#5cb3e4',
  primarySoft: '#17364a',
  onPrimary: '#08141d',
  nav: '#0a121a',
  navText: '#b4c3d0',
  navActive: '#1c3a50',
  navActiveText: '#ffffff',
  critical: '#ff9797',
  criticalSoft: '#3d1d22',
  high: '#ffb473',
  highSoft: '#3b2818',
  medium: '#ecd27a',
  mediumSoft: '#352e16',
  low: '#93c4ef',
  lowSoft: '#1a2f42',
  good: '#83d6a0',
  goodSoft: '#173324',
  neutral: '#a5b3c0',
  neutralSoft: '#23303c',
  mark: '#6b5400',
  markText: '#fff6d6',
  chartCritical: '#e06a70',
  chartHigh: '#dd9350',
  chartMedium: '#cdb257',
  chartLow: '#5e8fbe',
  demo: '#5a3590',
  demoText: '#ffffff',
};

export const type = {
  family:
    "'Segoe UI', 'Noto Sans', 'Open Sans', Roboto, 'Helvetica Neue', Arial, 'Liberation Sans', sans-serif",
  mono: "Consolas, 'Cascadia Mono', 'Noto Sans Mono', 'DejaVu Sans Mono', 'Liberation Mono', monospace",
  size: 14,
  small: 12.5,
  large: 16,
  title: 20,
};

/** Spacing steps in px: 4, 8, 12, 16, 24. */
export const space = { xs: 4, s: 8, m: 12, l: 16, xl: 24 };
export const radius = 6;

/** Pairs (foreground on background) that carry text; each must reach 4.5:1. */
export const textPairs: [keyof Palette, keyof Palette][] = [
  ['text', 'page'], ['text', 'surface'], ['text', 'raised'], ['muted', 'page'],
  ['muted', 'surface'], ['muted', 'raised'], ['primary', 'surface'], ['primary', 'page'],
  ['primary', 'raised'], ['primary', 'primarySoft'], ['text', 'primarySoft'],
  ['muted', 'primarySoft'], ['onPrimary', 'primary'],
  ['navText', 'nav'], ['navActiveText', 'navActive'], ['critical', 'surface'],
  ['critical', 'criticalSoft'], ['high', 'surface'], ['high', 'highSoft'], ['medium', 'surface'],
  ['medium', 'mediumSoft'], ['low', 'surface'], ['low', 'lowSoft'], ['good', 'surface'],
  ['good', 'goodSoft'], ['neutral', 'surface'], ['neutral', 'neutralSoft'], ['markText', 'mark'],
  ['demoText', 'demo'],
];

/** WCAG 2.2 contrast ratio of two #rrggbb colours. */
export function contrast(a: string, b: string): number {
  const luminance = (hex: string) => {
    const channel = (at: number) => {
      const c = parseInt(hex.slice(at, at + 2), 16) / 255;
      return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    };
    return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
  };
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

/** Writes the palette as custom properties for the style sheet. */
export function applyPalette(palette: Palette, mode: 'light' | 'dark'): void {
  const style = document.documentElement.style;
  for (const [name, colour] of Object.entries(palette)) {
    style.setProperty(`--lc-${name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}`, colour);
  }
  style.setProperty('--lc-font', type.family);
  style.setProperty('--lc-mono', type.mono);
  style.colorScheme = mode;
  document.documentElement.dataset['theme'] = mode;
}
