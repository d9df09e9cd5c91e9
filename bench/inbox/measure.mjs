// A process of its own that opens an inbox and asks it everything: `node measure.mjs <folder>`. Its first line says that a page is there.
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { openSqliteInbox } from '../../dist/main/inbox/sqlite.js';
import { dates } from './letters.mjs';

const folder = process.argv[2];
const limit = 50;
const inbox = await openSqliteInbox(join(folder, 'inbox'));
const first = await inbox.page({ folder: 'inbox', limit });
console.log('ready');

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];
const repeated = async (work, times = 7) => {
  await work(-1);
  const all = [];
  for (let at = 0; at < times; at += 1) {
    const before = performance.now();
    await work(at);
    all.push(performance.now() - before);
  }
  return median(all);
};
const pageOf = (look) => inbox.page({ folder: 'inbox', limit, ...look });

const results = {};
const middle = Math.round((first[0]?.key ?? 0) / 2);
const looks = {
  'first page': {},
  'a page in the middle': { before: middle },
  'filter: unread': { filter: { unread: true } },
  'filter: protected': { filter: { protected: true } },
  'filter: attachments': { filter: { attachments: true } },
  'filter: a type that is nowhere': { filter: { type: 'video/' } },
  'filter: dates, the middle': { filter: dates },
};
for (const [what, look] of Object.entries(looks)) results[what] = { ms: await repeated(() => pageOf(look)) };

const db = new DatabaseSync(join(folder, 'scan.db'), { readOnly: true });
const like = db.prepare(
  'SELECT letter, subject, sender FROM letter WHERE subject LIKE ?1 OR sender LIKE ?1 OR body LIKE ?1 ORDER BY letter DESC LIMIT ?2',
);
const searches = {
  'every prefix of "quarterly", each': [...'quarterly'].map((_, at) => 'quarterly'.slice(0, at + 1)),
  'a Japanese word of two characters': ['会議'],
  'a word that is nowhere': ['xylophonist'],
  'a word that is everywhere': ['restante'],
};
for (const [what, words] of Object.entries(searches)) {
  const all = async (ask) =>
    (await repeated(async () => {
      for (const word of words) await ask(word);
    })) / words.length;
  results[`search: ${what}`] = {
    ms: await all((word) => pageOf({ words: word })),
    scan: await all((word) => like.all(`%${word}%`, limit)),
  };
}
results['search: everywhere, and a type that is nowhere'] = {
  ms: await repeated(() => pageOf({ words: 'restante', filter: { type: 'video/' } })),
};
db.close();

const some = [];
for (let before = middle; some.length < 1_000; ) {
  const page = await inbox.page({ folder: 'inbox', limit: 500, before });
  if (page.length === 0) break;
  some.push(...page.map(({ uid }) => uid));
  before = page.at(-1).key;
}
// The small inbox has half as many below its middle.
const marked = some.slice(0, 400);
results['mark 1'] = { ms: await repeated((at) => inbox.mark(some.slice(0, 1), { read: at % 2 === 0 }, 0), 20) };
results['mark 400'] = { ms: await repeated((at) => inbox.mark(marked, { read: at % 2 === 0 }, 0)) };

const { tally } = await inbox.counts({ cap: { unit: 'messages', limit: 1 }, overwriteRead: true });
const held = Object.values(tally).reduce((sum, { count }) => sum + count, 0);
const policy = { cap: { unit: 'messages', limit: held }, overwriteRead: true };
const source = { server: 'http://127.0.0.1:1', mailbox: 'filled' };
results['a receipt, one makes way'] = {
  ms: await repeated(async (at) => {
    const bytes = Buffer.from(`one more ${at}`.padEnd(2_048));
    const received = await inbox.receive(
      source,
      {
        ...{ id: 1_000_000 + at, uid: `more-${at}`, body: { kind: 'bytes', bytes: new Uint8Array(bytes) }, size: bytes.length },
        ...{ sha256: new Uint8Array(createHash('sha256').update(bytes).digest()), type: 'text/plain', subject: 'more', sender: 'bob' },
        ...{ acceptedAt: 1, receivedAt: 2 },
      },
      { verb: 'move', policy },
      [],
    );
    if (received.gone?.length !== 1) throw new Error('nothing made way');
  }, 20),
};
await inbox.close();
console.log(JSON.stringify(results));
