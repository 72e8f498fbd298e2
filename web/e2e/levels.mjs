// SPDX-License-Identifier: Apache-2.0
// Journeys of levels: the calculator, a dossier from the agency to the decision, a system on its way into
// operation, and these pages for everybody and on a phone.
import assert from 'node:assert/strict';
import { as, barriers, picture } from './browser.mjs';
import { ask } from './server.mjs';
import { smallPdf } from './steps.mjs';

const desk = { width: 1366, height: 768 };
const phone = { width: 390, height: 844 };
/** The officer's accounting system, which has no level decision yet, and the dossier of the first journey. */
let system = { id: 0, name: '' };
let dossier = 0;

async function findSystem({ server, context }) {
  const { body } = await ask(server, context, '/systems?limit=100');
  system = body.rows.find((row) => row.domain.startsWith('ketoan.syt.'));
  assert.ok(system, 'the accounting system of the officer');
}

/** Duty "level approved" of the system. */
async function levelDuty({ server, context }) {
  const { body } = await ask(server, context, `/duties?system_id=${system.id}&obligation=OB-03`);
  return body.rows[0]?.status;
}

async function attach(page, part) {
  await page.getByTestId(`part-${part}`).locator('input[type=file]').setInputFiles({ name: `${part}.pdf`, mimeType: 'application/pdf', buffer: smallPdf });
  await page.getByTestId(`part-${part}`).getByRole('link', { name: `${part}.pdf` }).waitFor();
}

async function officerFiles(visit) {
  const { page } = visit;
  await findSystem(visit);
  assert.equal(await levelDuty(visit), 'overdue');
  await page.goto(`/console/registers/systems/${system.id}?tab=dossiers`);
  await page.getByTestId('transition-classify').waitFor();
  await page.getByTestId('start-dossier').click();
  // What the register knows is not asked again: internal, with personal data, is level 2 at once.
  await page.getByTestId('level-result').getByText('Cấp độ 2').waitFor();
  await page.getByTestId('criterion-ND331-2.1').waitFor();
  // Another answer: it also serves the public, with many subjects; then back again.
  await page.getByRole('button', { name: /Sửa: Hệ thống này là gì/ }).click();
  await page.getByTestId('trait-public_service').check();
  await page.getByTestId('answer-next').click();
  await page.getByTestId('answer-administrative_procedures-yes').click();
  await page.getByTestId('level-result').getByText('Cấp độ 3').waitFor();
  await picture(page, 'l1-1-calculator', { fullPage: true });
  await page.getByRole('button', { name: /Sửa: Có phải hệ thống giải quyết/ }).click();
  await page.getByTestId('answer-administrative_procedures-no').click();
  await page.getByTestId('answer-business-none').click();
  await page.getByTestId('number-sensitive_subjects').fill('0');
  await page.getByTestId('answer-next').click();
  await page.getByTestId('level-result').getByText('Cấp độ 2').waitFor();
  await page.getByTestId('make-dossier').click();
  await page.waitForURL(/\/dossiers\/\d+/);
  dossier = Number(/dossiers\/(\d+)/.exec(page.url())[1]);
  assert.ok(await page.getByTestId('do-file').isDisabled(), 'nothing is filed without its parts');
  await page.getByTestId('explanation').fill('Phần mềm kế toán, tài sản dùng trong cơ quan, có dữ liệu cá nhân của cán bộ.');
  await page.getByTestId('save-explanation').click();
  for (const part of ['overview', 'design', 'risk_assessment', 'protection_plan']) await attach(page, part);
  await page.getByTestId('do-file').click();
  await page.getByTestId('clock-check').getByText(/Còn/).waitFor();
  await picture(page, 'l1-2-filed', { fullPage: true });
}

async function coordinatorReturns({ page }) {
  await page.goto('/console/dossiers?status=filed');
  await page.getByTestId('dossiers').waitFor();
  await picture(page, 'l2-1-list');
  await page.goto(`/console/dossiers/${dossier}`);
  await page.getByTestId('do-return').click();
  await page.getByRole('checkbox', { name: 'Tài liệu thiết kế' }).check();
  await page.getByRole('textbox', { name: 'Nội dung cần bổ sung' }).fill('Thiếu quy hoạch địa chỉ IP.');
  await page.locator('#step-ok').click();
  await page.getByTestId('part-design').getByText('Yêu cầu bổ sung').waitFor();
  await picture(page, 'l2-2-returned');
}

async function officerFilesAgain({ page }) {
  await page.goto(`/console/dossiers/${dossier}`);
  await page.getByText('Thiếu quy hoạch địa chỉ IP.').first().waitFor();
  await page.getByTestId('part-design').locator('input[type=file]').setInputFiles({ name: 'thiet-ke-2.pdf', mimeType: 'application/pdf', buffer: smallPdf });
  await page.getByTestId('part-design').getByText('bản 2').waitFor();
  await page.getByTestId('do-file').click();
  await page.getByTestId('clock-check').getByText(/Còn/).waitFor();
}

