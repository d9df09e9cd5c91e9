// Puts messages into an inbox by its public port, as if they had been received.
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { openSqliteInbox } from '../../dist/main/inbox/sqlite.js';
import { createIndexer } from '../../dist/main/reading/indexer.js';

/** A server that is nowhere: the app has nothing to tell it. */
const source = { server: 'http://127.0.0.1:1', mailbox: 'filled' };
const roomy = { cap: { unit: 'messages', limit: 1e12 }, overwriteRead: false };
/** Calls under way together share a transaction. */
const batch = 500;

/**
 * @param profile folder of an app that does not run
 * @param messages in order of receipt: `{ from, subject, type, body, at }`, with `read` and `protected` if they are
 * @param search they are also filed for the search: else the app does that when it is started
 */
export const fillInbox = async (profile, messages, { search = false } = {}) => {
  const inbox = await openSqliteInbox(join(profile, 'inbox'));
  let id = 0;
  let calls = [];
  const marks = new Map();
  const flush = async () => {
    await Promise.all(calls);
    calls = [];
    for (const [mark, uids] of marks) await inbox.mark(uids, JSON.parse(mark), 0);
    marks.clear();
  };
  for (const { from, subject, type, body, at, ...mark } of messages) {
    id += 1;
    const uid = uuidv7();
    const bytes = new Uint8Array(Buffer.from(body));
    const receipt = {
      ...{ id, uid, size: bytes.byteLength, type, subject, sender: from, acceptedAt: at - 2_000, receivedAt: at },
      body: await inbox.write([bytes], () => {}),
      sha256: new Uint8Array(createHash('sha256').update(bytes).digest()),
    };
    calls.push(inbox.receive(source, receipt, { verb: 'move', policy: roomy }, []), inbox.settle(source, [{ id, uid }]));
    const key = JSON.stringify(mark);
    if (key !== '{}') marks.set(key, [...(marks.get(key) ?? []), uid]);
    if (calls.length >= 2 * batch) await flush();
  }
  await flush();
  if (search) {
    const indexer = createIndexer({ inbox });
    indexer.wake();
    await indexer.settled();
    await indexer.stop();
  }
  await inbox.close();
};
