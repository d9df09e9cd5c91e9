// The real device beside one that is written in an afternoon, each fetching from a real server: `npm run bench:receive`.
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Client } from 'undici';
import { openSqliteInbox } from '../dist/main/inbox/sqlite.js';
import { createDevice } from '../dist/main/sync/device.js';
import { createServerClient } from '../dist/main/sync/request.js';
import { filesystemOf, flushLatency } from './disk.mjs';
import { temporaryFolder } from './folder.mjs';
import { startServerIn } from './scale/server.mjs';

const messages = Number(process.argv[2] ?? 2_000);
const messageBytes = 2_048;
const rounds = 3;

const folder = await temporaryFolder('receive');
const server = await startServerIn(join(folder, 'server'));
let made = 0;

/** A new mailbox with all messages waiting in it. */
const filled = async () => {
  made += 1;
  const name = `box${made}`;
  const { receiveToken, sendToken } = await server.ask('POST', '/v1/mailboxes', { name });
  const sender = new Client(server.http, { pipelining: 16 });
  const headers = { authorization: `Bearer ${sendToken}`, 'content-type': 'text/plain' };
  for (let at = 0; at < messages; at += 50)
    await Promise.all(
      Array.from({ length: Math.min(50, messages - at) }, async (_, next) => {
        const body = `message ${at + next} `.padEnd(messageBytes, `${at * 7_919}`);
        const answer = await sender.request({ method: 'POST', path: `/v1/mailboxes/${name}/messages`, headers, body });
        await answer.body.dump();
        if (answer.statusCode !== 201) throw new Error(`submission: ${answer.statusCode}`);
      }),
    );
  await sender.close();
  return { name, token: receiveToken, data: join(folder, name) };
};

/** Nothing is left and as much was taken as there was. Answers messages per second. */
const timed = async (taken) => {
  const before = performance.now();
  const count = await taken();
  const rate = count / ((performance.now() - before) / 1_000);
  if (count !== messages) throw new Error(`${count} of ${messages} were received`);
  return rate;
};

const ours = async ({ name, token, data }) => {
  const inbox = await openSqliteInbox(data);
  const client = createServerClient({ server: server.http, token, device: await inbox.device() });
  const policy = { cap: { unit: 'messages', limit: 1e9 }, overwriteRead: false };
  let received = 0;
  const device = createDevice({
    ...{ inbox, server: client, source: { server: server.http, mailbox: name }, now: Date.now },
    order: () => ({ verb: 'delete', policy }),
    tell: ({ kind }) => {
      if (kind === 'received') received += 1;
    },
  });
  const rate = await timed(async () => {
    await device.once(new AbortController().signal);
    return received;
  });
  await client.close();
  await inbox.close();
  return rate;
};

const flushed = (path, flags, bytes) => {
  const file = openSync(path, flags);
  if (bytes) writeSync(file, bytes);
  fsyncSync(file);
  closeSync(file);
};

/** Fetches one, writes it to a file of its own, flushes it and the folder, has it deleted, and so on. */
const baseline = async ({ name, token, data }) => {
  await mkdir(data);
  const client = new Client(server.http);
  const headers = { authorization: `Bearer ${token}`, device: 'baseline' };
  const exchange = async (method, query) => {
    const answer = await client.request({ method, path: `/v1/mailboxes/${name}?${query}`, headers });
    const bytes = Buffer.from(await answer.body.arrayBuffer());
    if (answer.statusCode >= 300) throw new Error(`${method} ${query}: ${answer.statusCode} ${bytes}`);
    return { status: answer.statusCode, acquisition: String(answer.headers.acquisition), bytes };
  };
  const rate = await timed(async () => {
    for (let count = 0; ; count += 1) {
      const { status, acquisition, bytes } = await exchange('GET', 'get=0');
      if (status === 204) return count;
      const [, sent, tail] = /sent=(\d+), .*uid="[-0-9a-f]*([0-9a-f]{12})"/.exec(acquisition) ?? [];
      flushed(join(data, `${sent}`), 'wx', bytes);
      flushed(data, 'r');
      const answer = await exchange('POST', `delete=${sent}~${tail}`);
      if (!/\bdone=1\b/.test(answer.acquisition)) throw new Error(`not done: ${answer.acquisition}`);
    }
  });
  await client.close();
  return rate;
};

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];
const spread = (values) => ({ median: median(values), min: Math.min(...values), max: Math.max(...values) });

try {
  const machine = {
    ...{ cores: availableParallelism(), platform: `${process.platform}-${process.arch}`, node: process.version },
    ...{ filesystem: filesystemOf(folder), flushMicroseconds: flushLatency(folder) },
  };
  const rates = { ours: [], baseline: [] };
  // The first round warms up and is not counted.
  for (let round = 0; round <= rounds; round += 1) {
    const mine = await ours(await filled());
    const theirs = await baseline(await filled());
    if (round === 0) continue;
    rates.ours.push(mine);
    rates.baseline.push(theirs);
  }
  const ratio = spread(rates.ours.map((rate, at) => rate / rates.baseline[at]));
  console.log(`${rounds} rounds of ${messages} messages of ${messageBytes} bytes; a flush of 4 KiB takes ${machine.flushMicroseconds} µs`);
  console.log('ratio (min–max)         device   baseline   messages/s, medians');
  console.log(
    `${ratio.median.toFixed(2)} (${ratio.min.toFixed(2)}–${ratio.max.toFixed(2)})`.padEnd(20) +
      median(rates.ours).toFixed(0).padStart(10) +
      median(rates.baseline).toFixed(0).padStart(11),
  );
  console.log(
    JSON.stringify({ machine, messageBytes, messages, rounds, ratio, ours: spread(rates.ours), baseline: spread(rates.baseline) }),
  );
} finally {
  await server.stop();
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
}
