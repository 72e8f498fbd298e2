// SPDX-License-Identifier: Apache-2.0
// The journeys of the console's users and of the public, in a browser, on a demo province.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { openPage, picture, pictures, signIn, startBrowser } from './browser.mjs';
import { features } from './features.mjs';
import { ask, send, startServer } from './server.mjs';
import { arriveLive, datesByStatus, openByKeyboard, smallPdf } from './steps.mjs';

let server;
let browser;
/** Number of the incident that the analyst opens and the coordinator works on. */
let incidentId = 0;
/** A system of another agency than the officer's. */
let foreignSystem = { id: 0, agency_id: 0 };

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
  test(name, { timeout: 180_000 }, async () => {
    const visit = await openPage(browser, server, options);
    try {
      await body({ ...visit, server });
      assert.deepEqual(visit.faults, []);
    } catch (error) {
      const file = path.join(pictures, `failed-${name.replace(/\W+/g, '-')}.png`);
      await visit.page.screenshot({ path: file }).catch(() => undefined);
      error.message += `\nat ${visit.page.url()}\n${visit.faults.join('\n')}`;
      throw error;
    } finally {
      await visit.context.close();
    }
  });
}

test('the token printed at the start is taken by the intake', async () => {
  const receipt = await send(server, server.token, ['{"host":"web-1","message":"session opened for user lan"}']);
  assert.equal(receipt.status, 200, JSON.stringify(receipt.body));
  assert.equal(receipt.body.accepted, 1);
});

journey('2 SOC analyst: a live alert is dismissed, another becomes an incident', async ({ page, context }) => {
  await signIn(page, server, 'soc');
  [foreignSystem] = (await ask(server, context, '/systems?limit=1')).body.rows;
  // A source of an agency, and its token, which is shown once.
  await page.goto('/console/sources');
  await page.getByTestId('source').filter({ hasText: 'Nhật ký www.vpubnd' }).click();
  await page.getByRole('tab', { name: 'Cách cài đặt' }).click();
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
  await arriveLive(page, server, token, first, '/tin.php?id=1', 'sqlmap/1.8#stable');
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
  await arriveLive(page, server, token, second, '/tin.php?id=1+UNION+SELECT+password+FROM+users', 'Mozilla/5.0');
  await openByKeyboard(page, second);
  await detail.getByText(/SQL/).first().waitFor();
  await page.keyboard.press('e');
  const escalate = page.getByRole('dialog');
  await escalate.getByLabel('Tên sự cố').fill('Chèn mã SQL vào trang thông tin điện tử');
  await escalate.getByLabel('Mức độ').click();
  await page.getByTitle('M2 – Nghiêm trọng').click();
  await picture(page, 'j2-8-escalate');
  await escalate.getByRole('button', { name: 'Chuyển thành sự cố' }).click();
  await page.waitForURL(/\/console\/incidents\/\d+/);
  incidentId = Number(/\/incidents\/(\d+)/.exec(page.url())[1]);
  await page.getByRole('heading', { name: /Chèn mã SQL vào trang thông tin điện tử/ }).first().waitFor();
  assert.equal(loads, 0, 'the page was loaded anew on the way');
  await picture(page, 'j2-9-incident');
});

