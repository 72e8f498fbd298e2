// SPDX-License-Identifier: Apache-2.0
// Layers of the console: features see shared, api and i18n, never each other; shared sees api and i18n;
// api and i18n see nothing above them. Also: no `any`, no suppressed type errors.
import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const src = fileURLToPath(new URL('../src', import.meta.url));
const files = (dir) => readdirSync(dir, { withFileTypes: true }).flatMap((e) => (e.isDirectory() ? files(join(dir, e.name)) : [join(dir, e.name)]));
const sees = { app: ['app', 'features', 'shared', 'api', 'i18n'], features: ['shared', 'api', 'i18n'], shared: ['shared', 'api', 'i18n'], api: ['api'], i18n: ['i18n'] };
const problems = [];
for (const file of files(src).filter((f) => /\.tsx?$/.test(f) && !f.endsWith('schema.ts'))) {
  const name = relative(src, file);
  const [layer, feature] = name.split('/');
  const code = readFileSync(file, 'utf8');
  if (!code.startsWith('// SPDX-License-Identifier: Apache-2.0')) problems.push(`${name}: no SPDX line`);
  if (/:\s*any\b|<any>|\bas any\b|@ts-(ignore|expect-error|nocheck)/.test(code)) problems.push(`${name}: any or a suppressed error`);
  for (const [, target] of code.matchAll(/(?:from|import\()\s*'([^']+)'/g)) {
    const path = target.startsWith('@/') ? target.slice(2) : target.startsWith('.') ? relative(src, join(file, '..', target)) : null;
    if (path === null || !(layer in sees)) continue;
    const [toLayer, toFeature] = path.split('/');
    const same = layer === 'features' && toLayer === 'features' && feature === toFeature;
    if (!same && !sees[layer].includes(toLayer)) problems.push(`${name}: imports ${target}`);
  }
  const lines = code.split('\n').length;
  if (lines > 600 && layer !== 'i18n') problems.push(`${name}: ${lines} lines, more than 600`);
}
for (const problem of problems) console.error(problem);
console.log(`imports: ${problems.length} problems`);
process.exit(problems.length > 0 ? 1 : 0);
