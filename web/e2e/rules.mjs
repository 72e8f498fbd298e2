// SPDX-License-Identifier: Apache-2.0
// Journeys of detection content: a set on its way into force and back, tuning, own rules, coverage.
import assert from 'node:assert/strict';
import { as, noBarriersOn, picture } from './browser.mjs';
import { archive, call, goodId, goodTitle, sendTool, until } from './rules_steps.mjs';

const host = 'web07.vpubnd.thanhhoa.example';
// Another one: what came shortly before a swap is seen again after it.
const later = 'web08.vpubnd.thanhhoa.example';
const looked = [
  '/console/rules', `/console/rules/${goodId}`, `/console/rules/${goodId}?tab=text`, '/console/rules/versions/2', '/console/rules/versions/2?tab=try', '/console/rules/sets', '/console/rules/own', '/console/rules/own/new',
  '/console/rules/exceptions', '/console/rules/exceptions/new', '/console/rules/coverage',
];

const openAlert = async (page) => {
  await page.goto('/console/alerts');
  const row = page.getByTestId('alert-row').filter({ hasText: later });
  await until('alert', () => row.count(), (n) => n > 0);
  await row.first().click();
  return page.getByTestId('alert-detail');
};

async function importAndStage({ page, server }) {
  // Something to find: by the new rule only.
  await sendTool(server, server.token, host, 'a');
  await page.goto('/console/rules/sets');
  await page.getByTestId('set-rules').waitFor();
  await page.getByTestId('import').click();
  await page.locator('input[type=file]').setInputFiles(archive);
  await page.getByText('Bộ luật thử.zip').waitFor();
  assert.equal(await page.getByTestId('import-id').inputValue(), 'bo-luat-thu');
  await page.getByTestId('import-title').fill('Bộ luật thử');
  await picture(page, 'r1-1-import');
  await page.getByTestId('import-send').click();
  const report = page.getByTestId('import-report');
  await report.getByText('Đã nhận 3 tệp, để lại 2 tệp').waitFor();
  await report.getByText(/qua-lon\.yml/).waitFor();
  await report.getByText('lớn hơn 1.024 KiB').or(report.getByText('lớn hơn 1024 KiB')).waitFor();
  assert.equal(await page.locator('[data-step=check]').getAttribute('data-state'), 'current');
  await picture(page, 'r1-2-imported', { fullPage: true });
  await page.getByTestId('stage').click();
  await page.waitForURL(/\/rules\/versions\/\d+/);
  await page.locator('[data-step=check][data-state=done]').waitFor();
  await page.getByTestId('finding-place').filter({ hasText: /bo-luat-thu\/.*viet-sai\.yml:7:5/ }).waitFor();
  await page.getByText('Phép so không hỗ trợ').first().waitFor();
  await picture(page, 'r1-3-report');
  await page.getByTestId('finding-place').first().click();
  await page.locator('.lc-line-error').first().waitFor();
  await picture(page, 'r1-4-file');
  await page.keyboard.press('Escape');
}

async function tryAndSwap({ page }) {
  await page.getByRole('tab', { name: 'Chạy thử' }).click();
  await page.getByTestId('try-run').click();
  await page.getByTestId('try-result').waitFor();
  assert.match(await page.getByTestId('try-alerts').innerText(), /^[1-9][\d.]* cảnh báo$/);
  const row = page.getByRole('row').filter({ hasText: goodTitle });
  assert.match(await row.innerText(), /\+1/);
  await row.getByRole('button').first().click();
  await page.getByTestId('samples').getByText(host).first().waitFor();
  await picture(page, 'r1-5-try', { fullPage: true });
  await page.getByTestId('sample-event').first().click();
  await page.getByTestId('hunt-total').getByText(/^1 /).waitFor();
  await page.goBack();
  await page.getByTestId('swap').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText(/1 luật không nạp được/).waitFor();
  await dialog.getByRole('textbox').fill('Đưa bộ luật thử vào dùng');
  await picture(page, 'r1-6-swap');
  await page.getByTestId('confirm-swap').click();
  await page.getByText('Đang hoạt động').first().waitFor();
  await page.locator('[data-step=force][data-state=done]').waitFor();
  await picture(page, 'r1-7-in-force');
}

