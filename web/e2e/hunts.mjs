// SPDX-License-Identifier: Apache-2.0
// Journeys of hunts: from a rule's page and from pasted indicators to the result, its events and the conclusion.
import assert from 'node:assert/strict';
import { as, barriers, noBarriersOn, picture } from './browser.mjs';
import { until } from './rules_steps.mjs';
import { send, webLine } from './server.mjs';

const address = '203.0.113.99';

// What the first start ran over the province's events, reached by the bar and the keyboard.
async function huntsOfTheProvince({ page }) {
  const bar = page.getByRole('navigation').getByRole('link', { name: 'Cuộc săn lùng' });
  await bar.focus();
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/hunts$/);
  const list = page.getByTestId('hunts');
  await list.waitFor();
  await until('the hunts of the demo', async () => {
    await page.reload();
    await list.waitFor();
    return list.locator('li[data-state=queued], li[data-state=running]').count().then(async (busy) => (busy === 0 ? list.locator('li[data-state=done]').count() : 0));
  }, (n) => n >= 4);
  assert.ok(await list.locator('li[data-state=draft]').count() >= 1);
  assert.ok(await list.locator('li[data-state=cancelled]').count() >= 1);
  await list.getByText('Không phát hiện').first().waitFor();
  await list.getByText(/Tính là đã săn lùng cho \d+ hệ thống/).first().waitFor();
  await picture(page, 'h0-1-list');
  await list.getByRole('link', { name: 'Chạy lại toàn bộ luật trên ba ngày gần nhất' }).click();
  const figures = page.getByTestId('hunt-figures');
  await figures.waitFor();
  const [read, hit, matches] = (await figures.locator('b').allInnerTexts()).map((n) => Number(n.replaceAll('.', '')));
  assert.ok(read >= hit && hit > 0 && matches >= hit, `${read} ${hit} ${matches}`);
  await picture(page, 'h0-2-result', { fullPage: true });
  // The newest event of the first row: it opens, and shows the alerts that it raised.
  await page.getByTestId('hunt-newest').first().click();
  await page.getByTestId('event-drawer').waitFor();
  await page.getByTestId('event-alerts').waitFor();
  await picture(page, 'h0-3-event');
  assert.deepEqual(await barriers(page), []);
}

// Rules that need not be in force, one of them broken: it is named, and the other one runs.
async function huntOwnRules({ page }) {
  const rule = (id, detection) => `title: Luật ${id}\nid: ${id}\nlogsource: {category: webserver}\ndetection:\n  s: {${detection}}\n  condition: s\n`;
  await page.goto('/console/hunts/new');
  await page.getByTestId('hunt-title').fill('Luật đang soạn');
  await page.getByTestId('hunt-rule-text').fill(`${rule('thu-tot', "cs-method: 'GET'")}---\n${rule('thu-hong', "cs-method|khongco: 'x'")}`);
  await page.getByTestId('hunt-start').click();
  await page.waitForURL(/\/hunts\/\d+$/);
  await page.getByTestId('hunt-note-rule_rejected').getByText('khongco').waitFor({ timeout: 40_000 });
  await page.getByTestId('hunt-hits').getByText('Luật thu-tot').waitFor({ timeout: 40_000 });
  await picture(page, 'h4-1-own', { fullPage: true });
  assert.deepEqual(await barriers(page), []);
}

// A search becomes a hunt with its query and period; an alert leads to its event and back.
async function searchToHuntAndAlertToEvent({ page }) {
  await page.goto('/console/hunt?query=program%3Asshd');
  await page.getByTestId('hunt-record').click();
  await page.waitForURL(/\/hunts\/new\?/);
  assert.equal(await page.getByTestId('hunt-query').inputValue(), 'program:sshd');
  const alert = await page.evaluate(async () => (await (await fetch('/api/v1/alerts?sort=-last_seen&limit=1')).json()).rows[0]);
  await page.goto(`/console/alerts?status=all&sel=${alert.id}`);
  const detail = page.getByTestId('alert-detail');
  await detail.getByRole('tab', { name: 'Sự kiện gốc' }).click();
  await detail.getByTestId('alert-event').click();
  await page.getByTestId('event-drawer').waitFor();
  const back = page.getByTestId('event-alerts').locator(`a[href$="sel=${alert.id}"]`);
  await back.waitFor();
  await back.click();
  await page.getByTestId('alert-detail').getByRole('heading', { name: alert.rule_title }).waitFor();
}

