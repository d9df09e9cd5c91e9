import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Letter, LetterPage } from '#restante/protocol/bridge';
import { temporaryFolder } from '../support/folder.ts';
import { startKillableEngine } from '../support/killable-engine.ts';
import { senderOf, waitingFor } from '../support/letters.ts';
import { startProxy } from '../support/proxy.ts';
import { addMailbox, openServer } from '../support/server.ts';

const count = 24;

test(`${count} letters to two mailboxes; engine and answers are lost again and again: no draft is missing, each letter is there once`, async () => {
  const server = await openServer();
  const [ann, bob, cy] = await Promise.all([addMailbox(server, 'ann'), addMailbox(server, 'bob'), addMailbox(server, 'cy')]);
  const proxy = await startProxy(server);
  let receipts = 0;
  // Every seventh receipt is lost on its way.
  proxy.onResponse = (bytes) => {
    if (!bytes.includes('201 Created')) return bytes;
    receipts += 1;
    return receipts % 7 === 0 ? 'cut' : bytes;
  };
  const engine = await startKillableEngine([await senderOf(server, ann, { at: proxy.http })]);
  let calls = 0;
  /** Every fifth call, or what it set going, is under way when the engine is killed; the next process answers it. */
  const ask = async <T>(name: Parameters<typeof engine.ask>[0], args: Record<string, unknown>): Promise<T> => {
    const answer = engine.ask<T>(name, { account: 'own', ...args });
    calls += 1;
    if (calls % 5 === 0 && calls < count * 2) {
      await delay(Math.random() * 40);
      await engine.kill();
    }
    return answer;
  };
  const path = join(temporaryFolder(), 'attached.bin');
  writeFileSync(path, Buffer.alloc(2_000_000, 1));

  const letters = Array.from({ length: count }, (_, at) => ({ id: randomUUID(), subject: `letter ${at}` }));
  const drafts: string[] = [];
  for (const { id, subject } of letters) {
    await ask('letters.save', { id, to: ['bob', 'cy'], subject, text: `${subject} in words` });
    if (subject.endsWith('5')) await ask('letters.attachFile', { id, file: randomUUID(), path });
    if (subject.endsWith('9')) drafts.push(id);
    else await ask('letters.send', { id });
  }

  const sent = letters.filter(({ id }) => !drafts.includes(id)).map(({ subject }) => subject);
  await expect
    .poll(
      async () => {
        const { rows } = await ask<LetterPage>('letters.page', { folder: 'sent', before: null, limit: 500 });
        return rows.filter(({ stage }) => stage === 'sent').length;
      },
      { timeout: 90_000, interval: 500 },
    )
    .toBe(sent.length);
  for (const tokens of [bob, cy]) {
    const there = (await waitingFor(server, tokens)).map(({ subject }) => subject);
    expect(there.toSorted()).toEqual(sent.toSorted());
  }
  for (const id of drafts) {
    const { subject, text, stage } = await ask<Letter>('letters.read', { id });
    expect({ text, stage }).toEqual({ text: `${subject} in words`, stage: 'draft' });
  }
}, 240_000);
