// SPDX-License-Identifier: Apache-2.0
// Journeys of the ledgers: an officer clears three duties in three of them; systems come from a
// workbook with two wrong lines; many rows at once and back.
import assert from 'node:assert/strict';
import { zip } from './archive.mjs';
import { picture, signIn } from './browser.mjs';
import { ask } from './server.mjs';

const escape = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;');

/** A workbook with one sheet of texts and numbers. */
function workbook(rows) {
  const cell = (value) => (typeof value === 'number' ? `<c><v>${value}</v></c>` : `<c t="inlineStr"><is><t>${escape(value)}</t></is></c>`);
  const data = rows.map((row) => `<row>${row.map(cell).join('')}</row>`).join('');
  return zip({
    'xl/workbook.xml': '<workbook xmlns:r="r"><sheets><sheet name="Hệ thống" sheetId="1" r:id="rId1"/></sheets></workbook>',
    'xl/_rels/workbook.xml.rels': '<Relationships><Relationship Id="rId1" Type="x/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
    'xl/worksheets/sheet1.xml': `<worksheet><sheetData>${data}</sheetData></worksheet>`,
  });
}

/** The first open duty of a part: [key, its form is open]. */
async function openDuty(page, part) {
  await page.goto('/console/my');
  const duty = page.locator(`[data-testid=duty][data-key^="${part}"]`).first();
  await duty.waitFor();
  const key = await duty.getAttribute('data-key');
  await duty.getByTestId('record-duty').click();
  await page.getByTestId('save').waitFor();
  return key;
}

async function isMet(page, key) {
  await page.waitForURL(/\/console\/my/);
  await page.getByTestId('show-met').click();
  // The list of before stands there until the new one has come.
  const met = page.locator(`[data-testid=duty][data-key="${key}"][data-status^="met"]`);
  await met.waitFor();
  return met;
}

/** Duties whose evidence lies in ledgers of their own; what is open differs with the demo's day. */
const wanted = [
  ['hunt', /system-checks\/new\?kind=hunt/, async (page) => {
    await page.getByLabel('Công cụ hoặc giả thuyết').fill('Tài khoản quản trị lạ');
  }],
  ['response_plan', /response-plans\/new/, async (page) => {
    await page.getByLabel('Phiên bản').fill('2.0');
    await page.getByLabel('Kịch bản').fill('Mã hóa dữ liệu tống tiền');
  }],
  ['scan', /system-checks\/new\?kind=scan/, async (page) => {
    await page.getByLabel('Công cụ hoặc giả thuyết').fill('OpenVAS');
  }],
  ['device_check', /device-events\/new/, async (page) => {
    await page.getByLabel('Người, đơn vị thực hiện').fill('Tổ kiểm tra');
  }],
  ['supplier_review', /supplier-reviews\/new/, async (page) => {
    await page.getByLabel('Người rà soát').fill('Tổ rà soát');
  }],
  ['drill', /drills\/new/, async (page, duty) => {
    // A drill of another year is not of today.
    const day = page.getByLabel('Ngày tổ chức');
    if (await day.inputValue() === '') {
      await day.fill(`20/11/${duty.period}`);
      await day.press('Enter');
    }
    await page.getByLabel('Tên cuộc diễn tập').fill('Diễn tập thực chiến chiếm quyền máy chủ');
  }],
  ['layer_evidence', /layer-evidence\/new/, async (page) => {
    await page.getByLabel('Đơn vị bảo đảm lớp này').fill('Bộ phận chuyên trách');
  }],
  ['campaign', /campaigns\/new/, async (page) => {
    await page.getByLabel('Tên đợt').fill('Phòng chống lừa đảo trực tuyến');
  }],
];

async function clearThreeDuties({ page, context, server }) {
  await signIn(page, server, 'canbo');
  const me = (await ask(server, context, '/me')).body;
  const duties = (await ask(server, context, `/duties?agency_id=${me.agency_id}&status=overdue,due_soon,open&limit=1000`)).body.rows;
  const ledgers = new Set();
  let cleared = 0;
  for (const [form, address, fill] of wanted) {
    const duty = duties.find((d) => d.forms[0] === form && d.possible <= 1);
    const ledger = duty?.form_registers[form]?.split('?')[0];
    if (!duty || ledgers.has(ledger)) continue;
    const key = await openDuty(page, duty.key);
    await page.waitForURL(address);
    await fill(page, duty);
    await picture(page, `l1-${form}`);
    await page.getByTestId('save').click();
    const met = await isMet(page, key);
    await met.getByTestId('evidence-link').first().waitFor();
    ledgers.add(ledger);
    cleared += 1;
    if (cleared === 3) break;
  }
  assert.equal(cleared, 3, `open with a ledger: ${duties.map((d) => d.forms.join('/')).join(' ')}`);
  await picture(page, 'l1-done', { fullPage: true });
}