async function huntIndicators({ page, server }) {
  const receipt = await send(server, server.token, [webLine('web09.vpubnd.thanhhoa.example', address, '/quan-tri/tep?x=1', 'san-lung/1.0')]);
  assert.equal(receipt.status, 200);
  await page.goto('/console/hunts');
  await page.getByTestId('hunt-new').click();
  await page.getByTestId('hunt-title').fill('Địa chỉ của bản tin cảnh báo');
  await page.getByTestId('hunt-indicators').fill(`${address}\nkhong-co.example`);
  await picture(page, 'h1-1-form', { fullPage: true });
  await page.getByTestId('hunt-start').click();
  await page.waitForURL(/\/hunts\/\d+$/);
  const hits = page.getByTestId('hunt-hits');
  await hits.getByText(address).waitFor({ timeout: 40_000 });
  await picture(page, 'h1-2-result', { fullPage: true });
  await hits.getByText(address).click();
  await page.getByTestId('hunt-event').first().click();
  await page.waitForURL(/\/hunt\?/);
  await page.getByTestId('event-drawer').getByText(address).first().waitFor();
  await picture(page, 'h1-3-event');
  await page.goBack();
  await page.getByTestId('hunt-conclude').click();
  await page.getByTestId('hunt-conclusion-text').fill('Máy chủ này đã liên lạc với địa chỉ trong cảnh báo.');
  await page.getByRole('dialog').getByRole('button', { name: 'Kết luận' }).click();
  await page.getByText('Có phát hiện').first().waitFor();
  await page.goto('/console/hunts');
  await page.getByTestId('hunts').getByText('Có phát hiện').first().waitFor();
  await picture(page, 'h1-4-list');
}

async function huntOfRule({ page }) {
  await page.goto('/console/rules');
  await page.locator('a[href*="/console/rules/"]').filter({ hasNotText: /^(Bộ|Độ|Ngoại|Luật riêng)/ }).first().waitFor();
  const rule = await page.evaluate(async () => (await (await fetch('/api/v1/rules?limit=1')).json()).rows[0]);
  await page.goto(`/console/rules/${encodeURIComponent(rule.id)}`);
  await page.getByTestId('hunt-rule').click();
  await page.waitForURL(/\/hunts\/new\?/);
  assert.match(await page.getByTestId('hunt-title').inputValue(), /^Săn ngược: /);
  await page.getByTestId('hunt-start').click();
  await page.waitForURL(/\/hunts\/\d+$/);
  await page.getByText('Đã xong').first().waitFor({ timeout: 40_000 });
  await picture(page, 'h2-1-rule', { fullPage: true });
}

export function huntJourneys(journey) {
  journey('21 hunts: those of the province, and the event of a hit', as('soc', huntsOfTheProvince));
  journey('21 hunts: rules that come along', as('soc', huntOwnRules));
  journey('21 hunts: a search becomes a hunt, an alert leads to its event', as('soc', searchToHuntAndAlertToEvent));
  journey('21 hunts: indicators, the event of a hit, the conclusion', as('soc', huntIndicators));
  journey('21 hunts: thirty days back for a rule', as('soc', huntOfRule));
  journey('21 hunts: no serious barrier', as('soc', ({ page }) => noBarriersOn(page, ['/console/hunts', '/console/hunts/new', '/console/hunts/1'], 'h3')));
}
