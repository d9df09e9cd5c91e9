import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tokenScopes } from '#restante/protocol/api';
import type { Problem } from '#restante/protocol/errors';
import type { Quota } from '#restante/protocol/mailbox';
import type { Retention } from '#restante/protocol/retention';
import { parseDirectory } from '#restante/server/directory/file';
import { type Directory, openDirectory } from '#restante/server/directory/index';
import { type DirectoryData, directorySchema, type NotifyPolicy, type Scope } from '#restante/server/directory/schema';
import { limits } from '#restante/server/limits';
import { mailbox } from '../support/arbitraries.ts';
import { temporaryFolder } from '../support/folder.ts';

const now = (): number => Date.UTC(2025, 0, 2, 3, 4, 5);

const code = (expected: string) => expect.objectContaining({ name: 'Problem', code: expected });

const fileIn = (folder: string): string => join(folder, 'directory.json');

const maxAge = fc.option(fc.integer({ min: 1, max: 3_153_600_000 }));
const count = fc.option(fc.nat(1_000_000_000));
const retention: fc.Arbitrary<Retention> = fc.record({
  delivery: fc.record({ maxAge }),
  processed: fc.record({ maxAge, maxCount: count }),
});
const quota: fc.Arbitrary<Quota> = fc.record({ messages: count, bytes: fc.option(fc.maxSafeNat()) });
const pause = fc.oneof(fc.integer({ min: 1, max: 86_400 }), fc.double({ min: 1e-9, max: 86_400, noNaN: true }));
const notify: fc.Arbitrary<NotifyPolicy> = fc.record({ retryAfter: pause, retryMax: pause });
const note = fc.string({ unit: 'binary', maxLength: limits.noteLength }).filter((text) => !/\p{Cc}/u.test(text));
const hex = fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 64, maxLength: 64 });
const createdAt = fc.date({ min: new Date(0), max: new Date('2999-12-31'), noInvalidDate: true }).map((date) => date.toISOString());

/** Few, so that changes meet; some that an object knows already. */
const fewNames = fc.constantFrom('ann', 'bob', 'constructor', '0', 'valueof');

const token = fc
  .record(
    { sha256: hex, scope: fc.constantFrom(...tokenScopes), mailbox: fc.oneof(fewNames, mailbox), note, createdAt },
    { requiredKeys: ['sha256', 'scope', 'mailbox', 'createdAt'] },
  )
  .chain(({ mailbox, ...entry }) => {
    const named = { ...entry, mailbox };
    if (entry.scope === 'receive') return fc.constant(named);
    return entry.scope === 'send' ? fc.constantFrom(named, entry) : fc.constant(entry);
  });

const data: fc.Arbitrary<DirectoryData> = fc.record({
  version: fc.constant(1 as const),
  defaults: fc.record(
    { retention, notify, quota, recordAge: fc.integer({ min: 2 * 86_400, max: 3_153_600_000 }) },
    { requiredKeys: ['retention', 'notify'] },
  ),
  mailboxes: fc.dictionary(
    fc.oneof(fewNames, mailbox),
    fc.record({ createdAt, shared: fc.boolean(), quota, retention }, { requiredKeys: ['createdAt'] }),
    { noNullPrototype: true },
  ),
  tokens: fc.array(token, { maxLength: 8 }),
});

/** All that a directory says. */
const viewOf = (directory: Directory, secrets: readonly string[] = []) => ({
  mailboxes: directory.mailboxes().map((name) => directory.mailbox(name)),
  shared: directory.mailboxes().map(directory.shared),
  quotas: directory.mailboxes().map(directory.quota),
  defaults: directory.defaults(),
  notify: directory.notify(),
  recordAge: directory.recordAge(),
  tokens: directory.tokens(),
  grants: secrets.map(directory.grant),
});

