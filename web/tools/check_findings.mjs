// SPDX-License-Identifier: Apache-2.0
// Fails on sentences that the console translates and the compiler of rules does not say (any more).
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const sources = ['detect', 'rulesets'].flatMap((folder) => readdirSync(`${root}/src/${folder}`)
  .filter((file) => file.endsWith('.cc') && !file.endsWith('_test.cc')).map((file) => readFileSync(`${root}/src/${folder}/${file}`, 'utf8')))
  .join('\n').replace(/"\s*\n\s*"/g, ''); // A text may go on in the next line.
const lists = readFileSync(`${root}/web/src/features/rules/finding_words.ts`, 'utf8');
const problems = [];
let count = 0;
for (const [, single, double, key] of lists.matchAll(/^ {2}\[(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"), '([a-z0-9_.]+)'\],$/gm)) {
  count += 1;
  // Backslashes are escaped alike in both languages.
  for (const part of (single ?? double).split(/\{…?\}/).map((text) => text.trim())) {
    if (part.length > 3 && !sources.includes(part)) problems.push(`${key}: the compiler does not say "${part}"`);
  }
}
if (count < 50) problems.push('finding_words.ts: the lists are not found');
for (const problem of problems) console.error(problem);
console.log(`findings: ${count} sentences, ${problems.length} problems`);
process.exit(problems.length > 0 ? 1 : 0);
