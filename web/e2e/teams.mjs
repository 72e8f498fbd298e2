// SPDX-License-Identifier: Apache-2.0
// Journeys of teams: an officer keeps contacts and experts, a person confirms by link, the coordinator
// decides, fills the roster and confirms it.
import assert from 'node:assert/strict';
import { as, barriers, picture } from './browser.mjs';

const phone = { width: 390, height: 844 };

/** The officer's page: what is missing, a contact confirmed, a link made and used without script. */
async function officer({ page, context, server }) {
  await page.goto('/console/team');
  await page.getByTestId('contact').first().waitFor();
  await picture(page, 't1-1-team', { fullPage: true });
  const contact = page.getByTestId('contact').first();
  await contact.getByTestId('confirm-contact').click();
  await contact.getByText('Đã xác nhận').waitFor();
  await contact.getByTestId('make-link').click();
  const link = await page.getByTestId('confirm-link').innerText();
  await picture(page, 't1-2-link');
  await page.keyboard.press('Escape');
  const path = new URL(link).pathname;
  const plain = await context.browser().newContext({ baseURL: server.base, javaScriptEnabled: false, viewport: phone });
  try {
    const visitor = await plain.newPage();
    await visitor.goto(path);
    await visitor.getByLabel('Điện thoại di động').fill('0912 345 678');
    await picture(visitor, 't1-3-confirm', { fullPage: true });
    await visitor.getByRole('button', { name: 'Thông tin trên là đúng' }).click();
    await visitor.getByText('Đã xác nhận. Cảm ơn bạn.').waitFor();
    await visitor.goto(path);
    await visitor.getByText('Liên kết này đã được dùng').waitFor();
  } finally {
    await plain.close();
  }
  await page.reload();
  await page.getByText('0912 345 678').first().waitFor();
}

/** An expired certificate is caught with a hint; a good one is shown on the page. */
async function certificate({ page, faults }) {
  await page.goto('/console/team');
  await page.getByTestId('add-expert').click();
  await page.getByLabel('Họ và tên').fill('Nguyễn Văn Chuyên');
  await page.getByLabel('Bắt đầu ngày').fill('01/02/2026');
  await page.getByLabel('Bắt đầu ngày').press('Tab');
  await page.getByTestId('save').click();
  await page.getByTestId('expert').filter({ hasText: 'Nguyễn Văn Chuyên' }).waitFor();
  const expert = page.getByTestId('expert').filter({ hasText: 'Nguyễn Văn Chuyên' });
  await expert.getByText('Chưa công nhận').waitFor();
  await expert.getByText('Thêm chứng chỉ').click();
  await page.getByLabel('Tên chứng chỉ').fill('CompTIA Security+');
  await page.getByLabel('Nơi cấp').fill('CompTIA');
  await page.getByLabel('Số', { exact: true }).fill('E2E-1');
  await page.getByLabel('Ngày cấp').fill('04/05/2020');
  await page.getByLabel('Ngày cấp').press('Tab');
  await page.getByLabel('Hết hạn ngày').fill('04/05/2023');
  await page.getByLabel('Hết hạn ngày').press('Tab');
  await page.getByTestId('save').click();
  await page.getByText(/Chứng chỉ đã hết hạn/).first().waitFor();
  await picture(page, 't2-1-expired');
  // The browser notes the refusal that was wanted.
  assert.deepEqual(faults.filter((fault) => !/400.*certificates/.test(fault)), []);
  faults.length = 0;
}

/** The coordinator finds the agency, decides on the expert, and the quota moves. */
async function decide({ page }) {
  await page.goto('/console/teams');
  await page.getByTestId('quota-agency').first().waitFor();
  await picture(page, 't3-1-quotas');
  await page.getByTestId('show-no_role').click();
  await page.waitForURL(/show=no_role/);
  await page.getByTestId('show-all').click();
  await page.locator('[data-testid=show-all][aria-pressed=true]').waitFor();
  await page.getByLabel('Tìm cơ quan').fill('so y te');
  await page.getByTestId('quota-agency').filter({ hasText: 'Sở Y tế' }).click();
  const expert = page.getByTestId('expert').filter({ hasText: 'Nguyễn Văn Chuyên' });
  await expert.getByTestId('qualify').click();
  await page.getByLabel('Ngày quyết định').fill('01/10/2026');
  await page.getByLabel('Ngày quyết định').press('Tab');
  await page.getByLabel('Căn cứ pháp lý').fill('Nghị định 333/2026/NĐ-CP, Điều 24');
  await page.getByTestId('save').click();
  await page.getByTestId('expert').first().waitFor();
  await page.goto('/console/teams?q=so+y+te');
  await page.getByTestId('quota-agency').filter({ hasText: 'Sở Y tế' }).click();
  await page.getByTestId('expert').filter({ hasText: 'Nguyễn Văn Chuyên' }).getByText('Đạt chuẩn').waitFor();
  await picture(page, 't3-2-decided');
}

