// SPDX-License-Identifier: Apache-2.0
// Journeys of log sources: what stands out, a new source up to its first record, senders that nobody declared.
import assert from 'node:assert/strict';
import { barriers, picture, signIn } from './browser.mjs';
import { ask, send } from './server.mjs';

const isNoWider = (page) => page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth);

export function sourceJourneys(journey) {
  journey('10 sources: what needs somebody stands first, and its account adds up', async ({ page, context, server }) => {
    await signIn(page, server, 'soc');
    await page.goto('/console/sources');
    const { body } = await ask(server, context, '/sources/status');
    const first = page.getByTestId('source').first();
    await first.waitFor();
    const silent = body.rows.filter((row) => row.source.enabled && row.state === 'silent');
    assert.equal(silent.length, 1, 'the demo has one silent source');
    assert.equal(await first.innerText(), silent[0].source.name);
    await picture(page, 'j10-1-sources');
    await page.getByText(/^Ngừng gửi \(1\)$/).click();
    await page.waitForURL(/state=silent/);
    await page.getByTestId('source').nth(1).waitFor({ state: 'detached' });
    assert.equal(await page.getByTestId('source').count(), 1);
    await page.goto('/console/sources');
    await first.waitFor();
    // By keys alone.
    await page.locator('h1').click();
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    await page.keyboard.press('Enter');
    await page.waitForURL(new RegExp(`/sources/${silent[0].source.id}$`));
    await page.getByTestId('balance').waitFor();
    await page.getByText('Khớp: chênh lệch 0').waitFor();
    await picture(page, 'j10-2-silent');
    assert.deepEqual(await barriers(page), []);
    // One whose clock is off, and one that breaks its lines.
    await page.goto('/console/sources?state=clock');
    await page.getByText(/Đồng hồ lệch −4\d/).first().waitFor({ timeout: 60_000 });
    await page.goto('/console/my');
    await page.getByTestId('work-source').click();
    await page.getByText(silent[0].source.name).waitFor();
  });

  journey('10 sources: a new one from its declaration to its first record', async ({ page, server }) => {
    await signIn(page, server, 'soc');
    await page.goto('/console/sources/strangers');
    await page.getByTestId('make-source').first().waitFor({ timeout: 60_000 });
    await picture(page, 'j10-3-strangers');
    await page.getByTestId('make-source').first().click();
    await page.waitForURL(/sources\/new\?network=10\.38\.250\.14/);
    assert.equal(await page.getByTestId('source-network').inputValue(), '10.38.250.14');
    await page.goto('/console/sources/new');
    await page.getByRole('combobox', { name: /Cơ quan/ }).click();
    await page.keyboard.type('so y te');
    await page.locator('.ant-select-item-option').filter({ hasText: 'Sở Y tế' }).first().click();
    await page.getByTestId('source-name').fill('Cổng khám chữa bệnh');
    await page.getByText('Mã gửi (HTTP)').click();
    await picture(page, 'j10-4-declare');
    await page.getByTestId('make').click();
    await page.getByText('Đang chờ bản ghi đầu tiên…').waitFor();
    await page.getByTestId('create-token').click();
    const token = await page.getByTestId('source-token').innerText();
    await page.getByTestId('sender').click();
    await page.keyboard.type('curl');
    await page.locator('.ant-select-item-option').filter({ hasText: /^curl$/ }).click();
    assert.match(await page.getByTestId('config-curl').innerText(), new RegExp(`Bearer ${token}`));
    await picture(page, 'j10-5-setup');
    const receipt = await send(server, token, ['{"host":"kcb-1","message":"session opened for user lan"}']);
    assert.equal(receipt.body.accepted, 1);
    await page.getByText('Đã nhận bản ghi!').waitFor({ timeout: 20_000 });
    await page.getByTestId('check').getByText('session opened for user lan').waitFor();
    await picture(page, 'j10-6-arrived');
    assert.deepEqual(await barriers(page), []);
    await page.getByTestId('open-source').click();
    await page.getByTestId('balance').waitFor();
  });

  journey('10 sources: a line is tried; English', async ({ page, server }) => {
    await signIn(page, server, 'soc');
    await page.goto('/console/sources/try');
    await page.getByTestId('try-text').fill('<34>1 2026-10-11T22:14:15.003Z may-1 su - ID47 - failed for root');
    await page.getByTestId('try-run').click();
    await page.getByTestId('tried').getByText('may-1', { exact: true }).waitFor();
    await picture(page, 'j10-7-try');
    assert.deepEqual(await barriers(page), []);
    await page.getByTestId('language-switch').click();
    await page.getByRole('heading', { name: 'Try a line' }).waitFor();
    await page.goto('/console/sources');
    await page.getByText('Silent', { exact: true }).first().waitFor();
  });

  journey('10 sources: an officer sees the own ones, on a phone as well', async ({ page, context, server }) => {
    await signIn(page, server, 'canbo');
    const own = (await ask(server, context, '/me')).body;
    const { body } = await ask(server, context, '/sources/status');
    assert.ok(body.rows.length > 0);
    assert.deepEqual(body.rows.filter((row) => row.source.agency_id !== own.agency_id), []);
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto('/console/sources');
    await page.getByTestId('source').first().click();
    await page.getByTestId('balance').waitFor();
    assert.ok(await isNoWider(page), 'nothing is wider than the phone');
    await picture(page, 'j10-9-phone');
    await page.getByRole('tab', { name: 'Cách cài đặt' }).click();
    await page.getByTestId('sender').waitFor();
    assert.equal(await page.getByTestId('create-token').count(), 0, 'an officer makes no tokens');
    assert.ok(await isNoWider(page), 'nothing is wider than the phone');
    assert.deepEqual(await barriers(page), []);
    await picture(page, 'j10-10-phone-setup');
  });
}
