// SPDX-License-Identifier: Apache-2.0
// Journeys of retention: events are kept from an incident's page; room for events on the health page.
import assert from 'node:assert/strict';
import { as, barriers, picture } from './browser.mjs';
import { send, webLine } from './server.mjs';

const ask = (page, address) => page.evaluate(async (path) => (await fetch(path)).json(), address);

async function keepFromAnIncident({ page, server, faults }) {
  const lines = ['203.0.113.77', '203.0.113.78'].map((address) => webLine('giu-nhat-ky.example', address, 'GET /giu-thu HTTP/1.1', 'thu'));
  assert.equal((await send(server, server.token, lines)).status, 200);
  const incident = (await ask(page, '/api/v1/incidents?limit=1&sort=-id')).rows[0];
  await page.goto(`/console/incidents/${incident.id}`);
  await page.getByTestId('keep-events').click();
  await page.getByLabel('Tên').waitFor();
  assert.match(await page.getByLabel('Tên').inputValue(), new RegExp(incident.number));
  await picture(page, 'storage-1-new');
  // What is wrong is said at its field.
  await page.getByLabel('Lý do').fill('Điều tra vụ việc');
  await page.getByLabel('Câu truy vấn').fill('a AND (');
  await page.getByRole('dialog').getByRole('button', { name: 'Giữ nhật ký' }).click();
  await page.locator('.ant-form-item-explain-error').first().waitFor();
  faults.splice(0, faults.length, ...faults.filter((fault) => !/\b400\b.*legal-holds/.test(fault)));
  await page.getByLabel('Câu truy vấn').fill('');
  await page.getByRole('dialog').getByRole('button', { name: 'Giữ nhật ký' }).click();
  await page.waitForURL(/\/holds\/\d+$/);
  await page.getByText('Đang giữ', { exact: true }).first().waitFor({ timeout: 60_000 });
  await picture(page, 'storage-2-held');
  await page.getByTestId('verify-hold').click();
  await page.getByText('Đủ và nguyên vẹn', { exact: false }).first().waitFor();
  // One asks; the same person cannot agree.
  await page.getByTestId('ask-release').click();
  await page.getByLabel('Vì sao không cần giữ nữa').fill('Đã kết luận');
  await page.getByRole('dialog').getByRole('button', { name: 'Đề nghị thôi giữ' }).click();
  await page.getByTestId('refuse-release').waitFor();
  assert.ok(await page.getByTestId('release-hold').isDisabled());
  await picture(page, 'storage-3-release-asked');
  await page.getByTestId('refuse-release').click();
  await page.getByTestId('ask-release').waitFor();
  assert.deepEqual(await barriers(page), []);
  await page.goto(`/console/incidents/${incident.id}`);
  await page.getByTestId('incident-holds').click();
  await page.getByTestId('hold-link').first().waitFor();
  await picture(page, 'storage-4-holds');
  assert.deepEqual(await barriers(page), []);
}

async function roomOnThePage({ page }) {
  await page.goto('/console/health');
  await page.getByTestId('storage-forecast').waitFor({ timeout: 30_000 });
  const classes = await page.getByTestId('storage-classes').innerText();
  assert.match(classes, /12 tháng/);
  const storage = await ask(page, '/api/v1/storage');
  assert.ok(storage.used_bytes > 0 && storage.available_bytes > storage.used_bytes);
  await picture(page, 'storage-5-room');
  assert.deepEqual(await barriers(page), []);
}

export function storageJourneys(journey) {
  journey('the coordinator keeps an incident\'s events, and two persons are needed to let them go', as('dieuphoi', keepFromAnIncident));
  journey('room for events is told by class, with the day on which the disk is full', as('soc', roomOnThePage));
}
