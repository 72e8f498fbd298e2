// SPDX-License-Identifier: Apache-2.0
// Journeys of indicators: a list is imported, an event meets it, its alert leads to an exclusion; replaced, looked up.
import assert from 'node:assert/strict';
import { as, barriers, noBarriersOn, picture } from './browser.mjs';
import { call, until } from './rules_steps.mjs';
import { ask, send, webLine } from './server.mjs';

const address = '203.0.113.201';
const name = 'NCSC thử 30-11';
const csv = `type,value,description,valid_until,tlp
ip,${address},máy chủ điều khiển,2031-01-01,amber
domain,tai-ve.evil.example,trang giả mạo,,red
ip,203.0.113.202,đã hết hạn,2020-01-01,
ip,999.0.0.1,gõ nhầm,,
`;
const file = (content, title = `${name}.csv`) => ({ name: title, mimeType: 'text/csv', buffer: Buffer.from(content) });
const lists = (page) => call(page, 'GET', '/indicator-lists').then(({ body }) => body.rows);
const ours = (page) => lists(page).then((rows) => rows.find((row) => row.name === name));
const inForce = (page, loaded) => until('the list in force', () => ours(page), (list) => list?.is_in_force && list.loaded === loaded, 40);

/** One request from the address to a host. */
async function visit(server, host) {
  const receipt = await send(server, server.token, [webLine(host, address, '/tai-lieu?x=1', 'Mozilla/5.0')]);
  assert.equal(receipt.body.accepted, 1, JSON.stringify(receipt.body));
}

async function importList({ page }) {
  await page.getByRole('navigation', { name: 'Điều hướng chính' }).getByRole('link', { name: 'Chỉ dấu' }).click();
  await page.waitForURL(/\/indicators$/);
  await page.getByTestId('ioc-state').waitFor();
  await page.keyboard.press('n');
  await page.locator('input[type=file]').setInputFiles(file(csv));
  assert.equal(await page.getByTestId('ioc-name').inputValue(), name);
  // A trial says what would be taken, and stores nothing.
  await page.getByTestId('ioc-try').click();
  const trial = page.getByTestId('ioc-trial');
  await trial.getByTestId('ioc-finding').filter({ hasText: 'Dòng 5' }).filter({ hasText: '“999.0.0.1” không phải địa chỉ IP' }).waitFor();
  assert.equal(await trial.getByTestId('ioc-loaded').innerText(), '3');
  await trial.getByText('1 đã hết hạn').waitFor();
  assert.equal(await ours(page), undefined);
  await picture(page, 'ioc1-1-trial');
  assert.deepEqual(await barriers(page), []);
  await page.getByTestId('ioc-send').click();
  await page.getByTestId('ioc-imported').waitFor();
  await inForce(page, 3);
  await page.getByTestId('ioc-list').filter({ hasText: name }).getByText('Đang áp dụng').waitFor();
  await picture(page, 'ioc1-2-lists');
}

// The event raises an alert that says which indicator, and from there the value is excluded.
async function alertToExclusion({ page, server }) {
  await visit(server, 'web31.vpubnd.thanhhoa.example');
  const id = await until('the alert', () => call(page, 'GET', `/alerts?${new URLSearchParams({ q: name, sort: '-last_seen' })}`).then(({ body }) => body.rows[0]?.id), (found) => found > 0, 40);
  await page.goto(`/console/alerts?status=all&sel=${id}`);
  const block = page.getByTestId('alert-indicator');
  await block.getByText(address).first().waitFor();
  await block.getByText('TLP:AMBER').waitFor();
  await block.getByText('01/01/2031').or(block.getByText('02/01/2031')).waitFor();
  await block.getByText('máy chủ điều khiển').waitFor();
  await picture(page, 'ioc2-1-alert');
  assert.deepEqual(await barriers(page), []);
  await block.getByTestId('alert-indicator-search').click();
  await page.waitForURL(/\/hunt\?/);
  await page.getByTestId('hunt-total').waitFor();
  await page.getByTestId('hunt-results').getByText('web31.vpubnd').first().waitFor();
  await page.goBack();
  await page.getByTestId('alert-exclude').click();
  await page.waitForURL(/\/indicators\/exclusions\?/);
  assert.equal(await page.getByTestId('ioc-exclude-value').inputValue(), address);
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Loại trừ' }).click();
  await dialog.getByText('Bắt buộc nhập').waitFor();
  await page.getByTestId('ioc-exclude-reason').fill('Máy quét của Sở, đã xác nhận qua điện thoại.');
  await picture(page, 'ioc2-2-exclude');
  await dialog.getByRole('button', { name: 'Loại trừ' }).click();
  // Back at the alert, to dismiss it.
  await page.waitForURL(new RegExp(`/alerts\\?.*sel=${id}`));
  await page.goto('/console/indicators/exclusions');
  await page.getByTestId('ioc-exclusion').filter({ hasText: address }).waitFor();
  await picture(page, 'ioc2-3-exclusions');
  // What comes now raises nothing; it is counted at the list.
  await until('the exclusion in force', () => call(page, 'GET', '/indicator-state'), ({ body }) => body.exclusions > 0 && !body.is_building, 40);
  await visit(server, 'web32.vpubnd.thanhhoa.example');
  await until('an excluded hit', () => ours(page), (list) => list.excluded_7d > 0, 40);
  const { body } = await call(page, 'GET', '/alerts?host=web32.vpubnd.thanhhoa.example');
  assert.deepEqual(body.rows.filter((row) => row.rule_id.startsWith('ioc:')), []);
}

