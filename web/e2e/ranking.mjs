// SPDX-License-Identifier: Apache-2.0
// Journeys of the ranking: management freezes a month and an officer appeals; heat map at full size;
// a scorecard asked "what if" and decreed.
import assert from 'node:assert/strict';
import { barriers, openPage, picture, signIn } from './browser.mjs';
import { ask } from './server.mjs';
import { smallPdf } from './steps.mjs';

/** The month that waits for its second person: the one after the last frozen. */
async function proposedMonth(server, context) {
  const { body } = await ask(server, context, '/ranking/verify');
  const [year, month] = body.rows.at(-1).month.split('-').map(Number);
  return new Date(Date.UTC(year, month, 1)).toISOString().slice(0, 7);
}

const post = (page, address, body) => page.evaluate(async ([path, data]) => {
  const { csrf: token } = await (await fetch('/api/v1/me')).json();
  const answer = await fetch(`/api/v1${path}`, { method: 'POST', headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': token ?? '' }, body: JSON.stringify(data) });
  return { status: answer.status, body: await answer.json().catch(() => null) };
}, [address, body]);

/** A second person beside the one whose journey it is. */
async function another(page, server, login, body) {
  const visit = await openPage(page.context().browser(), server);
  try {
    await signIn(visit.page, server, login);
    await body(visit);
  } finally {
    await visit.context.close();
  }
}

async function freezeAndAppeal({ page, server }) {
  // Who proposed cannot confirm, on the page and through the API.
  let month = '';
  await another(page, server, 'dieuphoi', async ({ page: first, context }) => {
    month = await proposedMonth(server, context);
    await first.goto(`/console/ranking/months/${month}`);
    await first.getByTestId('hash').waitFor();
    assert.ok(await first.getByTestId('confirm').isDisabled());
    await picture(first, 'k1-1-proposed');
    const { body } = await ask(server, context, `/ranking/months/${month}`);
    const refused = await post(first, `/ranking/months/${month}/confirm`, { sha256: body.proposal.sha256 });
    assert.ok(refused.status >= 400 && refused.status < 500, JSON.stringify(refused));
  });

  await signIn(page, server, 'lanhdao');
  await page.goto(`/console/ranking?month=${month}`);
  await page.getByTestId('league').waitFor();
  await picture(page, 'k1-2-table', { fullPage: true });
  await page.getByTestId('sign-off').click();
  const hash = await page.getByTestId('hash').innerText();
  assert.match(hash, /^[0-9a-f]{64}$/);
  await page.getByTestId('confirm').click();
  await page.getByRole('dialog').getByText(hash).waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Xác nhận' }).click();
  await page.getByRole('heading', { name: 'Số liệu đã chốt' }).waitFor();
  assert.equal(await page.getByTestId('hash').first().innerText(), hash);
  await picture(page, 'k1-3-frozen');

  let number = '';
  await another(page, server, 'canbo', async ({ page: officer }) => {
    await officer.goto(`/console/score?month=${month}`);
    await officer.getByTestId('score').waitFor();
    // The criterion in which most was lost: against a full one nothing can be corrected.
    const indicators = officer.getByTestId('indicator');
    await indicators.first().waitFor();
    const losses = (await indicators.allInnerTexts()).map((text) => {
      const [, earned, possible] = /([\d,]+)\/([\d,]+)/.exec(text) ?? [];
      return Number(possible?.replace(',', '.') ?? 0) - Number(earned?.replace(',', '.') ?? 0);
    });
    const lost = losses.indexOf(Math.max(...losses));
    await indicators.nth(lost).click();
    await picture(officer, 'k1-4-card', { fullPage: true });
    await officer.getByTestId('appeal').first().click();
    await officer.getByTestId('appeal-text').fill('Đã thực hiện trong tháng, gửi kèm biên bản.');
    await officer.locator('input[type=file]').setInputFiles({ name: 'bien-ban.pdf', mimeType: 'application/pdf', buffer: smallPdf });
    await picture(officer, 'k1-5-appeal');
    await officer.getByTestId('send-appeal').click();
    await officer.waitForURL(/\/appeals\/\d+/);
    const title = officer.getByRole('heading', { level: 1, name: /^Kiến nghị KN-/ });
    await title.waitFor();
    number = (await title.innerText()).replace('Kiến nghị ', '');
    assert.match(number, /^KN-\d{4}-\d{4}$/);
    await officer.getByText('bien-ban.pdf').waitFor();
    await picture(officer, 'k1-6-receipt');
  });

  await page.goto('/console/appeals');
  await page.getByTestId('appeal-link').filter({ hasText: number }).click();
  await page.getByTestId('receive').click();
  await page.getByText('Đang xem xét').first().waitFor();
  await page.getByTestId('answer-duty').click();
  await page.locator('.ant-select-item-option').filter({ hasText: /Quá hạn|Chưa thực hiện/ }).first().click();
  await page.getByTestId('reason').fill('Biên bản hợp lệ.');
  await page.getByTestId('basis').fill('Biên bản kiểm tra 12/BB');
  await picture(page, 'k1-7-answer', { fullPage: true });
  // The word stands on the page before, as a choice: the answer counts once the server has it.
  await Promise.all([
    page.waitForResponse((answer) => answer.request().method() === 'POST' && /\/appeals\/\d+\//.test(answer.url())),
    page.getByTestId('answer').click(),
  ]);
  await page.getByText('Chấp nhận').first().waitFor();
  await page.goto(`/console/ranking/months/${month}`);
  await page.getByText('Phụ lục 1').waitFor();
  assert.ok(await page.getByTestId('confirm-addendum').isDisabled());
  await another(page, server, 'dieuphoi', async ({ page: first }) => {
    await first.goto(`/console/ranking/months/${month}`);
    await first.getByTestId('confirm-addendum').click();
    await first.getByText('Có hiệu lực', { exact: true }).waitFor();
    assert.equal(await first.getByTestId('hash').first().innerText(), hash, 'the frozen bytes stay');
    await picture(first, 'k1-8-addendum', { fullPage: true });
    await first.goto(`/console/ranking?month=${month}`);
    await first.getByTestId('as-frozen').first().waitFor();
    await first.goto('/console/ranking/months');
    await first.getByTestId('months').waitFor();
    assert.equal(await first.getByText('Bị thay đổi').count(), 0);
    await picture(first, 'k1-9-months');
  });
}

/** REL-39: 600 agencies × 40 duties, from the answer to the drawn map. */
async function heatAtFullSize({ page, server }) {
  await signIn(page, server, 'lanhdao');
  const letters = 'xsolmq-';
  const heat = {
    judged_at: '2026-10-31T16:59:59Z', rows_are: 'agency',
    columns: Array.from({ length: 40 }, (_, i) => ({ key: `OB-${String(i + 1).padStart(2, '0')}`, title_vi: `Nhiệm vụ ${i + 1}`, title_en: `Duty ${i + 1}` })),
    rows: Array.from({ length: 600 }, (_, r) => ({ key: String(r + 1), cells: Array.from({ length: 40 }, (_c, c) => letters[(r * 7 + c * 3) % 7]).join('') })),
  };
  await page.goto('/console/ranking/heat');
  await page.getByTestId('heat').waitFor();
  await picture(page, 'k2-1-heat');
  await page.route('**/api/v1/ranking/heat?*', (route) => route.fulfill({ contentType: 'application/json', body: JSON.stringify(heat) }));
  const times = [];
  for (let i = 0; i < 5; i += 1) {
    times.push(await page.evaluate(async () => {
      const box = document.querySelector('[data-testid=heat]');
      const slider = document.querySelector('[data-testid=month-slider]');
      let answered = 0;
      const fetched = window.fetch;
      window.fetch = async (...asked) => {
        const answer = await fetched(...asked);
        if (String(asked[0]).includes('/ranking/heat')) answered = performance.now();
        return answer;
      };
      const drawn = new Promise((resolve) => {
        const observer = new MutationObserver(() => { if (answered) { observer.disconnect(); resolve(performance.now()); } });
        observer.observe(box, { attributes: true, attributeFilter: ['data-drawn'] });
      });
      const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set;
      set.call(slider, String((Number(slider.value) + 12) % 13));
      slider.dispatchEvent(new Event('input', { bubbles: true }));
      const end = await drawn;
      window.fetch = fetched;
      return end - answered;
    }));
  }
  const drawing = Number(await page.getByTestId('heat').getAttribute('data-drawn'));
  console.log(`# heat map 600 × 40: ${times.map((t) => t.toFixed(0)).join(', ')} ms from the answer to the map, drawing ${drawing} ms`);
  assert.ok(Math.min(...times) < 300, `fastest of ${times}`);
  await picture(page, 'k2-2-heat-600');
  await page.getByTestId('heat').focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await page.getByTestId('heat-cell').waitFor();
}

async function whatIfAndDecree({ page, server }) {
  await signIn(page, server, 'dieuphoi');
  await page.goto('/console/ranking/scorecards');
  await page.getByTestId('copy-card').click();
  await page.waitForURL(/\/ranking\/scorecards\/\d+/);
  const address = page.url();
  await page.getByTestId('sum-department').waitFor();
  await page.getByTestId('weight-D1').locator('input').or(page.getByTestId('weight-D1')).last().fill('15');
  await page.getByTestId('findings').getByText(/105/).waitFor();
  await page.getByTestId('weight-D3').locator('input').or(page.getByTestId('weight-D3')).last().fill('10');
  await page.getByText('Không có lỗi.').waitFor();
  await picture(page, 'k3-1-card', { fullPage: true });
  await page.getByRole('tab', { name: 'Nếu áp dụng thì sao?' }).click();
  await page.getByTestId('ask').click();
  await page.getByTestId('what-if-counts').waitFor();
  await picture(page, 'k3-2-what-if', { fullPage: true });
  await page.getByTestId('card-basis').fill('Quyết định 99/QĐ-UBND (mẫu)');
  await page.getByTestId('save-card').click();
  await page.getByText('Đã lưu bản thảo').waitFor();
  await page.getByTestId('propose-card').click();
  await page.getByText('Chờ ban hành').first().waitFor();
  assert.ok(await page.getByTestId('decree').isDisabled());
  await another(page, server, 'lanhdao', async ({ page: second }) => {
    await second.goto(address);
    await second.getByTestId('decree').click();
    await second.getByRole('dialog').getByRole('button', { name: 'Ban hành' }).click();
    await second.getByText('Đã ban hành').first().waitFor();
    await picture(second, 'k3-3-decreed');
  });
}

async function looks({ page, server }) {
  await signIn(page, server, 'lanhdao');
  const found = [];
  for (const address of ['/console/ranking', '/console/ranking?kind=commune', '/console/ranking/map', '/console/ranking/heat', '/console/ranking/months', '/console/appeals', '/console/appeals/1', '/console/ranking/scorecards']) {
    await page.goto(address);
    await page.getByRole('heading', { level: 1 }).first().waitFor();
    await picture(page, `k4${address.replace('/console', '').replaceAll(/[/?=]/g, '-')}`);
    found.push(...(await barriers(page)).map((barrier) => `${address}: ${barrier}`));
  }
  assert.deepEqual(found, []);
}

async function onAPhone({ page, server }) {
  await signIn(page, server, 'canbo');
  await page.setViewportSize({ width: 390, height: 844 });
  const found = [];
  for (const address of ['/console/score', '/console/appeals', '/console/appeals/1']) {
    await page.goto(address);
    await page.getByRole('heading', { level: 1 }).first().waitFor();
    await picture(page, `k5${address.replace('/console', '').replaceAll('/', '-')}`, { fullPage: true });
    found.push(...(await barriers(page)).map((barrier) => `${address}: ${barrier}`));
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth + 1), `${address} is wider than the phone`);
  }
  assert.deepEqual(found, []);
}

export function rankingJourneys(journey) {
  journey('k1 management freezes a month and an officer appeals', freezeAndAppeal);
  journey('k2 the heat map of 600 × 40 is there in 300 ms', heatAtFullSize, { viewport: { width: 1366, height: 768 } });
  journey('k3 a scorecard is asked what if, proposed and decreed', whatIfAndDecree, { viewport: { width: 1366, height: 768 } });
  journey('k4 no serious barrier on the pages of the ranking', looks, { viewport: { width: 1366, height: 768 } });
  journey('k5 score and appeals on a phone', onAPhone);
}
