// The two programs under measurement, each in a process of its own, behind the same four verbs.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Client, request } from 'undici';

/**
 * @typedef {object} Subject
 * @property {string} name
 * @property {() => Client} connect A connection of its own, kept alive.
 * @property {(client: Client, mailbox: string, body: Buffer) => Promise<string>} submit Answers the id, unique in its mailbox.
 * @property {(client: Client, mailbox: string, take: (body: Buffer) => void) => Promise<void>} drain Fetches and removes one after the other until nothing is left.
 * @property {() => Promise<void>} stop
 */

const mediaType = 'text/plain; charset=utf-8';

/** Starts a server and waits for its first line. */
const start = async (args) => {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(createInterface({ input: child.stdout }), 'line', { signal: AbortSignal.timeout(10_000) });
  const stop = async () => {
    child.kill('SIGTERM');
    if (child.exitCode === null) await once(child, 'exit');
  };
  return { ready: JSON.parse(line), stop };
};

const connectTo = (url) => () => new Client(url, { pipelining: 1, keepAliveTimeout: 60_000 });

/** One exchange; the body is read whole. Any other status than the expected ends the run: no numbers of a broken program. */
const exchange = async (client, expected, method, path, headers, body) => {
  const response = await client.request({ method, path, headers, body });
  const bytes = Buffer.from(await response.body.arrayBuffer());
  if (!expected.includes(response.statusCode)) throw new Error(`${method} ${path}: ${response.statusCode} ${bytes}`);
  return { status: response.statusCode, headers: response.headers, bytes };
};

/** @returns {Promise<Subject>} */
export const startBaseline = async (folder) => {
  await mkdir(folder);
  const { ready, stop } = await start([fileURLToPath(new URL('./baseline.mjs', import.meta.url)), join(folder, 'queue.db')]);
  return {
    name: 'baseline',
    stop,
    connect: connectTo(ready.http),
    async submit(client, mailbox, body) {
      const { bytes } = await exchange(client, [201], 'POST', `/messages?mailbox=${mailbox}`, { 'content-type': mediaType }, body);
      return String(JSON.parse(bytes).id);
    },
    async drain(client, mailbox, take) {
      for (;;) {
        const { status, headers, bytes } = await exchange(client, [200, 204], 'GET', `/next?mailbox=${mailbox}`);
        if (status === 204) return;
        take(bytes);
        await exchange(client, [204], 'DELETE', `/messages/${headers['message-id']}`);
      }
    },
  };
};

/** @returns {Promise<Subject>} */
export const startRestante = async (folder, mailboxes) => {
  const command = fileURLToPath(new URL('../bin/restante.mjs', import.meta.url));
  const { ready, stop } = await start([
    command,
    'server',
    '--data',
    folder,
    '--http',
    '127.0.0.1:0',
    '--smtp',
    'off',
    '--json',
    '--log-level',
    'warn',
  ]);
  const admin = `Bearer ${(await readFile(ready.adminTokenFile, 'utf8')).trim()}`;
  const send = new Map();
  const receive = new Map();
  for (const name of mailboxes) {
    const answer = await request(`${ready.http}/v1/mailboxes`, {
      method: 'POST',
      headers: { authorization: admin },
      body: JSON.stringify({ name }),
    });
    const tokens = await answer.body.json();
    send.set(name, { authorization: `Bearer ${tokens.sendToken}`, 'content-type': mediaType });
    receive.set(name, { authorization: `Bearer ${tokens.receiveToken}`, device: 'bench' });
  }
  return {
    name: 'restante',
    stop,
    connect: connectTo(ready.http),
    async submit(client, mailbox, body) {
      const { bytes } = await exchange(client, [201], 'POST', `/v1/mailboxes/${mailbox}/messages`, send.get(mailbox), body);
      return String(JSON.parse(bytes).id);
    },
    // Form B, then form A as long as there is a next message, then form C (fig. 6).
    async drain(client, mailbox, take) {
      const path = `/v1/mailboxes/${mailbox}`;
      const headers = receive.get(mailbox);
      let answer = await exchange(client, [200, 204], 'GET', `${path}?get=0`, headers);
      while (answer.status === 200) {
        take(answer.bytes);
        const [, sent, next, tail] = /sent=(\d+), next=(\d+), uid="[-0-9a-f]*([0-9a-f]{12})"/.exec(answer.headers.acquisition) ?? [];
        const get = next === '0' ? '' : `get=${next}&`;
        answer = await exchange(client, [get ? 200 : 204], 'POST', `${path}?${get}delete=${sent}~${tail}`, headers);
        if (!/\bdone=1\b/.test(answer.headers.acquisition)) throw new Error(`not done: ${answer.headers.acquisition}`);
      }
    },
  };
};