async function importSystems({ page, context, server }) {
  await signIn(page, server, 'dieuphoi');
  await page.goto('/console/registers/systems');
  await page.getByTestId('import').click();
  const before = (await ask(server, context, '/systems?limit=1')).body.total;
  const bytes = workbook([
    ['Cơ quan chủ quản', 'Tên hệ thống', 'Cấp độ', 'Số người dùng', 'Ghi chú riêng'],
    ['SYT', 'Hệ thống nhập thử một', 2, 120, 'x'],
    ['Sở không có thật', 'Hệ thống nhập thử hai', 1, 5, ''],
    ['so y te', 'Hệ thống nhập thử ba', 9, 7, ''],
    ['SNV', 'Hệ thống nhập thử bốn', 1, 30, ''],
  ]);
  await page.getByTestId('import-file').locator('input[type=file]').or(page.locator('input[type=file]')).first()
    .setInputFiles({ name: 'he-thong.xlsx', mimeType: 'application/octet-stream', buffer: bytes });
  const problems = page.getByTestId('import-problems');
  await problems.waitFor();
  const wrong = await problems.innerText();
  assert.match(wrong, /3\s+Cơ quan chủ quản\s+Sở không có thật\s+Không có tên/);
  assert.match(wrong, /4\s+Cấp độ\s+9\s+Giá trị lớn nhất là 5/);
  assert.equal(await page.locator('[data-figure=rejected] dd').innerText(), '2');
  await page.getByTestId('import-columns').getByText('Ghi chú riêng').waitFor();
  await picture(page, 'l2-1-problems', { fullPage: true });
  // Nothing was taken, and nothing is taken by accident.
  assert.equal((await ask(server, context, '/systems?limit=1')).body.total, before);
  assert.equal(await page.getByTestId('import-apply').count(), 0);
  await page.getByTestId('import-good-rows').click();
  await page.getByTestId('import-done').waitFor();
  await picture(page, 'l2-2-done');
  assert.equal((await ask(server, context, '/systems?limit=1')).body.total, before + 2);
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId('import-receipt').click()]);
  assert.match(download.suggestedFilename(), /^import-receipt-\d+\.xlsx$/);
  // The same file again: what was taken is there already.
  await page.goto('/console/import/systems');
  await page.locator('input[type=file]').setInputFiles({ name: 'he-thong.xlsx', mimeType: 'application/octet-stream', buffer: bytes });
  await page.getByTestId('import-figures').waitFor();
  assert.equal(await page.locator('[data-figure=duplicate] dd').innerText(), '2');
}

async function manyAtOnce({ page, server }) {
  await signIn(page, server, 'dieuphoi');
  await page.goto('/console/registers/systems?state=planned&q=nh%E1%BA%ADp+th%E1%BB%AD');
  const total = (text) => page.getByTestId('total').filter({ hasText: text }).waitFor();
  await total(/^2\b/);
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId('export-xlsx').click()]);
  assert.equal(download.suggestedFilename(), 'systems.xlsx');
  await page.locator('thead input[type=checkbox]').check();
  await picture(page, 'l3-1-selected');
  await page.getByTestId('bulk-archive').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Lưu trữ' }).click();
  await total(/^0\b/);
  await page.getByTestId('bulk-undo').click();
  await total(/^2\b/);
  await picture(page, 'l3-2-undone');
}

async function looking({ page, server }) {
  await signIn(page, server, 'dieuphoi');
  await page.goto('/console/registers');
  await page.getByTestId('summary-timers').waitFor();
  await picture(page, 'l4-registers', { fullPage: true });
  for (const [address, row] of [['timers', 'timer-row'], ['plans', 'plan-row'], ['layers', 'layer-row'], ['money', 'money-row']]) {
    await page.goto(`/console/ledgers/${address}`);
    await page.getByTestId(row).first().waitFor();
    await picture(page, `l4-${address}`);
  }
}

export function ledgerJourneys(journey) {
  journey('10 ledgers: an officer clears three duties', clearThreeDuties);
  journey('10 ledgers: systems from a workbook with two wrong lines', importSystems);
  journey('10 ledgers: many rows at once, and back', manyAtOnce);
  journey('10 ledgers: timers, plans, layers, money', looking);
}
