// SPDX-License-Identifier: Apache-2.0
// The types of the API, from the server's own description.
//   npm run types -- <lachan binary | openapi.json>     writes src/api/openapi.json and src/api/schema.ts
//   npm run types -- --check <lachan binary | file>     fails when they differ from what is committed
//   npm run types -- --check                            only: schema.ts fits openapi.json
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import openapi, { astToString } from 'openapi-typescript';

const at = (name) => fileURLToPath(new URL(`../src/api/${name}`, import.meta.url));
const check = process.argv.includes('--check');
const source = process.argv.slice(2).find((a) => a !== '--check');

function describe() {
  if (source === undefined) return readFileSync(at('openapi.json'), 'utf8');
  const text = source.endsWith('.json') ? readFileSync(source, 'utf8')
    : execFileSync(source, ['openapi'], { encoding: 'utf8', maxBuffer: 64 << 20 });
  const document = JSON.parse(text);
  // The version of a build is no part of the contract.
  document.info.version = 'v1';
  return `${JSON.stringify(document, null, 1)}\n`;
}

const document = describe();
const head = '// SPDX-License-Identifier: Apache-2.0\n// Made by `npm run types` from openapi.json; do not edit.\n';
const types = head + astToString(await openapi(JSON.parse(document)));
let differs = 0;
for (const [name, text] of [['openapi.json', document], ['schema.ts', types]]) {
  if (!check) writeFileSync(at(name), text);
  else if (readFileSync(at(name), 'utf8') !== text) {
    differs += 1;
    console.error(`src/api/${name} does not fit the server: run \`npm run types -- <lachan binary>\``);
  }
}
console.log(check ? `types: ${differs} differences` : 'types: written');
process.exit(differs > 0 ? 1 : 0);
