import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { v7 as uuidv7 } from 'uuid';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Filter, Inbox, InboxFolder, InboxMessage, Look, Receipt, Sight, Words } from '#restante/main/inbox/port';
import { openSqliteInbox } from '#restante/main/inbox/sqlite';
import { temporaryFolder } from '../support/folder.ts';

const ann = { server: 'http://127.0.0.1:1', mailbox: 'ann' };
const order = { verb: 'move', policy: { cap: { unit: 'messages', limit: 100_000 }, overwriteRead: false } } as const;
const nothing = new Uint8Array(createHash('sha256').digest());

const opened = async (): Promise<Inbox> => {
  const inbox = await openSqliteInbox(temporaryFolder());
  onTestFinished(inbox.close);
  return inbox;
};

const receiptOf = (id: number, some: Partial<Receipt> = {}): Receipt => ({
  id,
  uid: uuidv7(),
  body: { kind: 'bytes', bytes: new Uint8Array() },
  size: 0,
  sha256: nothing,
  type: 'text/plain',
  subject: '',
  sender: '',
  acceptedAt: 1,
  receivedAt: 2,
  ...some,
});

/** An inbox to which texts are added and in which they are looked for. */
const searchable = async () => {
  const inbox = await opened();
  let id = 0;
  return {
    inbox,
    async add(words: Partial<Omit<Words, 'key'>>): Promise<string> {
      id += 1;
      const receipt = receiptOf(id);
      await inbox.receive(ann, receipt, order, []);
      const { key = 0 } = (await inbox.find(receipt.uid)) ?? {};
      await inbox.addWords([{ key, subject: '', sender: '', body: '', attachments: [], ...words }]);
      return receipt.uid;
    },
    finds: async (words: string): Promise<string[]> => (await inbox.page({ folder: 'inbox', words, limit: 500 })).map(({ uid }) => uid),
  };
};

