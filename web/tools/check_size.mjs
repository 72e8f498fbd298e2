// SPDX-License-Identifier: Apache-2.0
// The script needed before the first page is drawn must stay under 450 KB gzip. Counts the entry, what
// it imports, and the largest page with its own imports.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { fileURLToPath } from 'node:url';

const limit = 450 * 1024;
const dist = fileURLToPath(new URL('../dist/', import.meta.url));
const manifest = JSON.parse(readFileSync(`${dist}.vite/manifest.json`, 'utf8'));
const size = (file) => gzipSync(readFileSync(dist + file), { level: 6 }).length;

function closure(key, seen = new Set()) {
  if (seen.has(key)) return seen;
  seen.add(key);
  for (const next of manifest[key].imports ?? []) closure(next, seen);
  return seen;
}

// One language of the texts that a page loads: src/i18n/areas.ts.
const areas = readFileSync(fileURLToPath(new URL('../src/i18n/areas.ts', import.meta.url)), 'utf8');
const named = (text) => [...text.matchAll(/'([a-z_]+)'/g)].map(([, name]) => `src/i18n/${name}.ts?texts=vi`);
const base = named(/base = \[([^\]]*)\]/.exec(areas)[1]);
const ofFeature = new Map([...areas.matchAll(/^ {2}([a-z_]+): \[([^\]]*)\]/gm)].map(([, feature, list]) => [feature, named(list)]));
const textsOf = (page) => ofFeature.get(page.split('/')[2]) ?? [];

const bytes = (keys) => [...keys].map((key) => manifest[key].file).filter((f) => f.endsWith('.js')).reduce((sum, f) => sum + size(f), 0);
const entry = Object.keys(manifest).find((key) => manifest[key].isEntry);
const first = closure(entry);
for (const text of base) closure(text, first);
const pages = (manifest[entry].dynamicImports ?? []).filter((key) => key.startsWith('src/features/')).map((key) => {
  const all = closure(key, new Set(first));
  for (const text of textsOf(key)) closure(text, all);
  return [key, bytes(all)];
}).sort((a, b) => b[1] - a[1]);
const kb = (n) => `${(n / 1024).toFixed(0)} KB`;
console.log(`script, gzip: sign-in ${kb(bytes(first))}, largest first page ${kb(pages[0][1])} (${pages[0][0]}), limit ${kb(limit)}`);
for (const [key, n] of pages) if (process.argv.includes('-v')) console.log(`  ${kb(n).padStart(8)}  ${key}`);
process.exit(pages[0][1] > limit ? 1 : 0);