/** Next month has a gap: it is filled, confirmed, and two people change places. */
async function roster({ page }) {
  await page.goto('/console/roster');
  await page.getByTestId('on-duty').waitFor();
  await picture(page, 't4-1-roster');
  await page.getByTestId('next-month').click();
  await page.getByTestId('roster-problems').first().waitFor();
  assert.ok(await page.getByTestId('confirm-roster').isDisabled());
  await page.getByTestId('generate').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Xếp lịch tháng' }).click();
  // What was made stays; the message that tells of it goes after some seconds.
  const confirm = page.getByTestId('confirm-roster');
  await page.waitForFunction(() => document.querySelector('[data-testid=confirm-roster]')?.disabled === false, undefined, { timeout: 60000 });
  await confirm.click();
  await page.getByText(/xác nhận lúc/).waitFor();
  const shift = page.getByTestId('shift').nth(40);
  const before = await shift.innerText();
  await shift.click();
  await page.getByTestId('shift-panel').getByLabel('Đổi với ca').click();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByTestId('swap').click();
  await page.getByText('Đã cập nhật lịch trực').waitFor();
  await page.waitForFunction(([text]) => document.querySelectorAll('[data-testid=shift]')[40]?.textContent !== text, [before.replace('\n', ' ')]);
  await page.getByText(/xác nhận lúc/).waitFor();
  await picture(page, 't4-2-swapped', { fullPage: true });
  await page.goto('/console/desk');
  await page.getByTestId('on-duty-line').waitFor();
}

/** Confirmations and results of the checker, which is off in the demo. */
async function checks({ page }) {
  await page.goto('/console/contacts');
  await page.getByTestId('show-never').click();
  await picture(page, 't5-1-confirmations');
  await page.getByTestId('tab-pages').click();
  await page.getByText(/Chưa bật kiểm tra trang công bố/).waitFor();
  await page.getByTestId('show-missing').click();
  await picture(page, 't5-2-pages');
}

async function looks({ page }, paths, mark) {
  const found = [];
  for (const address of paths) {
    await page.goto(address);
    await page.getByRole('heading', { level: 1 }).first().waitFor();
    await page.locator('.lc-state[role=status]').first().waitFor({ state: 'detached' });
    await picture(page, `t6-${mark}${address.replace('/console', '').replace(/[^a-z]+/gi, '-')}`, { fullPage: true });
    found.push(...(await barriers(page)).map((barrier) => `${address}: ${barrier}`));
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(wide <= 1, `${address} scrolls sideways by ${wide}`);
  }
  assert.deepEqual(found, []);
}

export function teamJourneys(journey) {
  const standard = { viewport: { width: 1366, height: 768 } };
  journey('10 teams: an officer confirms a contact, and its person by link', as('canbo', officer), standard);
  journey('10 teams: an expired certificate is caught with a hint', as('canbo', certificate), standard);
  journey('10 teams: the coordinator decides on an expert', as('dieuphoi', decide), standard);
  journey('10 teams: a month without gaps, confirmed, two people swapped', as('dieuphoi', roster), standard);
  journey('10 teams: confirmations and pages', as('dieuphoi', checks), standard);
  journey('10 teams: no serious barrier for the coordinator', as('dieuphoi', (visit) => looks(visit, ['/console/team', '/console/teams', '/console/roster', '/console/contacts', '/console/contacts?tab=pages'], 'desk')), standard);
  journey('10 teams: no serious barrier on a phone', as('canbo', async (visit) => {
    await visit.page.setViewportSize(phone);
    await looks(visit, ['/console/team', '/rfc2350', '/danh-ba'], 'phone');
  }), standard);
}
