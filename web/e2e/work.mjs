// SPDX-License-Identifier: Apache-2.0
// Journeys of "my work": one list of everything that waits, for an officer and for the coordinator.
import assert from 'node:assert/strict';
import { barriers, picture, signIn } from './browser.mjs';
import { ask } from './server.mjs';

const items = '[data-testid=work], [data-testid=duty]';
const numberIn = async (chip) => Number((await chip.locator('b').innerText()).replaceAll('.', ''));

/** Each chip shows as many rows as it says. */
async function chipsTellTheTruth(page, kinds) {
  for (const kind of ['all', ...kinds]) {
    const chip = page.getByTestId(`work-${kind}`);
    await chip.click();
    await page.locator(`[data-testid=work-${kind}][aria-pressed=true]`).waitFor();
    assert.equal(await page.locator(items).count(), await numberIn(chip), kind);
  }
  await page.getByTestId('work-all').click();
}

export function workJourneys(journey) {
  journey('9 work: an officer sees everything that waits, by date, and nothing of others', async ({ page, context, server }) => {
    await signIn(page, server, 'xa');
    await page.getByRole('heading', { name: 'Việc của tôi' }).waitFor();
    const own = (await ask(server, context, '/me')).body;
    const { status, body } = await ask(server, context, '/my-work');
    assert.equal(status, 200);
    assert.ok(body.kinds.length > 1, JSON.stringify(body.kinds));
    assert.deepEqual(body.rows.filter((row) => row.agency_id !== own.agency_id), []);
    const dates = body.rows.map((row) => row.due ?? '9');
    assert.deepEqual(dates, [...dates].sort());
    await page.locator(items).first().waitFor();
    assert.deepEqual(await page.locator(items).evaluateAll((nodes) => nodes.map((node) => node.querySelector('h3').textContent.length > 0)), body.rows.map(() => true));
    await chipsTellTheTruth(page, body.kinds.map((kind) => kind.kind));

    // By keys alone: down, down, up, and open.
    await page.locator('h1').click();
    for (const key of ['j', 'j', 'k']) await page.keyboard.press(key);
    assert.ok(await page.locator(items).first().evaluate((node) => node.contains(document.activeElement)));
    const other = body.rows.find((row) => row.kind !== 'duty');
    await page.getByTestId(`work-${other.kind}`).click();
    const ofKind = body.rows.filter((row) => row.kind === other.kind).length;
    await page.waitForFunction(([selector, n]) => document.querySelectorAll(selector).length === n, [items, ofKind]);
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/console${other.href}`);
    await page.goBack();
    assert.match(page.url(), new RegExp(`kind=${other.kind}`));
    await picture(page, 'j9-work-officer');

    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto('/console/my');
    await page.locator(items).first().waitFor();
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), 'nothing is wider than the phone');
    await picture(page, 'j9-work-phone');
    assert.deepEqual(await barriers(page), []);
  });

  journey('9 work: the coordinator comes from the desk to each decision', async ({ page, context, server }) => {
    await signIn(page, server, 'dieuphoi');
    const { body } = await ask(server, context, '/my-work');
    const strip = page.getByTestId('work-strip');
    await strip.waitFor();
    assert.equal(await numberIn(strip.getByTestId('work-all')), body.total);
    await strip.getByTestId('work-all').click();
    await page.getByRole('heading', { name: 'Việc của tôi' }).waitFor();
    await page.locator(items).first().waitFor();
    await picture(page, 'j9-work-coordinator');
    await chipsTellTheTruth(page, body.kinds.map((kind) => kind.kind));
    // Whatever is asked leads to a page.
    const first = new Map(body.rows.map((row) => [row.ask, row.href]));
    for (const [name, href] of first) {
      await page.goto(`/console${href}`);
      await page.locator('h1, [role=alert]').first().waitFor();
      assert.equal(await page.locator('.lc-problem').count(), 0, `${name}: ${href}`);
    }
    assert.ok(first.size >= 3, [...first.keys()].join(' '));
  });
}
