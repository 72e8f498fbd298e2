// SPDX-License-Identifier: Apache-2.0
// Journeys of findings: a report is imported, the officer records fix and hunt, only both close it; many at once, with undo.
import assert from 'node:assert/strict';
import { as, barriers, picture } from './browser.mjs';

const plugin = 'CVE-2022-22965';
const line = (template, severity, vector, host) => `${JSON.stringify({
  'template-id': template, info: { name: `Thử nhập: ${template}`, severity, remediation: 'Nâng cấp thư viện.', classification: { 'cvss-metrics': vector } },
  host: `https://${host}:9443`, 'matched-at': `https://${host}:9443/`, timestamp: '2026-01-02T03:04:05Z',
})}\n`;
const control = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H';

/** As the page asks: with the session's cookie. */
const ask = (page, address) => page.evaluate(async (path) => (await fetch(path)).json(), address);

/** A system of the officer's agency with a domain, as the analyst sees it. */
async function targetOf(page) {
  const agency = (await ask(page, '/api/v1/lookup/agencies')).find((a) => a.name.includes('Sở Y tế'));
  const system = (await ask(page, `/api/v1/systems?agency_id=${agency.id}&limit=50`)).rows.find((s) => s.domain !== '');
  assert.ok(system, 'the agency has a system with a domain');
  return system;
}

async function importReport({ page }) {
  const system = await targetOf(page);
  const text = line(plugin, 'critical', control, system.domain) + line('thu-nhap-a', 'low', '', system.domain)
    + line('thu-nhap-b', 'low', '', system.domain) + line('thu-nhap-a', 'low', '', 'khong-ai.example') + '{hỏng\n';
  await page.goto('/console/findings/imports');
  await page.getByTestId('import').click();
  await page.locator('input[type=file]').setInputFiles({ name: 'thu-nhap.jsonl', mimeType: 'application/json', buffer: Buffer.from(text) });
  await picture(page, 'f1-1-import');
  await page.getByTestId('import-send').click();
  const receipt = page.getByTestId('receipt').filter({ hasText: 'thu-nhap.jsonl' });
  await receipt.getByTestId('rejections').getByText('line 5').waitFor();
  const figures = await receipt.locator('dl').innerText();
  assert.match(figures, /Đọc được\s+5/);
  assert.match(figures, /Mới\s+4/);
  assert.match(figures, /Bị loại\s+1/);
  await picture(page, 'f1-2-receipt');
  await page.goto('/console/findings?agency_id.null=true&q=khong-ai');
  await page.getByTestId('finding-row').filter({ hasText: 'Chưa rõ của cơ quan nào' }).first().waitFor();
}

async function fixAndHunt({ page }) {
  await page.goto('/console/findings');
  await page.getByTestId('finding-search').locator('input').fill(plugin);
  await page.keyboard.press('Enter');
  const row = page.getByTestId('finding-row').filter({ hasText: plugin });
  await row.getByText('Cho phép chiếm quyền').waitFor();
  await picture(page, 'f2-1-list');
  await row.getByTestId('finding-link').click();
  await page.getByText('Phải khắc phục và săn lùng đồng thời').waitFor();
  await page.getByTestId('fix').click();
  await page.getByTestId('deed-note').fill('Đã nâng cấp thư viện lên bản vá.');
  await page.getByTestId('deed-ok').click();
  await page.locator('[data-testid=finding-step][data-done=yes]').first().waitFor();
  await page.getByText('Chưa khắc phục').first().waitFor();
  await picture(page, 'f2-2-fixed-not-hunted');
  await page.getByTestId('hunt').click();
  await page.getByTestId('deed-ok').click();
  await page.getByRole('dialog').getByText('Bắt buộc').first().waitFor().catch(() => undefined);
  await page.getByTestId('deed-note').fill('Đã xem nhật ký 30 ngày, không thấy dấu vết.');
  await page.getByTestId('deed-ok').click();
  await page.getByText('Đã đóng').first().waitFor();
  await picture(page, 'f2-3-closed');
}

async function manyAndBack({ page }) {
  await page.goto('/console/findings?q=thu-nhap');
  await page.getByTestId('finding-row').nth(1).waitFor();
  for (const box of await page.getByTestId('finding-row').getByRole('checkbox').all()) await box.check();
  await page.getByTestId('bulk-fix').click();
  await page.getByTestId('deed-ok').click();
  await page.getByTestId('undo').waitFor();
  await page.getByTestId('total').getByText('0 lỗ hổng').waitFor();
  await picture(page, 'f3-1-undo');
  await page.getByTestId('undo').click();
  await page.getByTestId('total').getByText('2 lỗ hổng').waitFor();
}

async function barriersOnAll({ page }) {
  const found = [];
  for (const address of ['/console/findings', '/console/findings/1', '/console/findings/imports', '/console/findings/scans']) {
    await page.goto(address);
    await page.getByRole('heading', { level: 1 }).first().waitFor();
    await picture(page, `f4${address.replace('/console', '').replaceAll('/', '-')}`);
    found.push(...(await barriers(page)).map((barrier) => `${address}: ${barrier}`));
  }
  assert.deepEqual(found, []);
}

export function findingsJourneys(journey) {
  journey('11 findings: a report is imported with its receipt', as('soc', importReport));
  journey('11 findings: the officer records fix and hunt, and only both close it', as('canbo', fixAndHunt));
  journey('11 findings: many at once and back', as('canbo', manyAndBack));
  journey('11 findings: no serious barrier', as('soc', barriersOnAll));
  journey('11 findings: the officer on a phone', as('canbo', async ({ page }) => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto('/console/findings');
    await page.getByTestId('findings').waitFor();
    await picture(page, 'f5-phone');
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth), false, 'nothing is cut off');
  }));
}
