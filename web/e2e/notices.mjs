// SPDX-License-Identifier: Apache-2.0
// Journeys of notices: the bell, an acknowledgement, preferences, the delivery ledger.
import assert from 'node:assert/strict';
import { barriers, picture, signIn } from './browser.mjs';

async function officerReadsAndChooses({ page, server }) {
  await signIn(page, server, 'canbo');
  const bell = page.getByTestId('bell');
  await page.waitForFunction(() => Number(document.querySelector('[data-testid=bell]')?.dataset.unread) > 0, null, { timeout: 80_000 });
  await bell.click();
  await page.waitForURL(/\/notices/);
  await page.getByTestId('notice').first().waitFor();
  await page.getByText(/vì ông\/bà là cán bộ phụ trách của Sở Y tế/).first().waitFor();
  await picture(page, 'n1-notices');
  const known = page.getByTestId('notice-acknowledge');
  const before = await known.count();
  if (before > 0) {
    await known.first().click();
    await page.getByText('Đã xác nhận', { exact: true }).first().waitFor();
  }
  await page.getByTestId('read-all').click();
  await page.locator('[data-testid=bell][data-unread="0"]').waitFor();
  await page.getByTestId('tab-preferences').click();
  await page.getByTestId('wants-digest').check();
  await page.getByTestId('quiet-from').fill('20:00');
  await page.getByTestId('quiet-to').fill('07:00');
  await page.getByTestId('save-preferences').click();
  await page.getByText('Đã lưu').first().waitFor();
  await page.reload();
  await page.getByTestId('wants-digest').waitFor();
  assert.equal(await page.getByTestId('wants-digest').isChecked(), true);
  assert.equal(await page.getByTestId('quiet-from').inputValue(), '20:00');
  await picture(page, 'n2-preferences');
  assert.deepEqual(await barriers(page), []);
}

async function coordinatorReadsTheLedger({ page, server }) {
  await signIn(page, server, 'dieuphoi');
  await page.goto('/console/ledger');
  await page.getByTestId('mail-off').waitFor();
  await page.getByTestId('mail-failed').click();
  await page.waitForURL(/state=failed/);
  await page.getByTestId('message').first().click();
  const detail = page.getByTestId('message-detail');
  await detail.getByText(/550/).first().waitFor();
  await picture(page, 'n3-message');
  assert.deepEqual(await barriers(page), []);
  await detail.getByTestId('resend').click();
  await page.getByText('Đã đưa vào hàng gửi').waitFor();
  await page.goto('/console/ledger?state=waiting');
  await page.getByTestId('message').first().click();
  await page.getByTestId('cancel-mail').click();
  await page.getByText('Đã hủy').first().waitFor();
  await page.goto('/console/ledger?tab=told');
  await page.getByText('Sở Y tế').first().waitFor({ timeout: 80_000 });
  await picture(page, 'n4-told');
  assert.deepEqual(await barriers(page), []);
}

export function noticeJourneys(journey) {
  journey('n1 officer: the bell, an acknowledgement, quiet hours', officerReadsAndChooses);
  journey('n1 officer: the same on a phone', async ({ page, server }) => {
    await signIn(page, server, 'xa');
    await page.goto('/console/notices');
    await page.getByRole('heading', { level: 1 }).waitFor();
    await picture(page, 'n5-phone');
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
    assert.equal(wide, false, 'the page is wider than the phone');
    assert.deepEqual(await barriers(page), []);
  }, { viewport: { width: 390, height: 844 } });
  journey('n2 coordinator: the delivery ledger', coordinatorReadsTheLedger);
}
