// SPDX-License-Identifier: Apache-2.0
// A server of our own with the demo province: started in a temporary folder, ended by its process.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const source = process.env.LACHAN_SOURCE ?? path.resolve(import.meta.dirname ?? '.', '../..');
export const binaryFolder = process.env.LACHAN_BINARY ?? path.join(source, 'build/release');

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

async function untilReady(base, child, output, seconds) {
  const end = Date.now() + seconds * 1000;
  while (Date.now() < end) {
    if (child.exitCode !== null) throw new Error(`lachan ended with ${child.exitCode}:\n${output()}`);
    const answer = await fetch(`${base}/readyz`).catch(() => null);
    if (answer?.ok && /mật khẩu/.test(output())) return;
    await pause(200);
  }
  throw new Error(`not ready after ${seconds} s:\n${output()}`);
}

/** Starts `lachan serve --demo`; what it prints gives the password and the token for the intake. */
export async function startServer() {
  const data = await mkdtemp(path.join(tmpdir(), 'lachan-e2e-'));
  const base = `http://127.0.0.1:${await freePort()}`;
  const settings = {
    'rules.folders': 'rules', 'mappings.folder': 'mappings', 'controls.folder': 'controls', 'directive.folder': 'directives/vn-thanh-hoa-2022',
    'console.folder': process.env.LACHAN_CONSOLE ?? 'web/dist', 'demo.folder': 'demo', 'controls.folder': 'controls',
  };
  const child = spawn(path.join(binaryFolder, 'src/app/lachan'), [
    'serve', '--demo', '--data', path.join(data, 'data'), '--http', base.slice('http://'.length), '--syslog', 'off',
    ...Object.entries(settings).flatMap(([name, folder]) => ['--set', `${name}=${path.resolve(source, folder)}`]),
  ], { stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (part) => { text += part; });
  child.stderr.setEncoding('utf8').on('data', (part) => { text += part; });
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      const ended = new Promise((resolve) => { child.once('exit', resolve); });
      child.kill('SIGTERM');
      const late = setTimeout(() => child.kill('SIGKILL'), 20_000);
      await ended;
      clearTimeout(late);
    }
    await rm(data, { recursive: true, force: true });
  };
  try {
    await untilReady(base, child, () => text, 180);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    base, stop,
    password: /^ {2}soc .* (\S+)$/m.exec(text)?.[1] ?? '',
    token: /mã nguồn: (\S+)/.exec(text)?.[1] ?? '',
    log: () => text,
  };
}

/** Asks the API with the cookies of a browser context. */
export async function ask(server, context, address) {
  const cookies = (await context.cookies()).map((cookie) => `${cookie.name}=${cookie.value}`).join('; ');
  const answer = await fetch(`${server.base}/api/v1${address}`, { headers: { cookie: cookies } });
  return { status: answer.status, body: await answer.json().catch(() => null) };
}

/** Sends lines to the intake over HTTP. */
export async function send(server, token, lines) {
  const answer = await fetch(`${server.base}/ingest/v1/events`, {
    method: 'POST', headers: { authorization: `Bearer ${token}` }, body: lines.map((line) => `${line}\n`).join(''),
  });
  return { status: answer.status, body: await answer.json() };
}

/** A line of a web server's log as syslog carries it, as of now, in Viet Nam's time. */
export function webLine(host, address, request, agent) {
  const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
  const at = new Date(Date.now() + 7 * 3600_000);
  const month = months[at.getUTCMonth()];
  const day = String(at.getUTCDate());
  const time = at.toISOString().slice(11, 19);
  return `<190>${month} ${day.padStart(2)} ${time} ${host} nginx: ${address} - - `
    + `[${day.padStart(2, '0')}/${month}/${at.getUTCFullYear()}:${time} +0700] "GET ${request} HTTP/1.1" 200 5120 "-" "${agent}"`;
}
