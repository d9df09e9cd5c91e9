// Starts the real app for a script to drive, as test/support/app.ts does for a test.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { _electron } from 'playwright-core';
import { isRoot } from '../electron/system.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * The mailbox of a reader of this name on the server in `folder`: without it, the app would name the one
 * that it makes after whoever runs this.
 */
const openMailbox = async (folder, name) => {
  const args = ['server', '--data', join(folder, 'server'), '--http', '127.0.0.1:0', '--smtp', 'off', '--json', '--log-level', 'error'];
  const server = spawn(process.execPath, [join(root, 'bin/restante.mjs'), ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(createInterface({ input: server.stdout }), 'line');
  const { http, adminTokenFile } = JSON.parse(line);
  const response = await fetch(`${http}/v1/mailboxes`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${readFileSync(adminTokenFile, 'utf8').trim()}` },
    body: JSON.stringify({ name }),
  });
  const { receiveToken, sendToken } = await response.json();
  server.kill();
  await once(server, 'exit');
  return { mailbox: name, receiveToken: { plain: receiveToken }, sendToken: { plain: sendToken } };
};

/** A new folder of settings and inbox of a reader named ann; `ports` of its server are free ones if 0. */
export const createProfile = async ({ ports = [0, 0] } = {}) => {
  const folder = mkdtempSync(join(tmpdir(), 'restante-'));
  const account = await openMailbox(folder, 'ann');
  const [http, smtp] = ports.map((port) => `127.0.0.1:${port}`);
  writeFileSync(join(folder, 'settings.json'), JSON.stringify({ addresses: { http, smtp }, account }));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }) };
};

/** What the app is started with, whoever starts it. */
export const appArguments = (profile) => [root, `--user-data-dir=${profile}`, '--lang=en-US', '--force-prefers-reduced-motion'];

/** @param machine what `provideElectron` and `provideDisplay` answered */
export const launchApp = async ({ electron, display }, profile) => {
  const app = await _electron.launch({
    executablePath: electron.path,
    args: appArguments(profile),
    env: { ...process.env, ...display.environment },
    chromiumSandbox: !isRoot,
    colorScheme: null,
  });
  return { app, page: await app.firstWindow() };
};

/** One call of the bridge, as the window itself makes it. */
export const ask = async (page, name, args) => {
  const outcome = await page.evaluate(([name, args]) => window.restante.call(name, args), [name, args]);
  if (!outcome.ok) throw new Error(`${name}: ${outcome.problem.code} ${outcome.problem.message}`);
  return outcome.value;
};

/** Asks until the answer is what is waited for. */
export const until = async (question, matches, { seconds = 30 } = {}) => {
  for (const end = performance.now() + seconds * 1_000; ; await delay(20)) {
    const answer = await question();
    if (matches(answer)) return answer;
    if (performance.now() > end) throw new Error(`waited ${seconds} s in vain; the last answer was ${JSON.stringify(answer)}`);
  }
};

/** Where the app's own server listens, once it does. */
export const doorsOf = (page) =>
  until(
    () => ask(page, 'server.info'),
    (info) => info !== null,
  );

/** Submits a message to the app's own mailbox. */
export const submit = async ({ http, mailbox, sendToken }, { from, subject, type, body }) => {
  const query = `subject=${encodeURIComponent(subject)}&from=${encodeURIComponent(from)}`;
  const response = await fetch(`${http}/v1/mailboxes/${mailbox}/messages?${query}`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${sendToken}`, 'Content-Type': type },
    body,
  });
  if (response.status !== 201) throw new Error(`submitting "${subject}": ${response.status} ${await response.text()}`);
};