journey('3 coordinator: clocks, a notice, a task, a note, the outcome', async ({ page }) => {
  assert.ok(incidentId > 0, 'journey 2 left no incident');
  await signIn(page, server, 'dieuphoi');
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  await picture(page, 'j3-1-desk');
  await page.goto('/console/incidents');
  await page.getByRole('link', { name: 'Chèn mã SQL vào trang thông tin điện tử' }).first().click();
  await page.waitForURL(new RegExp(`/incidents/${incidentId}$`));
  const clocks = page.locator('article[data-testid^=clock-]');
  await clocks.first().waitFor();
  // A new incident stands under the decree of 2026.
  assert.match(await clocks.first().innerText(), /331\/2026[^]*quy định 2026/);
  await picture(page, 'j3-2-clocks', { fullPage: true });

  const owed = clocks.filter({ has: page.getByRole('button', { name: 'Đã gửi' }) }).first();
  const code = await owed.getAttribute('data-testid');
  await owed.getByRole('button', { name: 'Đã gửi' }).click();
  const notice = page.getByRole('dialog');
  await notice.getByLabel('Ghi chú').fill('Công văn số 12/CAT-PA05, trực ban tiếp nhận');
  await picture(page, 'j3-3-notice');
  await notice.getByRole('button', { name: 'Lưu' }).click();
  await page.locator(`[data-testid="${code}"][data-status^=met]`).waitFor();

  await page.keyboard.press('3');
  await page.getByTestId('add-task').click();
  const task = page.getByRole('dialog');
  await task.getByLabel('Việc cần làm').fill('Cô lập máy chủ web02 khỏi mạng');
  await task.getByRole('button', { name: 'Lưu' }).click();
  const row = page.getByTestId('task').filter({ hasText: 'Cô lập máy chủ web02' });
  await row.getByRole('checkbox').click();
  await row.getByText('Đã xong').waitFor();
  await picture(page, 'j3-4-task');

  await page.getByRole('tab', { name: /^Trao đổi/ }).click();
  await page.getByLabel('Ghi chú, trao đổi về sự cố').fill('Đã gọi đầu mối, đơn vị xác nhận.');
  await page.getByTestId('add-note').click();
  await page.locator('.lc-pre', { hasText: 'Đã gọi đầu mối' }).waitFor();
  await picture(page, 'j3-5-note');

  await page.getByTestId('close-incident').click();
  const closing = page.getByRole('dialog');
  await closing.getByLabel('Kết quả xử lý').fill('Lỗi kiểm tra tham số trên trang tin. Đã vá và rà quét lại; không lộ dữ liệu.');
  await closing.getByRole('button', { name: 'Kết thúc sự cố' }).click();
  await page.getByText('Đã kết thúc').first().waitFor();
  await page.getByRole('tab', { name: 'Tóm tắt' }).click();
  await page.getByText('Lỗi kiểm tra tham số').waitFor();
  await picture(page, 'j3-6-closed', { fullPage: true });
});

journey('4 agency officer: only the own agency; a scan with its evidence turns the duty green', async ({ page, context }) => {
  await signIn(page, server, 'canbo');
  const own = (await ask(server, context, '/me')).body;
  const systems = (await ask(server, context, '/systems?limit=500')).body.rows;
  assert.ok(systems.length > 0 && systems.every((row) => row.agency_id === own.agency_id));
  // The names of all agencies are a directory; what they have and do is not.
  for (const register of ['incidents', 'alerts', 'assurance-records', 'contact-points', 'evidence-files']) {
    const { status, body } = await ask(server, context, `/${register}?limit=200`);
    assert.equal(status, 200, register);
    assert.deepEqual(body.rows.filter((row) => row.agency_id !== own.agency_id), [], register);
  }
  assert.ok(foreignSystem.id > 0 && foreignSystem.agency_id !== own.agency_id);
  assert.equal((await ask(server, context, `/systems/${foreignSystem.id}`)).status, 404);
  assert.equal((await ask(server, context, `/incidents/${incidentId}`)).status, 404);

  await page.getByRole('heading', { name: 'Việc của tôi' }).waitFor();
  const duties = page.getByTestId('duty');
  await duties.first().waitFor();
  for (const [status, dates] of await datesByStatus(page)) assert.deepEqual(dates, [...dates].sort(), status);
  await picture(page, 'j4-1-my-duties');

  const scan = page.locator('[data-testid=duty][data-key^="OB-05.scan/"]').first();
  const key = await scan.getAttribute('data-key');
  await scan.getByTestId('record-duty').click();
  await page.waitForURL(/\/registers\/system-checks\/new\?/);
  await page.getByLabel('Nội dung, kết quả').fill('Rà quét toàn bộ máy chủ, không còn điểm yếu mức cao.');
  await page.getByTestId('evidence-input').setInputFiles({ name: 'bao-cao-ra-quet.pdf', mimeType: 'application/pdf', buffer: smallPdf });
  await picture(page, 'j4-2-record');
  await page.getByTestId('save').click();
  await page.waitForURL(/\/console\/my/);
  await page.getByTestId('show-met').click();
  // A scan made after its date counts, and says that it was late. In the list of before it is overdue.
  const met = page.locator(`[data-testid=duty][data-key="${key}"]:is([data-status=met], [data-status=met_late])`);
  await met.waitFor();
  await met.hover(); // Scrolls there, also when the list is drawn anew meanwhile.
  await picture(page, 'j4-3-met');
  await met.getByTestId('evidence-link').first().click();
  await page.getByText('Rà quét toàn bộ máy chủ').first().waitFor();
  await picture(page, 'j4-4-evidence');
});