async function ruleAndException({ page, server }) {
  await page.goto('/console/rules');
  await page.getByTestId('rule-search').locator('input').fill('cong cu la');
  await page.getByTestId('rule-link').filter({ hasText: goodTitle }).click();
  await page.getByRole('heading', { level: 1, name: goodTitle }).waitFor();
  await page.getByText('Tổ thử nghiệm').first().waitFor();
  // What arrives now is found, and counted.
  await sendTool(server, server.token, later, 'b');
  await until('hits', () => call(page, 'GET', `/rules/${goodId}`), ({ body }) => body.hits.total === 1);
  await page.reload();
  await page.getByTestId('hits-total').getByText('1 phát hiện').waitFor();
  await picture(page, 'r2-1-rule', { fullPage: true });
  await page.keyboard.press('2');
  await page.getByRole('region', { name: /Văn bản luật/ }).getByText("'/quan-tri'").waitFor();
  await picture(page, 'r2-2-text');
  await page.getByRole('tab', { name: /Giải thích/ }).click();
  await page.getByTestId('explain-record').fill('{"cs-uri-stem": "/tin-tuc", "cs-user-agent": "kiem-thu-x"}');
  await page.getByTestId('explain-run').click();
  const explanation = page.getByTestId('explanation');
  await explanation.waitFor();
  assert.equal(await explanation.getAttribute('data-matched'), 'false');
  await explanation.getByText('/tin-tuc').first().waitFor();
  await picture(page, 'r2-3-explain');
  await page.getByRole('tab', { name: /Kiểm thử \(2\)/ }).click();
  await page.locator('[data-passed=true]').nth(1).waitFor();

  // "Pass this case over at this agency", from the alert.
  const detail = await openAlert(page);
  await detail.getByTestId('alert-except').click();
  await page.waitForURL(/exceptions\/new\?alert=/);
  await page.locator('[data-testid=pick][data-field=cs-user-agent] input[type=checkbox]:checked').waitFor();
  assert.match(await page.getByRole('region', { name: 'Văn bản ngoại lệ' }).innerText(), /cs-user-agent: 'kiem-thu-b\/1\.0'/);
  await page.getByTestId('preview-run').click();
  await page.getByTestId('preview-result').waitFor();
  assert.equal(await page.getByTestId('preview-suppressed').innerText(), '1');
  await picture(page, 'r2-4-exception', { fullPage: true });
  await page.getByTestId('save-exception').click();
  await page.getByText('Bắt buộc nhập').first().waitFor();
  await page.getByTestId('exception-reason').fill('Đợt kiểm thử đã được phê duyệt, hết trong tháng.');
  await page.getByTestId('save-exception').click();
  await page.waitForURL(/rules\/exceptions\?id=\d+/);
  await page.getByTestId('exception').filter({ hasText: goodTitle }).waitFor();
  await picture(page, 'r2-5-exceptions');
  await sendTool(server, server.token, later, 'b');
  await until('suppressed', () => call(page, 'GET', '/rule-exceptions'), ({ body }) => body.rows[0]?.suppressed === 1);
  await page.goto(`/console/rules/${goodId}`);
  await page.getByTestId('rule-exceptions').getByText('đã bỏ qua 1').waitFor();
  await picture(page, 'r2-6-excepted');
}

async function endAndRollBack({ page }) {
  await page.goto('/console/rules/exceptions');
  await page.getByTestId('end-exception').first().click();
  await page.getByRole('dialog').getByRole('textbox').fill('Đợt kiểm thử đã xong.');
  await page.getByTestId('confirm-end').click();
  await page.getByText('Ngoại lệ đã kết thúc').waitFor();
  await page.getByTestId('state-ended').click();
  await page.locator('[data-testid=exception][data-state=ended]').waitFor();
  await page.goto('/console/rules/sets');
  await page.getByTestId('rollback').click();
  await picture(page, 'r3-1-rollback');
  await page.getByTestId('confirm-swap').click();
  await page.getByText(/Phiên bản \d+ đang hoạt động/).waitFor();
  await until('roll-back', () => call(page, 'GET', `/rules?q=${goodId}`), ({ body }) => body.total === 0);
  await picture(page, 'r3-2-rolled-back', { fullPage: true });
}

