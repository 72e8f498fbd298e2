// SPDX-License-Identifier: Apache-2.0
// Rules and records that the journeys of detection content bring along.
import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { zip } from './archive.mjs';
import { send, webLine } from './server.mjs';

export const goodTitle = 'Công cụ lạ dò trang quản trị';
export const goodId = '5f1c8f1e-2f3a-4c55-9b62-0d6f3c1f7a11';
const broken = `title: Luật viết sai phép so
id: 0a3f6c1e-7f0c-4d0a-8b61-1c2f3a4b5c6d
logsource:
  category: webserver
detection:
  selection:
    cs-user-agent|containz: dirb
  condition: selection
level: low
`;
const good = `title: ${goodTitle}
id: ${goodId}
status: test
description: Yêu cầu tới trang quản trị mang tên một công cụ lạ.
author: Tổ thử nghiệm
license: DRL 1.1
tags:
  - attack.reconnaissance
  - attack.t1595.003
logsource:
  category: webserver
detection:
  selection:
    cs-user-agent|contains: 'kiem-thu-'
    cs-uri-stem|startswith: '/quan-tri'
  condition: selection
level: high
`;
const tests = `rule: ${goodId}
matches:
  - note: trang quản trị
    fields: {"cs-uri-stem": "/quan-tri/dang-nhap", "cs-user-agent": "kiem-thu-a/1.0"}
near_misses:
  - note: trang khác
    fields: {"cs-uri-stem": "/tin-tuc", "cs-user-agent": "kiem-thu-a/1.0"}
`;

/** A set with a usable rule and its tests, a broken one, one too large, and what is no rule. */
export const archive = {
  name: 'Bộ luật thử.zip', mimeType: 'application/zip',
  buffer: zip({
    'bo/rules/web/cong-cu-la.yml': good, 'bo/rules/web/viet-sai.yml': broken, 'bo/rules/web/qua-lon.yml': `# ${'x'.repeat(1_100_000)}\n`,
    'bo/tests/cong-cu-la.yml': tests, 'bo/README.md': 'đọc tôi\n',
  }),
};

export async function sendTool(server, token, host, tool) {
  const receipt = await send(server, token, [webLine(host, '203.0.113.41', '/quan-tri/dang-nhap?a=1', `kiem-thu-${tool}/1.0`)]);
  assert.equal(receipt.status, 200);
  assert.equal(receipt.body.accepted, 1, JSON.stringify(receipt.body));
}

/** Asks until the answer is as wanted. */
export async function until(what, ask, wanted, seconds = 20) {
  let answer;
  for (let tries = 0; tries < seconds * 4; ++tries) {
    answer = await ask();
    if (wanted(answer)) return answer;
    await pause(250);
  }
  throw new Error(`${what}: not within ${seconds} s: ${JSON.stringify(answer).slice(0, 600)}`);
}

/** Calls the API as the signed-in person, from the page. */
export const call = (page, method, path, body) => page.evaluate(async ([verb, address, content]) => {
  const me = await (await fetch('/api/v1/me')).json();
  const answer = await fetch(`/api/v1${address}`, {
    method: verb, headers: { 'X-CSRF-Token': me.csrf, 'Content-Type': 'application/json' }, ...(content === undefined ? {} : { body: JSON.stringify(content) }),
  });
  return { status: answer.status, body: await answer.json().catch(() => null) };
}, [method, path, body]);
