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

const bytes = (keys) => [...keys].map((key) => manifest[key].file).filter((f) => f.endsWith('.js')).reduce((sum, f) => sum + size(f), 0);
const entry = Object.keys(manifest).find((key) => manifest[key].isEntry);
const first = closure(entry);
const pages = (manifest[entry].dynamicImports ?? []).map((key) => [key, bytes(closure(key, new Set(first)))]).sort((a, b) => b[1] - a[1]);
const kb = (n) => `${(n / 1024).toFixed(0)} KB`;
console.log(`script, gzip: sign-in ${kb(bytes(first))}, largest first page ${kb(pages[0][1])} (${pages[0][0]}), limit ${kb(limit)}`);
for (const [key, n] of pages) if (process.argv.includes('-v')) console.log(`  ${kb(n).padStart(8)}  ${key}`);
process.exit(pages[0][1] > limit ? 1 : 0);