async function lookUp({ page }) {
  await page.goto('/console/indicators/lookup');
  await page.getByTestId('ioc-values').fill(`${address}\nhxxp://www.tai-ve[.]evil.example/a\n203.0.113.202\nkhong-co.example\nđây-không-phải`);
  await page.keyboard.press('Control+Enter');
  const answers = page.getByTestId('ioc-answer');
  await answers.first().waitFor();
  assert.deepEqual(await answers.evaluateAll((rows) => rows.map((row) => row.dataset.verdict)), ['excluded', 'listed', 'expired', 'unknown', 'no_indicator']);
  await answers.filter({ hasText: 'trong tai-ve.evil.example' }).getByText('TLP:RED').waitFor();
  await picture(page, 'ioc3-1-lookup');
  await page.getByTestId('ioc-verdict-listed').click();
  assert.equal(await answers.count(), 1);
}

async function replaceAndBack({ page }) {
  await page.goto('/console/indicators');
  await page.getByTestId('ioc-list-link').filter({ hasText: name }).click();
  await page.waitForURL(/\/indicators\/lists\/\d+$/);
  await page.getByTestId('ioc').filter({ hasText: 'tai-ve.evil.example' }).waitFor();
  await page.getByTestId('ioc-search').locator('input').fill('hết hạn');
  await page.keyboard.press('Enter');
  await page.waitForURL(/q=/);
  await page.getByTestId('ioc').filter({ hasText: '203.0.113.202' }).getByText('Đã hết hạn', { exact: true }).waitFor();
  await picture(page, 'ioc4-1-list');
  await page.getByTestId('ioc-replace').click();
  await page.getByText('Dán văn bản').click();
  await page.getByTestId('ioc-text').fill('198.51.100.77\nhai từ');
  await page.getByTestId('ioc-try').click();
  await page.getByTestId('ioc-comparison').getByRole('row', { name: /nạp được 3 1 −2/ }).waitFor();
  await picture(page, 'ioc4-2-replace');
  await page.getByTestId('ioc-send').click();
  await inForce(page, 1);
  await page.goto(page.url().replace(/\?.*/, ''));
  await page.getByTestId('ioc').filter({ hasText: '198.51.100.77' }).waitFor();
  await page.getByTestId('ioc-actions').click();
  await page.getByRole('menuitem', { name: 'Quay lại nội dung trước' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Quay lại nội dung trước' }).click();
  await inForce(page, 3);
  // A hunt begins with the list's document.
  await page.getByTestId('ioc-hunt').click();
  await page.waitForURL(/\/hunts\/new\?/);
  await until('the document', () => page.getByTestId('hunt-indicators').inputValue(), (text) => text.includes(address));
  await page.goBack();
  await page.getByTestId('ioc-turn').click();
  await until('the list off', () => ours(page), (list) => list.state === 'off');
  await page.getByText('Danh sách đang tắt').first().waitFor();
  await page.getByRole('tab', { name: /Lần nhập/ }).click();
  await picture(page, 'ioc4-3-about');
  await page.getByTestId('ioc-actions').click();
  await page.getByRole('menuitem', { name: 'Gỡ danh sách' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Gỡ danh sách' }).click();
  await page.waitForURL(/\/indicators$/);
  await until('the list gone', () => ours(page), (list) => list === undefined);
}

// Lists are of the province: who works for one agency has no entry, and the page tells nothing.
async function notForAgencies({ page, context, server }) {
  assert.equal(await page.getByRole('link', { name: 'Chỉ dấu' }).count(), 0);
  assert.equal((await ask(server, context, '/indicator-lists')).status, 403);
}

export function indicatorJourneys(journey) {
  journey('22 indicators: a list is imported after a trial', as('soc', importList));
  journey('22 indicators: an event meets one, its alert leads to an exclusion', as('soc', alertToExclusion));
  journey('22 indicators: many values are looked up', as('soc', lookUp));
  journey('22 indicators: no serious barrier', as('soc', ({ page }) => noBarriersOn(page, ['/console/indicators', '/console/indicators/all', '/console/indicators/lookup', '/console/indicators/exclusions', '/console/indicators/lists/1'], 'ioc5')));
  journey('22 indicators: replaced, back, off, removed', as('soc', replaceAndBack));
  journey('22 indicators: not for those of one agency', as('canbo', notForAgencies));
}
