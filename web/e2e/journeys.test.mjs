// SPDX-License-Identifier: Apache-2.0
// The journeys of the console's users and of the public, in a browser, on a demo province.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openPage, picture, signIn, startBrowser } from './browser.mjs';
import { send, startServer, webLine } from './server.mjs';

let server;
let browser;
/** Number of the incident that the analyst opens and the coordinator works on. */
let incidentId = 0;

before(async () => {
  server = await startServer();
  browser = await startBrowser();
}, { timeout: 240_000 });

after(async () => {
  await browser?.close();
  await server?.stop();
}, { timeout: 60_000 });

/** One journey in one browser profile. It fails as well when the browser complained on the way. */
function journey(name, body, options = {}) {
  test(name, { timeout: 90_000 }, async () => {
    const visit = await openPage(browser, server, options);
    try {
      await body(visit);
      assert.deepEqual(visit.faults, []);
    } catch (error) {
      const file = `failed-${name.replace(/\W+/g, '-')}`;
      await visit.page.screenshot({ path: `${(await import('./browser.mjs')).pictures}/${file}.png` }).catch(() => undefined);
      error.message += `\nat ${visit.page.url()}\n${visit.faults.join('\n')}`;
      throw error;
    } finally {
      await visit.context.close();
    }
  });
}

/** Moves with j from the top until the row of this host is the current one, then opens it. */
async function openByKeyboard(page, host) {
  const current = page.locator('[data-testid=alert-row][aria-current=true]');
  await page.keyboard.press('j');
  await page.keyboard.press('k');
  for (let step = 0; step < 30; ++step) {
    if ((await current.innerText()).includes(host)) break;
    await page.keyboard.press('j');
  }
  assert.match(await current.innerText(), new RegExp(host));
  await page.keyboard.press('Enter');
}

async function arriveLive(page, token, host, request, agent) {
  const row = page.getByTestId('alert-row').filter({ hasText: host });
  assert.equal(await row.count(), 0);
  const receipt = await send(server, token, [webLine(host, '203.0.113.77', request, agent)]);
  assert.equal(receipt.status, 200);
  assert.equal(receipt.body.accepted, 1);
  for (let tries = 0; tries < 5 && await row.count() === 0; ++tries) {
    await page.getByTestId('new-alerts').click();
    await row.first().waitFor({ timeout: 3000 }).catch(() => undefined);
  }
  await row.first().waitFor();
}

test('the token printed at the start is taken by the intake', async () => {
  const receipt = await send(server, server.token, ['{"host":"web-1","message":"session opened for user lan"}']);
  assert.equal(receipt.status, 200, JSON.stringify(receipt.body));
  assert.equal(receipt.body.accepted, 1);
});

journey('2 SOC analyst: a live alert is dismissed, another becomes an incident', async ({ page }) => {
  await signIn(page, server, 'soc');
  // A source of an agency, and its token, which is shown once.
  await page.goto('/console/sources');
  await page.getByTestId('source').filter({ hasText: 'Nhật ký www.vpubnd' }).click();
  await page.getByTestId('create-token').click();
  await page.getByRole('button', { name: 'Tạo mã mới' }).last().click();
  const token = await page.getByTestId('source-token').innerText();
  await picture(page, 'j2-1-source-token');

  await page.goto('/console/alerts');
  await page.getByTestId('alert-row').first().waitFor();
  await page.locator('[data-testid=live-state][data-state=live]').waitFor();
  await picture(page, 'j2-2-queue');
  let loads = 0;
  page.on('load', () => { ++loads; });

  const first = 'web01.vpubnd.thanhhoa.example';
  await arriveLive(page, token, first, '/tin.php?id=1', 'sqlmap/1.8#stable');
  await picture(page, 'j2-3-arrived');
  await openByKeyboard(page, first);
  const detail = page.getByTestId('alert-detail');
  await detail.getByText('Công cụ quét lỗ hổng truy cập web').first().waitFor();
  await detail.getByText('Văn phòng UBND tỉnh').waitFor();
  assert.match(await detail.locator('mark').first().innerText(), /sqlmap/);
  assert.match(await detail.locator('pre.lc-raw').first().innerText(), /GET \/tin\.php\?id=1/);
  await picture(page, 'j2-4-why');
  await detail.getByRole('tab', { name: 'Sự kiện gốc' }).click();
  await detail.getByRole('tabpanel').getByText('203.0.113.77').first().waitFor();
  await picture(page, 'j2-5-event');
  await detail.getByRole('tab', { name: 'Luật' }).click();
  await detail.getByText('condition: selection').waitFor();
  await detail.getByRole('tab', { name: /^Tương tự/ }).click();
  await picture(page, 'j2-6-similar');

  await page.keyboard.press('f');
  const dismiss = page.getByRole('dialog');
  await dismiss.getByText('Kiểm thử', { exact: true }).click();
  await dismiss.getByLabel('Ghi chú').fill('Đợt rà quét đã được phê duyệt, làm từ máy của Tổ ứng cứu.');
  await picture(page, 'j2-7-dismiss');
  await page.keyboard.press('Control+Enter');
  await dismiss.waitFor({ state: 'hidden' });
  await detail.getByText('Đã loại bỏ').first().waitFor();
  await page.keyboard.press('Escape');
  await detail.waitFor({ state: 'hidden' });

  const second = 'web02.vpubnd.thanhhoa.example';
  await arriveLive(page, token, second, '/tin.php?id=1+UNION+SELECT+password+FROM+users', 'Mozilla/5.0');
  await openByKeyboard(page, second);
  await detail.getByText(/SQL/).first().waitFor();
  await page.keyboard.press('e');
  const escalate = page.getByRole('dialog');
  await escalate.getByLabel('Tên sự cố').fill('Chèn mã SQL vào trang thông tin điện tử');
  await picture(page, 'j2-8-escalate');
  await escalate.getByRole('button', { name: 'Chuyển thành sự cố' }).click();
  await page.waitForURL(/\/console\/incidents\/\d+/);
  incidentId = Number(/\/incidents\/(\d+)/.exec(page.url())[1]);
  await page.getByRole('heading', { name: /Chèn mã SQL vào trang thông tin điện tử/ }).first().waitFor();
  assert.equal(loads, 0, 'the page was loaded anew on the way');
  await picture(page, 'j2-9-incident');
});
