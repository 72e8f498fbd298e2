// SPDX-License-Identifier: Apache-2.0
// Steps that the journeys share.
import assert from 'node:assert/strict';
import { send, webLine } from './server.mjs';

/** Moves with j from the top until the row of this host is the current one, then opens it. */
export async function openByKeyboard(page, host) {
  const current = page.locator('[data-testid=alert-row][aria-current=true]');
  await page.keyboard.press('j');
  await page.keyboard.press('k');
  for (let step = 0; step < 30; ++step) {
    if ((await current.innerText()).includes(host)) break;
    await page.keyboard.press('j');
  }
  assert.match(await current.innerText(), new RegExp(host));
  await page.keyboard.press('Enter');
}

/** Sends a line that a rule matches; its alert comes without a reload. */
export async function arriveLive(page, server, token, host, request, agent) {
  const row = page.getByTestId('alert-row').filter({ hasText: host });
  assert.equal(await row.count(), 0);
  const receipt = await send(server, token, [webLine(host, '203.0.113.77', request, agent)]);
  assert.equal(receipt.status, 200);
  assert.equal(receipt.body.accepted, 1);
  for (let tries = 0; tries < 5 && await row.count() === 0; ++tries) {
    await page.getByTestId('new-alerts').click();
    await row.first().waitFor({ timeout: 3000 }).catch(() => undefined);
  }
  await row.first().waitFor();
}

/** Whether the dates `Hạn: dd/mm/yyyy` of the duties of one status never go back. */
export async function datesByStatus(page) {
  const seen = await page.getByTestId('duty').evaluateAll((nodes) => nodes.map((node) => [
    node.dataset.status, /(\d\d)\/(\d\d)\/(\d{4})/.exec(node.querySelector('.lc-duty-when')?.textContent ?? '')?.slice(1).reverse().join('') ?? '9',
  ]));
  const groups = new Map();
  for (const [status, date] of seen) groups.set(status, [...(groups.get(status) ?? []), date]);
  return groups;
}

/** A page that any reader opens. */
export const smallPdf = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 1/Kids[3 0 R]>>endobj\n'
  + '3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n');
