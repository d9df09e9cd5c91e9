// A large message in by HTTP and by SMTP and out whole and resumed, with the server's resident memory beside it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { request } from 'undici';
import { watchResident } from './resident.mjs';

const command = fileURLToPath(new URL('../../bin/restante.mjs', import.meta.url));
const worker = fileURLToPath(new URL('./work.mjs', import.meta.url));

const run = async (what, job) => {
  const child = spawn(process.execPath, [worker, what, JSON.stringify(job)], { stdio: ['ignore', 'ignore', 'inherit'] });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`${what} failed`);
};

/** `restante receive` until it has all, or until so many bytes of a message are here: then it is killed. */
const receive = async (folder, { http, mailbox, receiveToken }, killAt = Number.POSITIVE_INFINITY) => {
  const tokenFile = join(folder, `${mailbox}-token`);
  await writeFile(tokenFile, receiveToken, { mode: 0o600 });
  const inbox = ['--inbox', join(folder, `${mailbox}-inbox`), '--cap', '10GB'];
  const args = ['receive', '--server', http, '--mailbox', mailbox, '--token-file', tokenFile, ...inbox, '--once', '--json'];
  const child = spawn(process.execPath, [command, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const seen = await watchResident(child.pid, async () => {
    const exit = once(child, 'exit');
    for await (const line of createInterface({ input: child.stdout })) {
      const { event, bytes } = JSON.parse(line);
      if (event === 'arriving' && bytes >= killAt) child.kill('SIGKILL');
    }
    const [code, signal] = await exit;
    if (code !== 0 && signal !== 'SIGKILL') throw new Error('receive failed');
  });
  return seen;
};

/** @returns {Promise<{what: string, peak: number, seconds: number}[]>} peaks in bytes */
export const measureMemory = async (data, bytes) => {
  const address = ['--http', '127.0.0.1:0', '--smtp', '127.0.0.1:0'];
  const args = [command, 'server', '--data', data, ...address, '--json', '--log-level', 'warn'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const [line] = await once(createInterface({ input: child.stdout }), 'line', { signal: AbortSignal.timeout(20_000) });
    const { http, smtp, adminTokenFile } = JSON.parse(line);
    const authorization = `Bearer ${(await readFile(adminTokenFile, 'utf8')).trim()}`;
    const boxes = {};
    for (const name of ['web', 'mail']) {
      const added = await request(`${http}/v1/mailboxes`, { method: 'POST', headers: { authorization }, body: JSON.stringify({ name }) });
      boxes[name] = await added.body.json();
    }
    const job = (mailbox) => ({ ...boxes[mailbox], http, smtp, bytes });
    const steps = [
      ['started', async () => {}],
      ['in by HTTP', () => run('submit', job('web'))],
      ['in by SMTP', () => run('mail', job('mail'))],
      ['out by acquisition', () => run('fetch', job('web'))],
      ['out by resumption at a tenth', () => run('resume', job('web'))],
      // Beside the promise, which is of one: what every device costs that takes a message and does not read it.
      ['eight at a time that do not read', () => run('stall', job('web'))],
    ];
    const peaks = [];
    for (const [what, work] of steps) peaks.push({ what, ...(await watchResident(child.pid, work)) });
    peaks.push({ what: 'received by a device', ...(await receive(data, job('web'))) });
    await receive(data, job('mail'), bytes / 2);
    peaks.push({ what: 'its second half after a kill', ...(await receive(data, job('mail'))) });
    return peaks;
  } finally {
    if (child.exitCode === null) {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
  }
};
