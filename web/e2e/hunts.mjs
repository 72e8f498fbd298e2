// SPDX-License-Identifier: Apache-2.0
// Journeys of hunts: from a rule's page and from pasted indicators to the result, its events and the conclusion.
import assert from 'node:assert/strict';
import { as, noBarriersOn, picture } from './browser.mjs';
import { send, webLine } from './server.mjs';

const address = '203.0.113.99';

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
  await page.getByText(address).first().waitFor();
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
  journey('21 hunts: indicators, the event of a hit, the conclusion', as('soc', huntIndicators));
  journey('21 hunts: thirty days back for a rule', as('soc', huntOfRule));
  journey('21 hunts: no serious barrier', as('soc', ({ page }) => noBarriersOn(page, ['/console/hunts', '/console/hunts/new', '/console/hunts/1'], 'h3')));
}