describe('the search', () => {
  test('finds words of subject, sender, text and attachments; all of them, each by its beginning, in any order', async () => {
    const { add, finds } = await searchable();
    const report = await add({
      subject: 'Quarterly report',
      sender: 'Bob <bob@example.org>',
      body: 'Dear Ann',
      attachments: ['Q3 résumé.pdf'],
    });
    const other = await add({ subject: 'Report', body: 'nothing of it' });
    expect(await finds('report')).toEqual([other, report]);
    for (const words of ['quart rep', 'report ann', 'bob@example.org', 'resume.pdf', 'RÉSUMÉ', 'dear, example'])
      expect(await finds(words), words).toEqual([report]);
    for (const words of ['report zebra', 'eport', 'quarterly it']) expect(await finds(words), words).toEqual([]);
  });

  test.each([
    [
      '契約書の控えをPDF資料で送ります',
      ['契', '契約', '約書', '書の控え', 'PDF資料', '資料で', 'ｐｄｆ', 'す'],
      ['契書', '約契', '料資', '本'],
    ],
    ['データベースとﾃﾞｰﾀﾍﾞｰｽ', ['データ', 'ﾃﾞｰﾀ', 'ー', 'ース', 'ｰｽ', 'ベースと'], ['テータ', 'タデ']],
    ['人々の〆切は一ヶ月先、いすゞ自動車', ['人々', '々', '〆切', '一ヶ月', 'ヶ', 'すゞ', 'ゞ自'], ['人人', '先い']],
    ['한국어 메시지입니다', ['한국', '한국어', '메시지', '한'], ['국어']],
    ['ประเทศไทย ภาษาไทย', ['ไทย', 'ประ', 'ทศไ', 'ย'], ['ยไ']],
    ['𠮷野家で葛󠄀餅を食べた', ['𠮷', '𠮷野', '葛餅', '家で葛'], ['吉野']],
    ['Straße in İstanbul, ΟΔΟΣ, naïve ﬁle', ['strasse', 'STRASSE', 'straß', 'istanbul', 'οδός', 'naive', 'NAÏVE', 'file'], ['trasse']],
    ['Ünïcode e\u0301te\u0301 soft\u00adhyphen', ['unicode', 'été', 'ete', 'softhyphen'], ['hyphen']],
    [
      'Party 🎉👍🏽 at 👩‍🚀 ★ 5→6 ❤️ 10€ © ═══',
      ['🎉', '👍', '👍🏽', '🎉 party', '👩', '👩‍🚀', '🚀', '★', '→', '5→6', '❤', '❤️', '€', '10€', '©'],
      ['🎊', '☆', '═', '🎉 zebra'],
    ],
    ['हिन्दी में संदेश, رسالة بالعَرَبِيَّة', ['हिन्दी', 'हिन्', 'संदेश', 'رسالة', 'بالعربية'], ['देश']],
  ])('of %s finds what is there, and not what is not', async (text, there, absent) => {
    const { add, finds } = await searchable();
    const uid = await add({ body: text });
    await add({ body: 'something else altogether' });
    for (const words of there) expect(await finds(words), words).toEqual([uid]);
    for (const words of absent) expect(await finds(words), words).toEqual([]);
  });

  test('takes nothing that is typed for an instruction', async () => {
    const { add, finds } = await searchable();
    const uid = await add({ subject: 'a OR b', body: 'near not and' });
    for (const words of ['"', '""', '*', '(', ')', '^', ':', '-', '+', "'", '\0', '\ud800', '🎉', '、。'])
      expect(await finds(words), words).toEqual([]);
    for (const words of [
      '"a',
      'a"',
      'a*',
      '(b)',
      'a OR',
      'NOT near',
      'NEAR(',
      'a AND',
      '-b',
      '^a',
      '+b',
      'a\0b',
      '\udc00a',
      'near/2'.slice(0, 5),
    ])
      expect(await finds(words), words).toEqual([uid]);
    for (const words of ['subject:a', 'body : near', 'zebra OR a', 'a NOT zebra', '{subject}'])
      expect(await finds(words), words).toEqual([]);
  });

  test('nothing typed is no search; nothing but marks finds nothing', async () => {
    const { add, finds } = await searchable();
    const uid = await add({ subject: 'x' });
    expect(await finds('')).toEqual([uid]);
    expect(await finds('  ')).toEqual([uid]);
    expect(await finds('--')).toEqual([]);
  });

  test('bears whatever strangers write and readers type', async () => {
    const { add, finds } = await searchable();
    const text = fc.string({ unit: 'binary', maxLength: 200 });
    await fc.assert(
      fc.asyncProperty(text, text, async (written, typed) => {
        await add({ subject: written, sender: written, body: written, attachments: [written] });
        await finds(typed);
      }),
      { numRuns: 150 },
    );
  });

  test('finds every word of what it was given, and every beginning of one', async () => {
    const { add, finds } = await searchable();
    const letters = 'abcdefghijklmnopqrstuvwxyzäöüßéñçøåœæабвгдеёжзийклмнопαβγδεζηθικλμνξοπρσςτυφχψω한국어메시지אבגדהושם0123456789ＡＢｃ';
    const word = fc.string({ unit: fc.constantFrom(...letters), minLength: 1, maxLength: 80 });
    await fc.assert(
      fc.asyncProperty(fc.array(word, { minLength: 1, maxLength: 15 }), fc.nat(), fc.nat(), async (words, which, length) => {
        const uid = await add({ body: words.join(' — ') });
        const wanted = words[which % words.length] ?? '';
        const beginning = [...wanted].slice(0, 1 + (length % wanted.length)).join('');
        for (const typed of [wanted, wanted.toUpperCase(), wanted.normalize('NFD'), beginning]) expect(await finds(typed)).toContain(uid);
      }),
      { numRuns: 150 },
    );
  });

  test('finds every run of a text without blanks, and only texts that have it', async () => {
    const { add, finds } = await searchable();
    const characters = [...'日本語の文書データベースー々〆ヶヽゞ一ニ二がぎぱｶﾞﾊﾟｱｰ𠮷野。、！ 　ＡB1'];
    const texts = new Map<string, string>();
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...characters), { minLength: 2, maxLength: 30 }),
        fc.nat(),
        fc.nat(8),
        async (all, from, length) => {
          // A voiced mark belongs to the character before it: a run begins with a character.
          const text = all.join('').normalize('NFKC');
          texts.set(await add({ body: text }), text);
          const normal = [...text];
          const start = from % normal.length;
          const run = normal.slice(start, start + 1 + length).join('');
          const [japanese] = /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}]+/u.exec(run.replace(/[。、\u3099\u309a]/gu, ' ')) ?? [];
          if (japanese === undefined) return;
          const found = await finds(japanese);
          const expected = [...texts].flatMap(([uid, other]) => (other.includes(japanese) ? [uid] : []));
          expect(found.toSorted()).toEqual(expected.slice(-500).toSorted());
        },
      ),
      { numRuns: 200 },
    );
  });

  test('files so much of a text and takes so much of what is typed, and no more', async () => {
    const { add, finds } = await searchable();
    const long = await add({ body: `${'word '.repeat(6_000)}early ${'x'.repeat(100_000)} late` });
    expect(await finds('early')).toEqual([long]);
    expect(await finds('late')).toEqual([]);
    const data = 'a'.repeat(63);
    const wide = await add({ body: `${data}${'bc'.repeat(500)} ${'\ufdfa'.repeat(40_000)}` });
    expect(await finds(`${data}b`)).toEqual([wide]);
    expect(await finds(`${data}${'bc'.repeat(500)}`)).toEqual([wide]);
    expect(await finds('word '.repeat(100_000))).toEqual([long]);
    expect(await finds('語'.repeat(100_000))).toEqual([]);
  });
});