describe('any valid file', () => {
  it('is taken as it is, and survives a write by the server, member for member', async () => {
    const folder = temporaryFolder();
    await fc.assert(
      fc.asyncProperty(data, notify, async (data, changed) => {
        const file = fileIn(folder);
        const text = JSON.stringify(data);
        writeFileSync(file, text);
        expect(parseDirectory(file, text)).toEqual(JSON.parse(text));
        const directory = await openDirectory(file, now);
        await directory.setDefaults({ notify: changed });
        expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(
          JSON.parse(JSON.stringify({ ...data, defaults: { ...data.defaults, notify: changed } })),
        );
        expect(viewOf(await openDirectory(file, now))).toEqual(viewOf(directory));
      }),
      { numRuns: 60 },
    );
  });

  it('of before there were quotas has their defaults', async () => {
    const file = fileIn(temporaryFolder());
    const defaults = {
      retention: { delivery: { maxAge: null }, processed: { maxAge: 2_592_000, maxCount: 1_000 } },
      notify: { retryAfter: 30, retryMax: 900 },
    };
    const mailboxes = { ann: { createdAt: '2025-01-01T00:00:00Z' } };
    writeFileSync(file, JSON.stringify({ version: 1, defaults, mailboxes, tokens: [] }));
    const directory = await openDirectory(file, now);
    const quota = { messages: null, bytes: null };
    expect(directory.defaults()).toEqual({ ...defaults, quota, recordAge: 31_536_000 });
    expect(directory.recordAge()).toBe(31_536_000);
    expect(directory.mailbox('ann')).toEqual({
      name: 'ann',
      createdAt: '2025-01-01T00:00:00Z',
      shared: false,
      quota,
      ownQuota: null,
      retention: defaults.retention,
      ownRetention: null,
    });
    expect(directory.mailbox('bob')).toBeUndefined();
  });
});

type Change = (directory: Directory, secrets: string[]) => Promise<unknown>;

const pick = (directory: Directory, at: number): string => directory.tokens()[at % 7]?.token ?? '0'.repeat(16);

const change: fc.Arbitrary<Change> = fc.oneof(
  fc.tuple(fewNames, fc.option(quota, { nil: undefined }), fc.boolean()).map(
    ([name, quota, shared]): Change =>
      async (directory, secrets) => {
        const added = await directory.addMailbox(name, quota ? { quota, shared } : {});
        secrets.push(added.receiveToken, added.sendToken);
      },
  ),
  fewNames.map(
    (name): Change =>
      (directory) =>
        directory.removeMailbox(name),
  ),
  fc.tuple(fewNames, fc.option(quota), fc.option(fc.boolean(), { nil: undefined })).map(
    ([name, quota, shared]): Change =>
      (d) =>
        d.setMailbox(name, shared === undefined ? { quota } : { quota, shared }),
  ),
  fc.tuple(fewNames, fc.option(retention, { nil: undefined })).map(
    ([name, retention]): Change =>
      (directory) =>
        directory.setRetention(name, retention),
  ),
  retention.map(
    (retention): Change =>
      (directory) =>
        directory.setDefaults({ retention }),
  ),
  quota.map(
    (quota): Change =>
      (directory) =>
        directory.setDefaults({ quota }),
  ),
  notify.map(
    (notify): Change =>
      (directory) =>
        directory.setDefaults({ notify }),
  ),
  fc.tuple(fc.constantFrom(...tokenScopes), fc.option(fewNames, { nil: undefined }), fc.option(note, { nil: undefined })).map(
    ([scope, mailbox, note]): Change =>
      async (directory, secrets) => {
        secrets.push((await directory.addToken(scope, mailbox, note)).secret);
      },
  ),
  fc.nat().map(
    (at): Change =>
      (directory) =>
        directory.revokeToken(pick(directory, at)),
  ),
  fc.constant<Change>((directory) => directory.reload()),
);

describe('any sequence of changes', () => {
  it('says the same after the file is opened again, and what was refused changed nothing', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 15 }), async (changes) => {
        const file = fileIn(temporaryFolder());
        const directory = await openDirectory(file, now);
        const secrets: string[] = [];
        for (const apply of changes) {
          const before = viewOf(directory, secrets);
          await apply(directory, secrets).catch((error: Problem) => {
            expect(error.name).toBe('Problem');
            expect(viewOf(directory, secrets)).toEqual(before);
          });
        }
        expect(viewOf(await openDirectory(file, now), secrets)).toEqual(viewOf(directory, secrets));
      }),
      { numRuns: 40 },
    );
  });

  it('made at once is made one after the other', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 15 }), async (changes) => {
        const file = fileIn(temporaryFolder());
        const directory = await openDirectory(file, now);
        const secrets: string[] = [];
        await Promise.allSettled(changes.map((apply) => apply(directory, secrets)));
        expect(viewOf(await openDirectory(file, now), secrets)).toEqual(viewOf(directory, secrets));
      }),
      { numRuns: 20 },
    );
  });
});

