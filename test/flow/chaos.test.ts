import { expect, test } from 'vitest';
import { corpus, type Entry, send } from '../support/corpus.ts';
import { idsIn } from '../support/device.ts';
import { temporaryFolder } from '../support/folder.ts';
import type { RestanteProcess } from '../support/process.ts';
import { newDevice } from '../support/receive.ts';
import { addMailbox, type ServerProcess, startServer } from '../support/server.ts';

/** Mulberry32: small, and the same for the same seed. */
const randomFrom = (seed: number) => {
  let state = seed;
  return (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
};

/** Things that happen, and waiting for so many more of them. */
const counter = () => {
  let count = 0;
  const waiting = new Set<() => void>();
  return {
    tick(): void {
      count += 1;
      for (const check of [...waiting]) check();
    },
    more: (n: number): Promise<void> =>
      new Promise((resolve) => {
        const until = count + n;
        const check = (): void => {
          if (count < until) return;
          waiting.delete(check);
          resolve();
        };
        waiting.add(check);
      }),
  };
};

/** Sends all entries, eight at a time, and returns the uid of each. */
const sendAll = async (entries: readonly Entry[], sendOne: (entry: Entry) => Promise<string>): Promise<Map<string, Entry>> => {
  const sent = new Map<string, Entry>();
  const queue = [...entries];
  const worker = async (): Promise<void> => {
    for (let entry = queue.shift(); entry; entry = queue.shift()) sent.set(await sendOne(entry), entry);
  };
  await Promise.all(Array.from({ length: 8 }, worker));
  return sent;
};

test('300 messages of every kind by SMTP and HTTP, device and server killed again and again: each once, byte for byte', async () => {
  const seed = Date.now() % 2 ** 31;
  const random = randomFrom(seed);
  const data = temporaryFolder();
  let server = await startServer(data);
  const { http, smtp } = server;
  const ann = await addMailbox(server, 'ann');
  const device = newDevice(ann);
  const events = counter();
  const kills = { server: 0, device: 0 };

  const startDevice = (): RestanteProcess => {
    const started = device.start({ http });
    started.child.stdout?.on('data', () => events.tick());
    return started;
  };
  let receiving = startDevice();
  const killServer = async (): Promise<void> => {
    await server.kill('SIGKILL');
    kills.server += 1;
    server = await startServer(data, { http: new URL(http).host, smtp: `${smtp.host}:${smtp.port}` });
  };
  const killDevice = async (): Promise<void> => {
    await receiving.kill('SIGKILL');
    kills.device += 1;
    receiving = startDevice();
  };

  let sending = true;
  const killing = (async () => {
    while (sending) {
      await events.more(1 + Math.floor(random() * 12));
      if (sending) await (random() < 0.5 ? killServer() : killDevice());
    }
  })();
  const entries = corpus(300);
  const sent = await sendAll(entries, async (entry) => {
    const uid = await send(entry, () => server as ServerProcess, { mailbox: 'ann', sendToken: ann.sendToken });
    events.tick();
    return uid;
  });
  sending = false;
  events.tick();
  // A killer that waits for more than can still happen is let go.
  for (let n = 0; n < 12; n += 1) events.tick();
  await killing;
  await killDevice();
  await killServer();
  await receiving.kill();
  await device.once({ http });

  const told = `seed ${seed}, killed ${JSON.stringify(kills)}`;
  expect(sent.size, told).toBe(300);
  const held = await device.held();
  const expected = [...sent].map(([uid, { sha256, stored }]) => ({ uid, sha256, bytes: stored.byteLength }));
  const byUid = (a: { uid: string }, b: { uid: string }): number => (a.uid < b.uid ? -1 : 1);
  expect(held.map(({ uid, sha256, bytes }) => ({ uid, sha256, bytes })).toSorted(byUid), told).toEqual(expected.toSorted(byUid));
  expect(await idsIn(server, 'ann', 'delivery'), told).toEqual([]);
  expect(Math.min(kills.server, kills.device), told).toBeGreaterThan(3);
}, 120_000);
