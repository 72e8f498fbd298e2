// SPDX-License-Identifier: Apache-2.0
// Journeys of searching events: from words to a table and back, by keyboard, saved, exported, stopped.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { as, barriers, picture } from './browser.mjs';
import { until } from './rules_steps.mjs';
import { send, webLine } from './server.mjs';

const host = 'web21.vpubnd.thanhhoa.example';
const query = (text) => `/console/hunt?${new URLSearchParams({ query: text })}`;
const rows = (page) => page.getByTestId('hunt-results').locator('tbody tr');
const done = (page) => page.locator('[data-testid=hunt-progress]').filter({ hasNot: page.getByTestId('hunt-stop') }).waitFor();

async function bringEvents({ page, server }) {
  const lines = [];
  for (let i = 0; i < 12; ++i) lines.push(webLine(host, `203.0.113.${i % 4}`, `/tim?q=${i}`, i % 3 === 0 ? 'curl/8' : 'Mozilla/5.0'));
  const receipt = await send(server, server.token, lines);
  assert.equal(receipt.body.accepted, 12, JSON.stringify(receipt.body));
  await until('the events', () => page.evaluate(async (name) => (await (await fetch(`/api/v1/events?query=host:${name}`)).json()).rows.length, host), (n) => n === 12);
}

async function searchByKeyboard({ page }) {
  // A browser slow to paint: the hand is faster, and every letter still falls in its place.
  await page.addInitScript(() => {
    const ask = window.requestAnimationFrame.bind(window);
    window.requestAnimationFrame = (paint) => ask(() => setTimeout(() => paint(performance.now()), 40));
  });
  await page.goto('/console/hunt');
  await page.getByTestId('hunt-total').waitFor();
  await page.keyboard.press('/');
  // Offers: a field, then a value from real data, taken with the keyboard.
  await page.keyboard.type('hos');
  await page.getByTestId('hunt-offers').getByText('host', { exact: true }).waitFor();
  await page.keyboard.press('Tab');
  await page.keyboard.type('web21');
  await page.getByTestId('hunt-offers').getByText(host).waitFor();
  await picture(page, 'x1-1-offers');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  assert.equal(await page.getByTestId('hunt-query').inputValue(), `host:${host} `);
  await page.keyboard.press('Enter');
  await page.getByTestId('hunt-total').getByText(/^12 /).waitFor();
  await done(page);
  assert.equal(await rows(page).count(), 12);
  await picture(page, 'x1-2-found');
  // Down two rows, open, close.
  await page.keyboard.press('Escape');
  await page.getByTestId('hunt-query').blur();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  assert.equal(await rows(page).nth(2).getAttribute('aria-selected'), 'true');
  await page.keyboard.press('Enter');
  const fields = page.getByTestId('event-fields');
  await fields.waitFor();
  await picture(page, 'x1-3-event');
  // Without this value, from the drawer.
  await fields.locator('tr[data-field="c-ip"] button').click();
  await page.getByTestId('value-menu').locator('[data-act=exclude]').click();
  await page.getByTestId('hunt-total').getByText(/^9 /).waitFor();
  assert.match(new URL(page.url()).searchParams.get('query'), /NOT c-ip:/);
}

async function tableAndBack({ page }) {
  await page.goto(query(`host:${host}`));
  await done(page);
  await page.getByTestId('hunt-fields').getByRole('button', { name: /^c-ip/ }).click();
  await page.getByTestId('field-values').getByRole('button').first().click();
  await page.getByTestId('value-menu').locator('[data-act=group]').click();
  const table = page.getByTestId('hunt-table');
  await table.waitFor();
  assert.equal(await table.locator('tbody tr').count(), 4);
  assert.match(new URL(page.url()).searchParams.get('query'), /\| count by c-ip$/);
  await picture(page, 'x2-1-table');
  // A row leads to its events.
  await table.locator('tbody tr').first().getByRole('button').click();
  await page.getByTestId('hunt-total').getByText(/^3 /).waitFor();
  // An agency is shown by its name, and asked for by its code.
  await page.goto(query(`host:${host} | count by agency`));
  const agency = table.locator('tbody tr').first().getByRole('button');
  await agency.getByText(/^\D+$/).waitFor();
  await agency.click();
  await page.getByTestId('hunt-total').getByText(/^\d+ /).waitFor();
  assert.match(new URL(page.url()).searchParams.get('query'), /agency:[A-Z]/);
  await page.goto(query(`host:${host} | timechart span=1h count by c-ip`));
  await page.getByTestId('hunt-chart').waitFor();
  await picture(page, 'x2-2-chart');
  assert.deepEqual(await barriers(page), []);
}

async function wrongQueries({ page }) {
  await page.goto(query(`host:${host} | cuont by c-ip`));
  const error = page.getByTestId('query-error');
  await error.locator('mark').getByText('cuont', { exact: true }).waitFor();
  await picture(page, 'x3-1-wrong');
  await error.getByText('Ký tự thứ').waitFor();
  await page.getByTestId('query-suggestion').click();
  await page.getByTestId('hunt-table').waitFor();
  await page.goto(query('hots:abc'));
  await page.getByTestId('unknown-field').getByRole('button').click();
  assert.equal(new URL(page.url()).searchParams.get('query'), 'host:abc');
}

async function saveAndExport({ page }) {
  await page.goto(query(`host:${host} | fields host, c-ip`));
  await done(page);
  await page.getByTestId('saved').click();
  await page.getByTestId('save-search').click();
  await page.getByTestId('save-name').fill('Máy web21');
  await page.getByText('Chia sẻ với đồng nghiệp').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Lưu', exact: true }).click();
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  await page.goto('/console/hunt');
  await page.getByTestId('saved').click();
  await page.getByTestId('saved-list').getByText('Máy web21').waitFor();
  await picture(page, 'x4-1-saved');
  await page.getByTestId('saved-list').getByText('Máy web21').click();
  await page.getByTestId('hunt-total').getByText(/^12 /).waitFor();
  await page.getByTestId('export').click();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId('export-csv').click()]);
  const text = readFileSync(await download.path(), 'utf8').split('\r\n');
  assert.equal(text[0].replace('\uFEFF', ''), 'host,c-ip');
  assert.equal(text.length, 14);
  await page.getByTestId('export').click();
  await page.getByText('Biên nhận kết xuất', { exact: true }).click();
  await page.getByTestId('receipts').getByText('Đã xong').first().waitFor();
  await picture(page, 'x4-2-receipts');
}

/** An officer finds the search that the province shares as little as the events of others. */
async function officerSeesOwn({ page }) {
  await page.goto('/console/hunt');
  await page.getByTestId('saved').click();
  await page.getByTestId('saved-list').waitFor();
  assert.equal(await page.getByTestId('saved-list').getByText('Máy web21').count(), 0);
}

export function searchJourneys(journey) {
  journey('14 search: typed with offers, moved through by keyboard', as('soc', bringEvents, searchByKeyboard));
  journey('14 search: a table, a chart, and back to the events', as('soc', tableAndBack));
  journey('14 search: what is wrong is shown at its place', async (visit) => {
    // A wrong query is answered with 400, which the browser notes.
    await as('soc', wrongQueries)(visit);
    visit.faults.splice(0, visit.faults.length, ...visit.faults.filter((f) => !/\b400\b/.test(f)));
  });
  journey('14 search: saved, shared, exported with a receipt', as('soc', saveAndExport));
  journey('14 search: the officer', as('canbo', officerSeesOwn));
}