const withAnn = async () => {
  const file = fileIn(temporaryFolder());
  const directory = await openDirectory(file, now);
  return { file, directory, ann: await directory.addMailbox('ann') };
};

describe('a mailbox', () => {
  it('has a quota of its own, or the default, also one that changes', async () => {
    const { file, directory } = await withAnn();
    await directory.addMailbox('bob', { shared: true, quota: { messages: 0, bytes: 10 } });
    await directory.setDefaults({ quota: { messages: 5, bytes: null } });
    expect(directory.mailbox('ann')).toMatchObject({ shared: false, quota: { messages: 5, bytes: null }, ownQuota: null });
    expect(directory.mailbox('bob')).toMatchObject({
      shared: true,
      quota: { messages: 0, bytes: 10 },
      ownQuota: { messages: 0, bytes: 10 },
    });
    await directory.setMailbox('bob', { shared: false });
    expect(directory.mailbox('bob')).toMatchObject({ shared: false, quota: { messages: 0, bytes: 10 } });
    await directory.setMailbox('bob', { quota: null });
    expect((await openDirectory(file, now)).mailbox('bob')).toMatchObject({ quota: { messages: 5, bytes: null }, ownQuota: null });
  });

  it('takes its tokens along when it is removed, and does not get them back with its name', async () => {
    const { file, directory, ann } = await withAnn();
    const bob = await directory.addMailbox('bob');
    const all = await directory.addToken('send', undefined);
    await directory.removeMailbox('ann');
    await expect(directory.removeMailbox('ann')).rejects.toEqual(code('mailbox-unknown'));
    await directory.addMailbox('ann');
    for (const view of [directory, await openDirectory(file, now)]) {
      for (const secret of [ann.receiveToken, ann.sendToken]) expect(view.grant(secret)).toBeUndefined();
      for (const secret of [bob.receiveToken, bob.sendToken, all.secret]) expect(view.grant(secret)).toBeDefined();
    }
  });

  it('takes no policy that could not be read again', async () => {
    const { file, directory } = await withAnn();
    const before = readFileSync(file, 'utf8');
    const bad = { messages: -1, bytes: null };
    const refused: Promise<unknown>[] = [
      directory.addMailbox('bob', { quota: bad }),
      directory.setMailbox('ann', { quota: { messages: Number.NaN, bytes: null } }),
      directory.setDefaults({ quota: { messages: null, bytes: 0.5 } }),
      directory.setDefaults({ notify: { retryAfter: 0, retryMax: 1 } }),
      directory.setDefaults({ notify: { retryAfter: 1, retryMax: Number.POSITIVE_INFINITY } }),
      directory.setRetention('ann', { delivery: { maxAge: 0 }, processed: { maxAge: null, maxCount: null } }),
      directory.setDefaults({ retention: { delivery: { maxAge: 1.5 }, processed: { maxAge: null, maxCount: null } } }),
    ];
    for (const attempt of refused) await expect(attempt).rejects.toEqual(code('policy-invalid'));
    expect(readFileSync(file, 'utf8')).toBe(before);
  });
});