async function ownRule({ page, faults }) {
  await page.goto('/console/rules/own/new');
  const check = page.getByTestId('check');
  const text = page.getByTestId('own-text');
  await page.locator('[data-testid=check][data-usable=true]').waitFor();
  const written = (await text.inputValue()).replace('title: Tên luật', 'title: PowerShell chạy lệnh mã hóa');
  await text.fill(written.replace('|contains', '|containz'));
  await page.locator('[data-testid=check][data-stale=false][data-usable=false]').waitFor();
  await page.getByTestId('findings').getByText('Dòng 17, cột 5').click();
  assert.match(await text.evaluate((box) => box.value.slice(box.selectionStart, box.selectionStart + 22)), /^CommandLine\|containz/);
  await picture(page, 'r4-1-error');
  // A saved rule compiles and passes its tests; anything else is not even sent.
  await page.getByTestId('save-own').click();
  await page.getByText('Chưa lưu được luật').waitFor();
  await text.fill(written);
  await page.locator('[data-testid=check][data-stale=false][data-usable=true]').waitFor();
  assert.match(await check.innerText(), /1 luật, 2 kiểm thử đạt/);
  await page.getByTestId('save-own').click();
  await page.waitForURL(/rules\/own\/powershell-chay-lenh-ma-hoa$/);
  await page.getByText('Chưa lưu', { exact: true }).waitFor({ state: 'detached' });
  await picture(page, 'r4-2-saved');

  // Somebody else saves meanwhile: both texts are there, the person decides.
  const { body: saved } = await call(page, 'GET', '/own-rules/powershell-chay-lenh-ma-hoa');
  const theirs = await call(page, 'PUT', `/own-rules/${saved.name}`, { text: saved.text.replace('level: medium', 'level: low'), tests: saved.tests, hash: saved.hash, note: '' });
  assert.equal(theirs.status, 200);
  await text.fill(saved.text.replace('level: medium', 'level: high'));
  await page.reload();
  await page.getByText('Đã khôi phục nội dung chưa lưu').waitFor();
  await page.getByTestId('save-own').click();
  const conflict = page.getByTestId('conflict');
  await conflict.getByText('level: low').waitFor();
  await conflict.getByText('level: high').waitFor();
  await picture(page, 'r4-3-conflict');
  await conflict.getByTestId('keep-mine').click();
  await page.locator('[data-testid=check][data-stale=false][data-usable=true]').waitFor();
  await page.getByTestId('save-own').click();
  await page.getByText('Đã lưu luật').last().waitFor();
  assert.match((await call(page, 'GET', `/own-rules/${saved.name}`)).body.text, /level: high/);
  // The browser notes the refusal that this was about.
  faults.splice(0, faults.length, ...faults.filter((fault) => !/\b409\b.*own-rules/.test(fault)));
  await page.goto('/console/rules/own');
  await page.getByText('Chưa đưa vào hoạt động', { exact: true }).waitFor();
  await picture(page, 'r4-4-list');
  await page.getByTestId('own-link').click();
  await page.getByTestId('delete-own').click();
  await page.getByRole('button', { name: 'Xóa luật' }).last().click();
  await page.waitForURL(/rules\/own$/);
  await page.getByText('Chưa có luật nào do tỉnh viết').waitFor();
}

async function coverage({ page }) {
  await page.goto('/console/rules/coverage');
  const matrix = page.getByTestId('matrix');
  await matrix.waitFor();
  await picture(page, 'r5-1-coverage', { fullPage: true });
  const { body } = await call(page, 'GET', '/coverage');
  assert.ok(body.rules.yes > 0 && body.rules.no_log_source > 0, JSON.stringify(body.rules));
  // A number leads to as many rows.
  for (const state of ['yes', 'no_log_source']) {
    await page.goto('/console/rules/coverage');
    await page.getByTestId(`coverage-${state}`).click();
    await page.getByTestId('total').getByText(`${body.rules[state]} luật`, { exact: true }).waitFor();
  }
  await page.goto('/console/rules/coverage');
  const technique = body.tactics.flatMap((t) => t.techniques).find((t) => !t.id.includes('.') && t.rules > 1);
  await matrix.locator(`[data-technique="${technique.id}"] a`).first().click();
  await page.waitForURL(new RegExp(`technique=${technique.id}`));
  const { body: rules } = await call(page, 'GET', `/rules?technique=${technique.id}`);
  await page.getByTestId('total').getByText(`${rules.total} luật`, { exact: true }).waitFor();
  // One agency knows less than all of them.
  await page.goto('/console/rules/coverage');
  await page.getByTestId('coverage-agency').click();
  await page.locator('.ant-select-item-option').nth(1).click();
  await page.waitForURL(/agency=\d+/);
  await page.getByText('Theo cơ quan').waitFor({ state: 'detached' });
  await picture(page, 'r5-2-agency');
}

async function readOnly({ page }) {
  await page.goto('/console/rules/sets');
  await page.getByTestId('set-rules').waitFor();
  for (const action of ['import', 'stage', 'rollback']) assert.equal(await page.getByTestId(action).count(), 0, action);
  assert.equal(await page.getByRole('switch').count(), 0);
  await page.goto('/console/rules/exceptions');
  await page.getByRole('heading', { level: 1 }).waitFor();
  assert.equal(await page.getByTestId('new-exception').count(), 0);
  await page.goto('/console/rules/own');
  await page.getByRole('heading', { level: 1 }).waitFor();
  assert.equal(await page.getByTestId('new-own').count(), 0);
  await picture(page, 'r6-read-only');
}

const barriersOnAll = ({ page }) => noBarriersOn(page, looked, 'r7');

/** They build on one another: the set of the first is the one that the last rolls back. */
export function rulesJourneys(journey) {
  journey('9 rules: a set imported, checked, tried, put in force', as('soc', importAndStage, tryAndSwap));
  journey('9 rules: one rule, why it holds, an exception from its alert', as('soc', ruleAndException));
  journey('9 rules: coverage by technique and agency', as('soc', coverage));
  journey('9 rules: no serious barrier', as('soc', barriersOnAll));
  journey('9 rules: a coordinator reads and changes nothing', as('dieuphoi', readOnly));
  journey('9 rules: an exception ended, the version before put back', as('soc', endAndRollBack));
  journey('9 rules: an own rule, checked while written, saved against a rival', as('soc', ownRule));
}