interface Modelled {
  readonly message: InboxMessage;
  readonly text: string;
}

const inFolder: Record<InboxFolder, (m: InboxMessage) => boolean> = {
  inbox: (m) => !m.deleted,
  unread: (m) => !m.deleted && !m.read,
  protected: (m) => !m.deleted && m.protected,
  deleted: (m) => m.deleted,
};

const passes = (m: InboxMessage, { unread, protected: kept, attachments, type, since, until }: Filter): boolean => {
  const media = (m.type.split(';')[0] ?? '').trim().toLowerCase();
  return (
    (unread === undefined || m.read === !unread) &&
    (kept === undefined || m.protected === kept) &&
    (attachments === undefined || (m.attachments !== null && m.attachments > 0 === attachments)) &&
    (type === undefined || (type.endsWith('/') ? media.startsWith(type.toLowerCase()) : media === type.toLowerCase())) &&
    (since === undefined || m.acceptedAt >= since) &&
    (until === undefined || m.acceptedAt < until)
  );
};

/** A page as somebody would write it who has all messages in an array. */
const naivePage = (all: readonly Modelled[], { folder, words = '', filter = {}, before, limit }: Look): string[] =>
  all
    .filter(({ message, text }) => {
      const wanted = words.split(' ').filter((word) => word !== '');
      // What was not taken apart yet is not found by a word.
      const found =
        wanted.length === 0 ||
        (message.attachments !== null && wanted.every((word) => text.split(' ').some((one) => one.startsWith(word))));
      return inFolder[folder](message) && found && passes(message, filter) && (before === undefined || message.key < before);
    })
    .toSorted((a, b) => b.message.key - a.message.key)
    .slice(0, limit)
    .map(({ message }) => message.uid);

