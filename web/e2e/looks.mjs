// SPDX-License-Identifier: Apache-2.0
// Every main page once: no serious barrier for people with impairments, and a picture of it.
import assert from 'node:assert/strict';
import { barriers, picture, signIn } from './browser.mjs';

const looked = [
  ['soc', ['/console/alerts', '/console/hunt', '/console/rules', '/console/sources', '/console/sources/strangers', '/console/sources/new', '/console/findings', '/console/health']],
  ['dieuphoi', ['/console/desk', '/console/incidents', '/console/duties', '/console/registers', '/console/import/systems', '/console/ledgers/layers', '/console/my', '/console/findings/imports', '/console/findings/scans', '/console/ranking/map', '/console/ranking/heat', '/console/ranking/months', '/console/teams', '/console/contacts', '/console/roster', '/console/dossiers', '/console/reliefs', '/console/roles', '/console/directive/text']],
  ['canbo', ['/console/my', '/console/score', '/console/incidents/new', '/console/registers/systems', '/console/ledgers/timers', '/console/ledgers/plans', '/console/ledgers/layers', '/console/registers/system-checks/new?kind=scan', '/console/team', '/console/findings', '/console/inspections']],
  ['lanhdao', ['/console/overview', '/console/ranking', '/console/documents', '/console/directive', '/console/ledgers/money', '/console/my']],
  ['thanhtra', ['/console/inspections', '/console/journal', '/console/my']],
];

/** Keys of texts that stand on the page instead of their words. */
async function rawWords(page) {
  const text = await page.locator('body').innerText();
  return [...new Set(text.match(/\b(?:entity|field|choice|fact|fact_verb|nav|work|payload)\.[a-z_.]+/g) ?? [])];
}

export function lookAtAll(journey) {
  for (const [login, paths] of looked) {
    journey(`8 no serious barrier on the pages of ${login}`, async ({ page, server }) => {
      await signIn(page, server, login);
      const found = [];
      for (const address of paths) {
        await page.goto(address);
        await page.getByRole('heading', { level: 1 }).first().waitFor();
        await picture(page, `j8-${login}${address.replace('/console', '').replaceAll('/', '-')}`);
        found.push(...(await barriers(page)).map((barrier) => `${address}: ${barrier}`));
        found.push(...(await rawWords(page)).map((word) => `${address}: ${word} is no word`));
      }
      assert.deepEqual(found, []);
    });
  }

  journey('8 no serious barrier on the sign-in and the public pages', async ({ page }) => {
    const found = [];
    for (const address of ['/console/', '/', '/bao-su-co', '/tra-cuu', '/danh-ba']) {
      await page.goto(address);
      await page.getByRole('heading', { level: 1 }).first().waitFor();
      if (address !== '/console/') await picture(page, `j8-public${address.replaceAll('/', '-')}`);
      found.push(...(await barriers(page)).map((barrier) => `${address}: ${barrier}`));
    }
    assert.deepEqual(found, []);
  });
}