async function coordinatorAppraises({ page }) {
  await page.goto(`/console/dossiers/${dossier}`);
  await page.getByTestId('do-accept').click();
  await page.getByTestId('do-appraise').click();
  await page.locator('#step-ok').click();
  await page.getByTestId('clock-approve').getByText(/Còn/).waitFor();
  assert.ok(await page.getByTestId('do-approve').isDisabled(), 'who appraised does not approve');
}

async function managementApproves({ page }) {
  await page.goto(`/console/dossiers/${dossier}`);
  await page.getByTestId('do-approve').click();
  await page.getByRole('textbox', { name: 'Số quyết định' }).fill('2026/QĐ-CAT');
  await page.getByRole('textbox', { name: 'Người ký' }).first().fill('Nguyễn Văn Mẫu');
  await picture(page, 'l3-1-decision');
  await page.locator('#step-ok').click();
  await page.getByTestId('decision-pdf').waitFor();
  for (const paper of ['proposal.docx', 'proposal.pdf', 'decision.docx', 'decision.pdf']) {
    const status = await page.evaluate(async (address) => (await fetch(address)).status, `/api/v1/dossiers/${dossier}/${paper}`);
    assert.equal(status, 200, paper);
  }
  await picture(page, 'l3-2-approved', { fullPage: true });
}

async function dutyIsMet(visit) {
  assert.match(await levelDuty(visit), /^met/);
  await visit.page.goto(`/console/registers/systems/${system.id}?tab=dossiers`);
  await visit.page.getByTestId('approved-level').getByText(/2026\/QĐ-CAT/).waitFor();
}

/** A new system does not go into operation before its papers are there; the page says what is missing. */
async function goLive({ page }) {
  await page.goto('/console/registers/systems/new');
  await page.getByLabel('Tên hệ thống').fill('Cổng đặt lịch khám (thử)');
  await page.getByLabel('Cấp độ', { exact: true }).fill('2');
  await page.getByTestId('save').click();
  await page.waitForURL(/\/registers\/systems\/\d+$/);
  await page.getByTestId('go-live').getByText('Còn thiếu 2').waitFor();
  await page.getByTestId('record-assessment').click();
  await page.getByTestId('save-record').click();
  await page.getByTestId('golive-assessment').getByText('Đã có').waitFor();
  await page.getByTestId('record-readiness').click();
  await page.getByLabel('Ngày đánh giá').fill(new Date(Date.now() + 7 * 3600_000).toISOString().slice(0, 10).split('-').reverse().join('/'));
  await page.keyboard.press('Tab');
  await page.getByTestId('save').click();
  await page.waitForURL(/\/readiness-checks\/\d+$/);
  await page.goBack();
  await page.goto('/console/registers/systems?sort=-id');
  await page.getByRole('link', { name: 'Cổng đặt lịch khám (thử)' }).first().click();
  await page.getByTestId('go-live').getByText('Đủ điều kiện').waitFor();
  await picture(page, 'l4-go-live');
}

const pages = () => [
  '/console/levels', `/console/dossiers/${dossier}`, '/console/dossiers', `/console/registers/systems/${system.id}`,
  `/console/registers/systems/${system.id}?tab=products`, `/console/registers/systems/${system.id}?tab=dossiers`,
  `/console/registers/systems/${system.id}/controls`, '/console/levels/transition',
];

async function look({ page }, name, size) {
  const found = [];
  await page.setViewportSize(size);
  for (const [i, address] of pages().entries()) {
    await page.goto(address);
    await page.getByRole('heading', { level: 1 }).first().waitFor();
    await page.locator('.lc-state[role=status]').first().waitFor({ state: 'detached' });
    await picture(page, `${name}-${i + 1}`, { fullPage: true });
    found.push(...(await barriers(page)).map((barrier) => `${address}: ${barrier}`));
    const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    if (over > 1) found.push(`${address}: ${over} px wider than the window`);
  }
  assert.deepEqual(found, []);
}

/** They build on one another: one dossier goes its way. */
export function levelJourneys(journey) {
  journey('10 levels: an officer works out the level and files the dossier', as('canbo', officerFiles));
  journey('10 levels: the coordinator names a missing part', as('dieuphoi', coordinatorReturns));
  journey('10 levels: the officer files it again', as('canbo', officerFilesAgain));
  journey('10 levels: the coordinator appraises', as('dieuphoi', coordinatorAppraises));
  journey('10 levels: management enters the decision', as('lanhdao', managementApproves));
  journey('10 levels: the duty is met', as('canbo', dutyIsMet));
  journey('10 levels: no operation before its papers', as('canbo', goLive));
  journey('10 levels: no serious barrier', as('canbo', (visit) => look(visit, 'l5', desk)));
  journey('10 levels: on a phone', as('canbo', (visit) => look(visit, 'l6', phone)));
}
