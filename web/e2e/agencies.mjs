// SPDX-License-Identifier: Apache-2.0
// Journeys of the structure of the province: a merger and the ranking of before, the register as on a day.
import assert from 'node:assert/strict';
import { barriers, picture, signIn } from './browser.mjs';
import { ask } from './server.mjs';

const ending = 'Sở Ngoại vụ';
const heir = 'Văn phòng UBND tỉnh';
const lastYear = () => new Date().getFullYear() - 1;

/** Types into the select, accents left out, and takes the option of this name. Only the select's own list is looked at:
 *  the list of the one before may still be closing. */
async function choose(page, id, typed, name) {
  const list = page.locator('.ant-select-dropdown').filter({ has: page.locator(`#${id}_list`) });
  await page.locator(`#${id}`).click();
  await page.locator(`#${id}`).fill(typed);
  await list.locator('.ant-select-item-option').filter({ hasText: name }).first().click();
  await page.keyboard.press('Escape');
  await list.waitFor({ state: 'hidden' });
}

async function merge({ page }) {
  await page.goto('/console/agencies');
  await page.getByTestId('agencies-on').waitFor();
  await picture(page, 'a1-1-agencies');
  await page.getByTestId('reorganise').click();
  await page.getByTestId('kind-merge').waitFor();
  await page.getByTestId('next').click();
  await page.locator('#decision_number').fill('01/NQ-HĐND');
  await choose(page, 'predecessors', 'so ngoai vu', ending);
  await page.getByTestId('add-successor').click();
  await choose(page, 'successor-0', 'van phong ubnd', heir);
  await picture(page, 'a1-2-units');
  await page.getByTestId('next').click();
  await page.getByTestId('next').click();
  const plan = page.getByTestId('plan');
  await plan.getByText('SNgV → VPUBND').waitFor();
  await plan.getByText(/mục chuyển chủ/).waitFor();
  await picture(page, 'a1-3-preview', { fullPage: true });
  await page.getByTestId('apply').click();
  await page.waitForURL(/\/reorganisations\?id=\d+/);
  await page.getByTestId('undo').waitFor();
  await picture(page, 'a1-4-receipt');
}

export function agencyJourneys(journey) {
  journey('12 coordinator: two agencies are merged, last year\'s ranking still has both, the merger is undone', async ({ page, context, server }) => {
    await signIn(page, server, 'dieuphoi');
    await merge({ page });
    const names = async (date) => (await ask(server, context, `/structure/agencies?date=${date}`)).body.rows.map((r) => r.agency.name);
    const today = (await ask(server, context, '/structure/agencies')).body.date;
    assert.ok(!(await names(today)).includes(ending));
    assert.ok((await names(`${lastYear()}-12-31`)).includes(ending));
    await page.goto(`/console/ranking?month=${lastYear()}-12`);
    await page.getByText(ending).first().waitFor();
    await picture(page, 'a1-5-ranking');
    const ranking = (await ask(server, context, `/ranking?month=${lastYear()}-12&kind=department`)).body;
    const agencies = (await ask(server, context, '/lookup/agencies')).body;
    const id = agencies.find((a) => a.name === ending).id;
    assert.ok(ranking.rows.find((row) => row.agency_id === id)?.rank > 0, 'the old agency keeps its rank');
    // Its page tells what became of it.
    await page.goto(`/console/agencies/${id}`);
    await page.getByTestId('timeline').getByText(heir).waitFor();
    await picture(page, 'a1-6-agency');
    // And back.
    const { body } = await ask(server, context, '/reorganisations?sort=-id&limit=1');
    await page.goto(`/console/reorganisations?id=${body.rows[0].id}`);
    await page.getByTestId('undo').click();
    await page.getByRole('textbox', { name: 'Lý do' }).fill('Quyết định bị thu hồi');
    await page.getByRole('button', { name: 'Đồng ý' }).click();
    await page.getByText('Đã trả lại như trước').waitFor();
    assert.ok((await names(today)).includes(ending));
  });

  journey('12 inspector: the register as on a day, before and after the districts', async ({ page, server }) => {
    await signIn(page, server, 'thanhtra');
    await page.goto('/console/agencies?date=2024-12-31');
    await page.getByTestId('agencies-on').getByText('Ủy ban nhân dân huyện Đông Sơn').waitFor();
    await picture(page, 'a2-1-2024');
    await page.getByTestId('on-2025-06-30').click();
    await page.getByTestId('agencies-on').getByText('Ủy ban nhân dân huyện Đông Sơn').waitFor({ state: 'detached' });
    await page.getByTestId('agencies-on').getByText('Ủy ban nhân dân thành phố Thanh Hóa').waitFor();
    await page.goto(`/console/agencies?show=systems&date=${lastYear()}-12-31&q=mot+cua`);
    await page.getByTestId('systems-on').getByRole('link', { name: 'Chủ quản qua các thời kỳ' }).first().click();
    await page.getByTestId('answer').waitFor();
    await picture(page, 'a2-2-owners');
  });

  journey('12 no serious barrier on the pages of the structure', async ({ page, server }) => {
    await signIn(page, server, 'dieuphoi');
    for (const address of ['/console/agencies', '/console/agencies?date=2024-12-31', '/console/agencies/2', '/console/reorganisations', '/console/reorganisations/new', '/console/agencies/load']) {
      await page.goto(address);
      await page.locator('main h1').first().waitFor();
      assert.deepEqual(await barriers(page), [], address);
    }
  }, {});
}
