// SPDX-License-Identifier: Apache-2.0
// Fails on texts that are not used and on texts that are missing: keys asked for by the code, and the
// names of every register, field and choice in the API document (src/api/openapi.json).
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const src = fileURLToPath(new URL('../src', import.meta.url));
const files = (dir) => readdirSync(dir, { withFileTypes: true }).flatMap((e) => (e.isDirectory() ? files(join(dir, e.name)) : [join(dir, e.name)]));
const texts = new Map();
const problems = [];
for (const file of files(join(src, 'i18n')).filter((f) => f.endsWith('.ts'))) {
  for (const [, key] of readFileSync(file, 'utf8').matchAll(/^ {2}'([^']+)':/gm)) {
    if (texts.has(key)) problems.push(`${key}: twice`);
    texts.set(key, file);
  }
}

const literals = new Set();
const patterns = [];
for (const file of files(src).filter((f) => /\.tsx?$/.test(f) && !f.includes('/i18n/') && !f.includes('.test.') && !f.endsWith('schema.ts'))) {
  const code = readFileSync(file, 'utf8');
  for (const [, text] of code.matchAll(/'([a-z_0-9]+(?:\.[A-Za-z_0-9-]+)*)'/g)) literals.add(text);
  for (const [, text] of code.matchAll(/`([a-z_0-9]+[._][^`]*\$\{[^`]*)`/g)) {
    const parts = text.split(/\$\{(?:[^{}]|\{[^}]*\})*\}/).map((p) => p.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    patterns.push(new RegExp(`^${parts.join('.+')}$`));
  }
  for (const [, key] of code.matchAll(/\b(?:t|dyn)\('([^']+)'/g)) if (!texts.has(key)) problems.push(`${key}: missing, asked for in ${file.slice(src.length + 1)}`);
}

const needed = new Set();
const document = join(src, 'api/openapi.json');
const shown = new Set();
if (existsSync(document)) {
  const document_ = JSON.parse(readFileSync(document, 'utf8'));
  const { components } = document_;
  for (const schema of Object.values(components.schemas)) {
    const entity = schema['x-entity'];
    if (!entity) continue;
    shown.add(entity);
    const body = document_.paths[`/api/v1/${schema['x-path']}`]?.post?.requestBody?.content?.['application/json']?.schema?.$ref;
    const asked = body ? (components.schemas[body.split('/').pop()]?.properties ?? {}) : {};
    for (const field of Object.keys(asked)) needed.add(`field.${entity}.${field}`);
    needed.add(`entity.${entity}`).add(`entity.${entity}.one`);
    for (const [field, property] of Object.entries(schema.properties)) {
      if (['id', 'version', 'created_at', 'updated_at', 'archived'].includes(field)) continue;
      needed.add(`field.${entity}.${field}`);
      for (const choice of property.enum ?? []) if (choice !== null) needed.add(`choice.${entity}.${field}.${choice}`);
    }
  }
  for (const key of needed) if (!texts.has(key)) problems.push(`${key}: missing, the API has it`);
}

for (const key of texts.keys()) {
  if (literals.has(key) || needed.has(key)) continue;
  if (/^(field|choice|entity)\./.test(key)) {
    // Texts of registers must still belong to something the API has.
    const [kind, entity] = key.split('.');
    if (shown.size === 0 || entity === 'row' || (kind === 'entity' && patterns.some((p) => p.test(key)))) continue;
    problems.push(`${key}: not used, the API has no such thing`);
    continue;
  }
  if (!patterns.some((p) => p.test(key))) problems.push(`${key}: not used`);
}

// A page has the texts of src/i18n/areas.ts: what a folder asks for by name must be in its files.
const areas = readFileSync(join(src, 'i18n/areas.ts'), 'utf8');
const named = (text) => [...text.matchAll(/'([a-z_]+)'/g)].map(([, name]) => name);
const base = named(/base = \[([^\]]*)\]/.exec(areas)[1]);
const ofFeature = new Map([...areas.matchAll(/^ {2}([a-z_]+): \[([^\]]*)\]/gm)].map(([, feature, list]) => [feature, named(list)]));
const areaOf = (key) => texts.get(key).split('/').pop().replace(/\.ts$/, '');
for (const file of files(src).filter((f) => /\.tsx?$/.test(f) && !f.includes('/i18n/') && !f.includes('.test.') && !f.endsWith('schema.ts'))) {
  const [layer, feature] = file.slice(src.length + 1).split('/');
  const has = new Set([...base, ...(layer === 'features' ? (ofFeature.get(feature) ?? []) : [])]);
  for (const [, key] of readFileSync(file, 'utf8').matchAll(/'([a-z_0-9]+(?:\.[A-Za-z_0-9-]+)+)'/g)) {
    if (texts.has(key) && !has.has(areaOf(key))) problems.push(`${key}: is in ${areaOf(key)}.ts, which ${file.slice(src.length + 1)} does not load (src/i18n/areas.ts)`);
  }
}

for (const problem of problems) console.error(problem);
console.log(`texts: ${texts.size} keys, ${needed.size} asked for by the API, ${problems.length} problems`);
process.exit(problems.length > 0 ? 1 : 0);
