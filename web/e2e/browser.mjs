// SPDX-License-Identifier: Apache-2.0
// Chromium without a window, with an eye on what a person would not see: errors in the console,
// violations of the content policy, pages without the mark of sample data.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { binaryFolder } from './server.mjs';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
export const pictures = path.join(binaryFolder, 'screenshots');

export function startBrowser() {
  mkdirSync(pictures, { recursive: true });
  return chromium.launch({
    executablePath: process.env.LACHAN_CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--no-first-run',
    ],
  });
}

/** A page of a new visitor. `faults` gathers what must not happen. */
export async function openPage(browser, server, options = {}) {
  const context = await browser.newContext({
    baseURL: server.base, locale: 'vi-VN', timezoneId: 'Asia/Ho_Chi_Minh', viewport: { width: 1440, height: 900 }, ...options,
  });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  const faults = [];
  page.on('pageerror', (error) => faults.push(`exception: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() !== 'error' && !/content security policy/i.test(message.text())) return;
    // Asking who is signed in, before anybody is, is answered with 401; the browser notes it.
    if (/\b401\b/.test(message.text()) && message.location().url.endsWith('/api/v1/me')) return;
    faults.push(`console: ${message.text()} (${message.location().url})`);
  });
  page.on('response', (response) => {
    if (response.status() >= 500) faults.push(`${response.status()} from ${response.url()}`);
  });
  return { context, page, faults };
}

export async function signIn(page, server, login) {
  await page.goto('/console/');
  await page.getByLabel('Tên đăng nhập').fill(login);
  await page.getByLabel('Mật khẩu').fill(server.password);
  await page.getByRole('button', { name: 'Đăng nhập' }).click();
  // What every width shows: the navigation is folded away on a phone.
  await page.getByTestId('account-menu').waitFor();
  await page.getByTestId('demo-banner').waitFor();
}

/** Keeps a picture of the page as it settles; every page of the demo must say that it is one. */
export async function picture(page, name, options = {}) {
  await page.locator('.ant-spin-spinning, .lc-skeleton, .ant-skeleton').first().waitFor({ state: 'detached', timeout: 5000 }).catch(() => undefined);
  await page.evaluate(() => Promise.all(document.getAnimations().filter((a) => a.effect?.getComputedTiming().iterations !== Infinity)
    .map((a) => a.finished.catch(() => undefined)))).catch(() => undefined);
  const mark = page.getByText(/DỮ LIỆU MẪU/).first();
  assert.ok(await mark.isVisible(), `${name}: the mark of sample data is missing`);
  await page.screenshot({ path: path.join(pictures, `${name}.png`), ...options });
}

/** Rules of accessibility that the page breaks, worst kinds only. */
export async function barriers(page) {
  await page.evaluate(axeSource);
  const result = await page.evaluate(() => globalThis.axe.run(document, {
    resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'],
  }));
  return result.violations.filter((v) => v.impact === 'serious' || v.impact === 'critical')
    .map((v) => `${v.impact} ${v.id}: ${v.nodes.length}× ${v.nodes.slice(0, 3).map((n) => `${n.target.join(' ')} [${(n.any[0]?.message ?? n.failureSummary ?? '').slice(0, 160)}]`).join(' | ')}`);
}

/** Signed in as somebody, the steps one after the other. */
export function as(login, ...steps) {
  return async (visit) => {
    await signIn(visit.page, visit.server, login);
    for (const step of steps) await step(visit);
  };
}

/** Visits each page, keeps its picture and fails with the rules of accessibility that any of them breaks. */
export async function noBarriersOn(page, addresses, mark) {
  const found = [];
  for (const address of addresses) {
    await page.goto(address);
    await page.getByRole('heading', { level: 1 }).first().waitFor();
    await page.locator('.lc-state[role=status]').first().waitFor({ state: 'detached' });
    await picture(page, `${mark}${address.replace('/console', '').replace(/[^a-z]+/gi, '-')}`);
    found.push(...(await barriers(page)).map((barrier) => `${address}: ${barrier}`));
  }
  assert.deepEqual(found, []);
}