test('a page is what somebody would find who goes through all messages: folder, words, filter, place', async () => {
  const inbox = await opened();
  const vocabulary = ['apple', 'apply', 'banana', 'band', 'cherry'];
  const messages = fc.array(
    fc.record({
      text: fc.array(fc.constantFrom(...vocabulary), { maxLength: 4 }).map((words) => words.join(' ')),
      type: fc.constantFrom('text/plain', 'Text/Plain; charset=utf-8', 'text/html', 'image/png', 'IMAGE/PNG', 'application/pdf ;x=y', ''),
      acceptedAt: fc.nat(20),
      read: fc.boolean(),
      protected: fc.boolean(),
      deleted: fc.boolean(),
      attachments: fc.constantFrom(null, 0, 1, 3),
    }),
    { minLength: 120, maxLength: 120 },
  );
  const all: Modelled[] = [];
  for (const [at, one] of fc.sample(messages, { numRuns: 1, seed: 5 }).flat().entries()) {
    const receipt = receiptOf(at + 1, { type: one.type, acceptedAt: one.acceptedAt });
    await inbox.receive(ann, receipt, order, []);
    await inbox.mark([receipt.uid], { read: one.read, protected: one.protected, deleted: one.deleted }, 3);
    const { key = 0 } = (await inbox.find(receipt.uid)) ?? {};
    if (one.attachments !== null)
      await inbox.addWords([
        { key, subject: one.text, sender: '', body: '', attachments: Array.from({ length: one.attachments }, () => '-') },
      ]);
    const message = await inbox.find(receipt.uid);
    if (message) all.push({ message, text: one.text });
  }
  const some = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
  const filter = fc.record(
    {
      unread: fc.boolean(),
      protected: fc.boolean(),
      attachments: fc.boolean(),
      type: fc.constantFrom('text/plain', 'TEXT/plain', 'text/', 'image/', 'application/pdf', 'audio/'),
      since: fc.nat(20),
      until: fc.nat(20),
    },
    { requiredKeys: [] },
  );
  const looks = fc.record({
    folder: fc.constantFrom<InboxFolder>('inbox', 'unread', 'protected', 'deleted'),
    words: some(fc.constantFrom('', 'a', 'app', 'apple', 'ban che', 'band apply', 'zebra')),
    filter: some(filter),
    before: some(fc.integer({ min: 1, max: 130 })),
    skip: fc.nat(20),
    limit: fc.integer({ min: 1, max: 130 }),
  });
  await fc.assert(
    fc.asyncProperty(looks, async ({ folder, limit, words, filter, before, skip }) => {
      const sight: Sight = {
        folder,
        ...(words !== undefined && { words }),
        ...(filter && { filter }),
      };
      const from: Look = { ...sight, limit: limit + skip, ...(before !== undefined && { before }) };
      expect((await inbox.page({ ...from, limit, skip })).map(({ uid }) => uid)).toEqual(naivePage(all, from).slice(skip));
      const every = naivePage(all, { ...sight, limit: all.length });
      expect(await inbox.uids(sight)).toEqual(every);
      expect(await inbox.count(sight)).toBe(every.length);
    }),
    { numRuns: 500 },
  );
});

test('pages that follow one another have every hit once', async () => {
  const { inbox, add } = await searchable();
  for (let at = 0; at < 23; at += 1) await add({ subject: at % 2 === 0 ? 'even' : 'odd' });
  const found: number[] = [];
  for (let before: number | undefined; ; ) {
    const page: InboxMessage[] = await inbox.page({ folder: 'inbox', words: 'even', limit: 5, ...(before !== undefined && { before }) });
    found.push(...page.map(({ key }) => key));
    if (page.length < 5) break;
    before = page.at(-1)?.key;
  }
  expect(found).toEqual([23, 21, 19, 17, 15, 13, 11, 9, 7, 5, 3, 1]);
});

test('the words of a message go with it, however it goes, and those of one that went before are not kept', async () => {
  const { inbox, add, finds } = await searchable();
  const first = await add({ subject: 'first' });
  await inbox.mark([first], { deleted: true }, 3);
  expect((await inbox.page({ folder: 'deleted', words: 'first', limit: 5 })).map(({ uid }) => uid)).toEqual([first]);
  await inbox.purge([first], 4);
  expect(await finds('first')).toEqual([]);
  expect(await inbox.page({ folder: 'deleted', words: 'first', limit: 5 })).toEqual([]);

  const late = receiptOf(50);
  await inbox.receive(ann, late, order, []);
  const { key = 0 } = (await inbox.find(late.uid)) ?? {};
  await inbox.mark([late.uid], { deleted: true }, 3);
  await inbox.purge(undefined, 4);
  await inbox.addWords([{ key, subject: 'late', sender: '', body: '', attachments: [] }]);
  expect(await finds('late')).toEqual([]);

  // Overwritten by a newcomer.
  const second = await add({ subject: 'second' });
  await inbox.mark([second], { read: true }, 5);
  const tight = { verb: 'move', policy: { cap: { unit: 'messages', limit: 1 }, overwriteRead: true } } as const;
  expect(await inbox.receive(ann, receiptOf(60), tight, [])).toMatchObject({ kind: 'stored', gone: [{ uid: second }] });
  expect(await finds('second')).toEqual([]);
});