describe('a token', () => {
  it('has a name, which is the start of its hash, and a note', async () => {
    const { directory, ann } = await withAnn();
    const added = await directory.addToken('receive', 'ann', 'the tablet in the hall');
    expect(added.token).toMatch(/^[0-9a-f]{16}$/);
    expect(directory.grant(added.secret)).toEqual({ token: added.token, scope: 'receive', mailbox: 'ann', note: 'the tablet in the hall' });
    const at = '2025-01-02T03:04:05.000Z';
    expect(directory.tokens({ mailbox: 'ann' })).toEqual([
      { token: directory.grant(ann.receiveToken)?.token, scope: 'receive', mailbox: 'ann', createdAt: at },
      { token: directory.grant(ann.sendToken)?.token, scope: 'send', mailbox: 'ann', createdAt: at },
      { token: added.token, scope: 'receive', mailbox: 'ann', note: 'the tablet in the hall', createdAt: at },
    ]);
    expect(JSON.stringify(directory.tokens())).not.toContain(added.secret);
    expect(directory.tokens({ mailbox: 'bob' })).toEqual([]);
  });

  it.each<[scope: Scope, mailbox: string | undefined, expected: string | undefined]>([
    ['receive', 'ann', undefined],
    ['receive', undefined, 'token-invalid'],
    ['send', 'ann', undefined],
    ['send', undefined, undefined],
    ['admin', undefined, undefined],
    ['admin', 'ann', 'token-invalid'],
    ['monitor', undefined, undefined],
    ['monitor', 'ann', 'token-invalid'],
    ['send', 'bob', 'mailbox-unknown'],
    ['receive', 'constructor', 'mailbox-unknown'],
  ])('of the scope %s and the mailbox %s', async (scope, mailbox, expected) => {
    const { directory } = await withAnn();
    const added = directory.addToken(scope, mailbox);
    if (expected) await expect(added).rejects.toEqual(code(expected));
    else expect(directory.grant((await added).secret)).toMatchObject(mailbox === undefined ? { scope } : { scope, mailbox });
  });

  it('takes a note of a line', async () => {
    const { directory } = await withAnn();
    for (const note of ['line\nbreak', 'a\0', '\x1b[31m', '\x85', 'x'.repeat(limits.noteLength + 1)])
      await expect(directory.addToken('send', 'ann', note)).rejects.toEqual(code('token-invalid'));
    for (const note of ['', '印刷機', '🖨'.repeat(limits.noteLength)]) {
      const { token } = await directory.addToken('send', 'ann', note);
      expect(directory.tokens().find((t) => t.token === token)).toMatchObject({ note });
    }
  });

  it('that is revoked opens nothing, at once and after a restart', async () => {
    const { file, directory, ann } = await withAnn();
    const name = directory.grant(ann.receiveToken)?.token ?? '';
    expect(await directory.revokeToken(name)).toMatchObject({ token: name, scope: 'receive', mailbox: 'ann' });
    await expect(directory.revokeToken(name)).rejects.toEqual(code('token-not-found'));
    for (const none of ['', 'constructor', ann.sendToken, name.slice(1)])
      await expect(directory.revokeToken(none)).rejects.toEqual(code('token-not-found'));
    for (const view of [directory, await openDirectory(file, now)]) {
      expect(view.grant(ann.receiveToken)).toBeUndefined();
      expect(view.grant(ann.sendToken)).toBeDefined();
    }
  });

  it('that a hand wrote down twice is revoked whole', async () => {
    const { file, directory, ann } = await withAnn();
    const written = directorySchema.parse(JSON.parse(readFileSync(file, 'utf8')));
    writeFileSync(file, JSON.stringify({ ...written, tokens: [...written.tokens, ...written.tokens] }));
    await directory.reload();
    expect(directory.tokens()).toHaveLength(2);
    await directory.revokeToken(directory.grant(ann.sendToken)?.token ?? '');
    expect(directory.grant(ann.sendToken)).toBeUndefined();
  });

  it('of an administrator is revoked unless it is the last', async () => {
    const { file, directory } = await withAnn();
    const one = await directory.addToken('admin', undefined);
    await expect(directory.revokeToken(one.token)).rejects.toEqual(code('token-last-admin'));
    expect((await openDirectory(file, now)).grant(one.secret)).toMatchObject({ scope: 'admin' });
    const other = await directory.addToken('admin', undefined);
    const both = await Promise.allSettled([directory.revokeToken(one.token), directory.revokeToken(other.token)]);
    expect(both).toMatchObject([{ status: 'fulfilled' }, { status: 'rejected', reason: code('token-last-admin') }]);
    expect(directory.grant(other.secret)).toMatchObject({ scope: 'admin' });
  });
});
