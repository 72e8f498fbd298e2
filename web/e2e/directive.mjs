// SPDX-License-Identifier: Apache-2.0
// Journeys of the directive: as on the last day of last year, from a sentence to the evidence, why a duty
// stands as it does, a pause by two persons, another edition.
import assert from 'node:assert/strict';
import { as, noBarriersOn, picture } from './browser.mjs';

const lastYear = () => `${new Date().getUTCFullYear() - 1}-12-31`;
const vietnamese = (day) => day.split('-').reverse().join('/');
const looked = ['/console/directive', '/console/directive/agencies?clause=1.c', '/console/directive/text', '/console/directive/compare',
  '/console/directive/calendar', '/console/reliefs', '/console/roles', `/console/duties?as_of=${lastYear()}`];

/** The inspector: everything as it was known at the end of last year. */
async function yearEnd({ page }) {
  await page.goto('/console/directive');
  await page.getByTestId('clause').first().waitFor();
  const now = await page.getByTestId('clause').filter({ hasText: '1.c' }).or(page.locator('[data-testid=clause][data-id="1.c"]')).first().innerText();
  await page.getByTestId('as-of-year-end').click();
  await page.waitForURL(new RegExp(`as_of=${lastYear()}`));
  await page.getByTestId('as-of-note').getByText(vietnamese(lastYear())).waitFor();
  await page.waitForFunction((before) => document.querySelector('[data-testid=clause][data-id="1.c"]')?.innerText !== before, now);
  await picture(page, 'd1-1-year-end');
  // The day goes along to the agencies and to their duties.
  await page.locator('[data-testid=clause][data-id="1.c"]').getByTestId('sentence').first().click();
  await page.getByTestId('agency').first().waitFor();
  assert.match(page.url(), new RegExp(`as_of=${lastYear()}`));
  await page.getByTestId('agency').first().getByRole('link').click();
  await page.getByTestId('duty').first().waitFor();
  assert.match(page.url(), new RegExp(`as_of=${lastYear()}`));
  await page.getByTestId('as-of-note').waitFor();
  assert.equal(await page.getByTestId('record-duty').count(), 0, 'nothing is recorded in the past');
  await page.getByTestId('why').first().click();
  const why = page.getByTestId('explanation');
  await why.locator('li').first().waitFor();
  await picture(page, 'd1-2-why-then');
}

/** Management: sentence → agencies → evidence, in two clicks. */
async function sentenceToEvidence({ page }) {
  await page.goto('/console/directive');
  await page.locator('[data-testid=clause][data-id="1.b"]').getByTestId('sentence').first().click();
  await page.getByTestId('show-done').click();
  await page.getByTestId('agency').first().waitFor();
  await picture(page, 'd2-1-agencies');
  await page.getByTestId('agency').first().getByRole('link').click();
  await page.getByTestId('evidence-link').first().waitFor();
  assert.match(await page.getByTestId('clause-filter').innerText(), /1\.b/);
  await picture(page, 'd2-2-evidence');
}

async function propose({ page }) {
  await page.goto('/console/my');
  await page.getByTestId('why').first().click();
  await page.getByTestId('propose-relief').click();
  await page.waitForURL(/registers\/duty-reliefs\/new/);
  await page.getByLabel('Từ ngày').first().waitFor();
  await picture(page, 'd3-1-propose');
}

/** One proposes, the same one cannot confirm. */
async function twoPersons({ page }) {
  await page.goto('/console/reliefs?state=proposed');
  const row = page.getByTestId('relief-row').first();
  await row.waitFor();
  assert.equal(await row.getByTestId('confirm').isDisabled(), true, 'who proposed it does not confirm it');
  await picture(page, 'd3-2-proposer');
}

async function confirm({ page }) {
  await page.goto('/console/reliefs?state=proposed');
  const row = page.getByTestId('relief-row').first();
  await row.getByTestId('confirm').click();
  await page.getByText('Đã xác nhận').first().waitFor();
  await page.goto('/console/reliefs?state=in_force');
  await page.getByTestId('relief-row').first().waitFor();
  await picture(page, 'd3-3-in-force');
  // It is shown with its basis on the duty.
  await page.goto('/console/duties?status=exempt');
  await page.getByTestId('relief').first().getByText(/Căn cứ/).waitFor();
  await picture(page, 'd3-4-exempt');
}

/** A faulty edition is refused with place and hint; a sound one says what it changes. */
async function otherEdition({ page }) {
  await page.goto('/console/directive/compare');
  const file = (text) => page.getByTestId('edition-files').setInputFiles({ name: 'calendar.yaml', mimeType: 'text/yaml', buffer: Buffer.from(text) });
  await file('rest_days: [saturday, sundey]\nmake_up_days: [2026-02-30]\nholidays: []\n');
  await page.getByTestId('finding').filter({ hasText: 'calendar.yaml:2' }).first().waitFor();
  await page.getByText('sundey').first().waitFor();
  await picture(page, 'd4-1-faults');
  await file('rest_days: [saturday, sunday]\nmake_up_days: []\nholidays: []\n');
  await page.getByTestId('difference').first().waitFor();
  await picture(page, 'd4-2-differences');
}

const barriersOnAll = ({ page }) => noBarriersOn(page, looked, 'd5');

export function directiveJourneys(journey) {
  journey('10 directive: an inspector reads the state as on 31/12 of last year', as('thanhtra', yearEnd));
  journey('10 directive: management opens a sentence, its agencies, their evidence', as('lanhdao', sentenceToEvidence));
  journey('10 directive: an officer asks for a pause', as('canbo', propose));
  journey('10 directive: who proposed a pause cannot confirm it', as('dieuphoi', twoPersons));
  journey('10 directive: a second person confirms it', as('lanhdao', confirm));
  journey('10 directive: another edition is checked and compared', as('dieuphoi', otherEdition));
  journey('10 directive: no serious barrier', as('dieuphoi', barriersOnAll));
}
