// SPDX-License-Identifier: Apache-2.0
// Journeys of advisories: the coordinator issues one to whoever runs the product; an officer answers one on a phone
// and the duty turns green.
import assert from 'node:assert/strict';
import { barriers, picture, signIn } from './browser.mjs';

async function issueToOwners({ page, server, faults }) {
  await signIn(page, server, 'dieuphoi');
  await page.goto('/console/advisories');
  await page.getByTestId('advisory').first().waitFor();
  await picture(page, 'v1-1-list');
  assert.deepEqual(await barriers(page), []);
  await page.getByTestId('new-advisory').click();
  await page.getByLabel('Tên cảnh báo').fill('Lỗ hổng PostgreSQL thử nghiệm');
  await page.getByLabel(/^Sản phẩm/).fill('PostgreSQL 15');
  await page.getByLabel('Nội dung').fill('Kẻ tấn công có thể đọc dữ liệu.');
  await page.getByLabel('Việc phải làm').fill('Cập nhật lên 15.11.');
  await page.getByTestId('save').click();
  await page.getByText('Dòng 1 không đúng mẫu').waitFor();
  // The browser tells of the refusal; nothing else may have happened.
  assert.equal(faults.splice(0).filter((fault) => !fault.includes('400')).length, 0);
  await page.getByLabel(/^Sản phẩm/).fill('cpe:2.3:a:postgresql:postgresql >=15.0 <15.11');
  await page.getByTestId('save').click();
  await page.getByTestId('choose-addressees').click();
  const found = await page.getByTestId('found').innerText();
  const [agencies, systems] = found.match(/\d+/g).map(Number);
  assert.ok(agencies > 0 && systems >= agencies, found);
  assert.equal(await page.getByTestId('chosen').locator('li').count(), agencies, 'the count equals its list');
  await picture(page, 'v1-2-addressees');
  // One out, one in by a group and out again.
  await page.getByTestId('chosen').locator('input[type=checkbox]').first().click();
  await page.getByTestId('issue').getByText(String(agencies - 1)).waitFor();
  await page.getByTestId('group-no_product').click();
  await page.getByTestId('group-no_product').click();
  await page.getByTestId('issue').click();
  await page.getByTestId('matrix').waitFor();
  await page.getByTestId('delivery').first().waitFor();
  assert.equal(await page.getByTestId('delivery').count(), agencies);
  await picture(page, 'v1-3-matrix', { fullPage: true });
  assert.deepEqual(await barriers(page), []);
  await page.getByTestId('remind-all').click();
  await page.getByText('Đã nhắc').first().waitFor();
}

async function answerOnPhone({ page, server }) {
  await signIn(page, server, 'canbo');
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto('/console/my');
  const duty = page.locator('[data-testid=duty][data-key^="OB-13.advisories"]').first();
  await duty.waitFor();
  const key = await duty.getAttribute('data-key');
  await duty.getByTestId('record-duty').click();
  await page.getByTestId('send-answers').waitFor();
  assert.match(page.url(), /advisories\/deliveries\/\d+/);
  await picture(page, 'v2-1-phone', { fullPage: true });
  assert.deepEqual(await barriers(page), []);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(wide <= 0, `the page is ${wide} px wider than the phone`);
  // A risk without its reason is refused at its field.
  const systems = page.getByTestId('system-answer');
  await systems.first().getByText('Chấp nhận rủi ro').click();
  await page.getByTestId('send-answers').click();
  await systems.first().getByText('Bắt buộc nhập').waitFor();
  for (let i = 0; i < await systems.count(); ++i) await systems.nth(i).getByText('Đã khắc phục').click();
  await systems.first().getByTestId('answer-note').fill('Đã cập nhật');
  await page.getByTestId('send-answers').click();
  await page.getByTestId('closed').waitFor();
  await picture(page, 'v2-2-closed', { fullPage: true });
  await page.goto('/console/my?show=met');
  const met = page.locator(`[data-testid=duty][data-key="${key}"]`);
  await met.waitFor();
  assert.match(await met.getAttribute('data-status'), /^met(_late)?$/);
  await met.getByTestId('evidence-link').first().click();
  await page.waitForURL(/advisories\/deliveries\/\d+/);
}

async function ownListAndSystem({ page, server }) {
  await signIn(page, server, 'canbo');
  await page.goto('/console/my');
  await page.getByTestId('my-advisories').click();
  await page.getByText('Phải xử lý').first().waitFor();
  await picture(page, 'v3-own');
  const system = await page.evaluate(async () => {
    const get = async (path) => (await fetch(`/api/v1${path}`)).json();
    for (const one of (await get('/systems?limit=50')).rows) {
      if ((await get(`/systems/${one.id}/advisories`)).rows.length > 0) return one.id;
    }
    return 0;
  });
  assert.ok(system > 0, 'a system has a product with an advisory');
  await page.goto(`/console/registers/systems/${system}?tab=products`);
  await page.getByTestId('known-advisories').locator('li').first().waitFor();
  await picture(page, 'v3-system', { fullPage: true });
}

export function advisoryJourneys(journey) {
  journey('v1 coordinator: an advisory goes to whoever runs the product', issueToOwners);
  journey('v2 officer: answers one on a phone, and the duty is met', answerOnPhone);
  journey('v3 officer: the own list, and the advisories of a system', ownListAndSystem);
}