journey('5 management: ranking, a point down to its evidence, the monthly report', async ({ page }) => {
  await signIn(page, server, 'lanhdao');
  await page.getByTestId(/^figure-/).first().waitFor();
  await picture(page, 'j5-1-overview', { fullPage: true });
  const now = new Date(Date.now() + 7 * 3600_000);
  const last = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, 1)).toISOString().slice(0, 7);
  await page.goto(`/console/ranking?month=${last}`);
  await page.getByTestId('ranking-agency').nth(5).waitFor();
  await page.getByText('Đã chốt').first().waitFor();
  await picture(page, 'j5-2-ranking');
  await page.getByTestId('ranking-agency').first().click();
  await page.getByTestId('score').waitFor();
  await picture(page, 'j5-3-card');
  // From a point to what proves it: one click opens the indicator, the next its evidence.
  const indicator = page.getByTestId('indicator').filter({ hasText: /[Rr]à quét/ }).first();
  await indicator.click();
  await page.getByTestId('evidence-link').first().waitFor();
  await picture(page, 'j5-4-indicator');
  await page.getByTestId('evidence-link').first().click();
  await page.waitForURL(/\/console\/(registers|incidents|journal)/);
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  await picture(page, 'j5-5-evidence');

  await page.goto('/console/documents');
  for (const [kind, magic] of [['docx', 'PK\u0003\u0004'], ['pdf', '%PDF-']]) {
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId(`download-${kind}`).first().click()]);
    const file = path.join(pictures, `bao-cao-thang.${kind}`);
    await download.saveAs(file);
    assert.equal(readFileSync(file).subarray(0, magic.length).toString('latin1'), magic);
  }
  const text = execFileSync('pdftotext', ['-layout', path.join(pictures, 'bao-cao-thang.pdf'), '-'], { encoding: 'utf8' });
  assert.match(text, /BÁO CÁO/);
  await picture(page, 'j5-6-documents');
});

journey('6 public: an incident reported without an account and without JavaScript', async ({ page, context }) => {
  await page.goto('/');
  await picture(page, 'j6-1-home', { fullPage: true });
  await page.getByRole('link', { name: 'Báo sự cố' }).first().click();
  await page.getByLabel('Loại sự cố').selectOption({ index: 2 });
  await page.getByLabel('Chuyện gì đã xảy ra?').fill('Trang thông tin của xã hiện hình lạ từ sáng nay.');
  await page.getByLabel(/Điện thoại hoặc thư điện tử/).fill('0912 000 111');
  await picture(page, 'j6-2-report', { fullPage: true });
  await page.getByRole('button', { name: 'Gửi báo cáo' }).click();
  const code = (await page.getByTestId('code').innerText()).trim();
  assert.ok(code.length >= 8);
  await picture(page, 'j6-3-code');

  // The desk reads it and answers; the reporter sees the answer with the code.
  const desk = await openPage(browser, server);
  await signIn(desk.page, server, 'dieuphoi');
  const report = desk.page.getByTestId('public-report').filter({ hasText: 'hiện hình lạ từ sáng nay' });
  await report.getByRole('button', { name: 'Trả lời' }).click();
  await desk.page.getByRole('dialog').getByRole('textbox').first().fill('Đã chuyển Tổ ứng cứu kiểm tra. Xin cảm ơn.');
  await picture(desk.page, 'j6-4-desk');
  await desk.page.getByRole('dialog').getByRole('button', { name: /Gửi|Trả lời|Lưu/ }).last().click();
  await desk.page.getByText('Đã gửi trả lời').waitFor();
  assert.deepEqual(desk.faults, []);
  await desk.context.close();

  await page.getByRole('link', { name: 'Tra cứu bằng mã' }).click();
  await page.getByLabel('Mã theo dõi').fill(code);
  await page.getByRole('button', { name: 'Xem' }).click();
  await page.getByText('Đã chuyển Tổ ứng cứu kiểm tra').waitFor();
  await picture(page, 'j6-5-follow');
  await page.goto('/danh-ba');
  await picture(page, 'j6-6-directory');
  assert.deepEqual(await context.cookies(), []);
}, { javaScriptEnabled: false, viewport: { width: 360, height: 740 } });

journey('7 quick search finds an agency without accents; the dark theme', async ({ page }) => {
  await signIn(page, server, 'soc');
  await page.getByTestId('alert-row').first().waitFor();
  await page.keyboard.press('Control+k');
  await page.getByTestId('palette-input').fill('so y te');
  await page.getByRole('option', { name: 'Sở Y tế' }).first().waitFor();
  await picture(page, 'j7-1-palette');
  await page.keyboard.press('Escape');
  await page.getByTestId('theme-switch').click();
  assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme), 'dark');
  await page.mouse.move(700, 500);
  await picture(page, 'j7-2-dark-queue');
  await page.getByTestId('alert-row').first().click();
  await page.getByTestId('alert-detail').locator('pre').first().waitFor();
  await picture(page, 'j7-3-dark-alert');
});

for (const tell of features) tell(journey);
