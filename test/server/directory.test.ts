import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Problem } from '#restante/protocol/errors';
import { defaultRetention, type Retention } from '#restante/protocol/retention';
import { parseDirectory } from '#restante/server/directory/file';
import { type Directory, openDirectory } from '#restante/server/directory/index';
import { temporaryFolder } from '../support/folder.ts';
import { runScript } from '../support/script.ts';

const now = (): number => Date.UTC(2025, 0, 2, 3, 4, 5);

const open = (file: string): Promise<Directory> => openDirectory(file, now);

const fileIn = (folder: string): string => join(folder, 'directory.json');

const code = (expected: string) => expect.objectContaining({ name: 'Problem', code: expected });

const retention: Retention = { delivery: { maxAge: 86_400 }, processed: { maxAge: null, maxCount: 5 } };

describe('mailboxes', () => {
  it('are there as soon as they are added, and after a restart', async () => {
    const file = fileIn(temporaryFolder());
    const directory = await open(file);
    expect(directory.has('ann')).toBe(false);
    await directory.addMailbox('bob');
    await directory.addMailbox('ann');
    for (const view of [directory, await open(file)]) {
      expect(view.mailboxes()).toEqual(['ann', 'bob']);
      expect(view.has('ann')).toBe(true);
      expect(view.has('carl')).toBe(false);
    }
  });

  it('exist once', async () => {
    const file = fileIn(temporaryFolder());
    const directory = await open(file);
    const { receiveToken } = await directory.addMailbox('ann');
    const before = readFileSync(file, 'utf8');
    await expect(directory.addMailbox('ann')).rejects.toEqual(code('mailbox-exists'));
    expect(readFileSync(file, 'utf8')).toBe(before);
    expect(directory.grant(receiveToken)).toBeDefined();
  });

  it.each(['constructor', 'tostring', 'hasownproperty', 'valueof'])('may be called %s', async (name) => {
    const directory = await open(fileIn(temporaryFolder()));
    expect(directory.has(name)).toBe(false);
    expect(directory.retention(name)).toEqual(defaultRetention);
    await directory.addMailbox(name);
    await expect(directory.addMailbox(name)).rejects.toEqual(code('mailbox-exists'));
    expect(directory.mailboxes()).toEqual([name]);
  });

  it.each(['__proto__', 'toString', '', '.ann', 'Ann', 'ann lee', 'ann/bob', 'ann\n', 'あ', 'a'.repeat(64)])(
    'are never called %j',
    async (name) => {
      const file = fileIn(temporaryFolder());
      const directory = await open(file);
      expect(directory.has(name)).toBe(false);
      expect(directory.retention(name)).toEqual(defaultRetention);
      await expect(directory.addMailbox(name)).rejects.toEqual(code('mailbox-name-invalid'));
      expect(existsSync(file)).toBe(false);
    },
  );

  it('of two directories have nothing to do with one another', async () => {
    const one = await open(fileIn(temporaryFolder()));
    const other = await open(fileIn(temporaryFolder()));
    await one.addMailbox('ann');
    expect(other.mailboxes()).toEqual([]);
  });
});

describe('tokens', () => {
  it('open one side of one mailbox', async () => {
    const directory = await open(fileIn(temporaryFolder()));
    const ann = await directory.addMailbox('ann');
    const bob = await directory.addMailbox('bob');
    expect(directory.grant(ann.receiveToken)).toMatchObject({ scope: 'receive', mailbox: 'ann' });
    expect(directory.grant(ann.sendToken)).toMatchObject({ scope: 'send', mailbox: 'ann' });
    expect(directory.grant(bob.receiveToken)).toMatchObject({ scope: 'receive', mailbox: 'bob' });
    expect(new Set([...Object.values(ann), ...Object.values(bob)].map((token) => directory.grant(token)?.token)).size).toBe(4);
  });

  it('hold 256 bits and are stored as hashes only', async () => {
    const folder = temporaryFolder();
    const directory = await open(fileIn(folder));
    const secrets = Object.values(await directory.addMailbox('ann'));
    await directory.ensureAdminToken(async (secret) => {
      secrets.push(secret);
    });
    expect(secrets).toHaveLength(3);
    const text = readFileSync(fileIn(folder), 'utf8');
    for (const secret of secrets) {
      expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
      expect(text).not.toContain(secret);
      expect(text).toContain(createHash('sha256').update(secret).digest('hex'));
      expect(JSON.stringify(directory.grant(secret))).not.toContain(secret);
    }
    expect(readdirSync(folder)).toEqual(['directory.json']);
  });

  it('open nothing if they are not known, the stored hashes included', async () => {
    const file = fileIn(temporaryFolder());
    const directory = await open(file);
    const { receiveToken } = await directory.addMailbox('ann');
    const hash = createHash('sha256').update(receiveToken).digest('hex');
    for (const secret of ['', 'constructor', '__proto__', hash, receiveToken.slice(0, -1), `${receiveToken} `, receiveToken.toUpperCase()])
      expect(directory.grant(secret)).toBeUndefined();
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (secret) => {
        expect(directory.grant(secret)).toBeUndefined();
      }),
    );
  });

  it('hold after a restart', async () => {
    const file = fileIn(temporaryFolder());
    const { receiveToken } = await (await open(file)).addMailbox('ann');
    expect((await open(file)).grant(receiveToken)).toMatchObject({ scope: 'receive', mailbox: 'ann' });
  });
});

describe('the admin token', () => {
  it('is made once, and kept before it holds', async () => {
    const file = fileIn(temporaryFolder());
    const directory = await open(file);
    const kept: string[] = [];
    const keep = async (secret: string): Promise<void> => {
      expect(directory.grant(secret)).toBeUndefined();
      kept.push(secret);
    };
    await directory.ensureAdminToken(keep);
    await directory.ensureAdminToken(keep);
    const again = await open(file);
    await again.ensureAdminToken(keep);
    expect(kept).toHaveLength(1);
    expect(again.grant(kept[0] ?? '')).toMatchObject({ scope: 'admin' });
  });

  it('is not made if it cannot be kept', async () => {
    const file = fileIn(temporaryFolder());
    const directory = await open(file);
    await expect(directory.ensureAdminToken(() => Promise.reject(new Error('no space')))).rejects.toThrow('no space');
    expect(existsSync(file)).toBe(false);
    const kept: string[] = [];
    await directory.ensureAdminToken(async (secret) => void kept.push(secret));
    expect(directory.grant(kept[0] ?? '')).toMatchObject({ scope: 'admin' });
  });
});

describe('policies', () => {
  it('are the default until a mailbox has its own, and again when it gives it up', async () => {
    const file = fileIn(temporaryFolder());
    const directory = await open(file);
    await directory.addMailbox('ann');
    await directory.addMailbox('bob');
    expect(directory.retention('ann')).toEqual(defaultRetention);
    expect(directory.notify()).toEqual({ retryAfter: 30, retryMax: 900 });
    await directory.setRetention('ann', retention);
    for (const view of [directory, await open(file)]) {
      expect(view.retention('ann')).toEqual(retention);
      expect(view.retention('bob')).toEqual(defaultRetention);
    }
    await directory.setRetention('ann', undefined);
    expect((await open(file)).retention('ann')).toEqual(defaultRetention);
  });

  it('are of mailboxes that exist', async () => {
    const file = fileIn(temporaryFolder());
    const directory = await open(file);
    for (const name of ['ann', 'constructor', '__proto__'])
      await expect(directory.setRetention(name, retention)).rejects.toEqual(code('mailbox-unknown'));
    expect(existsSync(file)).toBe(false);
  });
});

describe('a change', () => {
  it('waits for the one before: none is lost', async () => {
    const file = fileIn(temporaryFolder());
    const directory = await open(file);
    const names = Array.from({ length: 20 }, (_, at) => `box-${String(at).padStart(2, '0')}`);
    const results = await Promise.allSettled([...names, ...names].map((name) => directory.addMailbox(name)));
    expect(results.slice(0, 20).every((r) => r.status === 'fulfilled')).toBe(true);
    for (const r of results.slice(20)) expect(r).toMatchObject({ status: 'rejected', reason: code('mailbox-exists') });
    const again = await open(file);
    expect(again.mailboxes()).toEqual(names);
    for (const r of results) if (r.status === 'fulfilled') expect(again.grant(r.value.sendToken)).toMatchObject({ scope: 'send' });
  });

  it('that cannot be written does not hold, and those after it do', async () => {
    const file = fileIn(temporaryFolder());
    const directory = await open(file);
    await directory.addMailbox('ann');
    const before = readFileSync(file, 'utf8');
    // Nothing can be written where a folder with something in it stands.
    mkdirSync(join(`${file}.new`, 'in-the-way'), { recursive: true });
    await expect(directory.addMailbox('bob')).rejects.toThrow();
    await expect(directory.setRetention('ann', retention)).rejects.toThrow();
    expect(directory.mailboxes()).toEqual(['ann']);
    expect(directory.retention('ann')).toEqual(defaultRetention);
    expect(readFileSync(file, 'utf8')).toBe(before);
    rmSync(`${file}.new`, { recursive: true });
    await directory.addMailbox('carl');
    for (const view of [directory, await open(file)]) expect(view.mailboxes()).toEqual(['ann', 'carl']);
  });

  it('is on the disk before it holds: a process that is killed leaves a whole file with all that it confirmed', async () => {
    const file = fileIn(temporaryFolder());
    const script = new URL('./fixtures/directory-writer.mjs', import.meta.url);
    const confirmed: string[] = [];
    for (let round = 0; round < 12; round += 1) {
      const writer = runScript(script, [file, `round-${round}`]);
      await writer.printed(1 + Math.floor(Math.random() * 12));
      await writer.kill();
      confirmed.push(...writer.lines);
      const directory = await open(file);
      expect(confirmed.filter((name) => !directory.has(name))).toEqual([]);
    }
  });
});

describe('the file', () => {
  it.skipIf(process.platform === 'win32')('is for its owner only, also if it was not before', async () => {
    const file = fileIn(temporaryFolder());
    await (await open(file)).addMailbox('ann');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    writeFileSync(file, readFileSync(file), { mode: 0o644 });
    await (await open(file)).addMailbox('bob');
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('does not mind what an interrupted write left beside it', async () => {
    const file = fileIn(temporaryFolder());
    await (await open(file)).addMailbox('ann');
    writeFileSync(`${file}.new`, '{"version": 1, "mailb');
    const directory = await open(file);
    expect(directory.mailboxes()).toEqual(['ann']);
    await directory.addMailbox('bob');
    expect((await open(file)).mailboxes()).toEqual(['ann', 'bob']);
    expect(existsSync(`${file}.new`)).toBe(false);
  });

  it('may be written by hand', async () => {
    const file = fileIn(temporaryFolder());
    await (await open(file)).addMailbox('ann');
    const data = JSON.parse(readFileSync(file, 'utf8'));
    data.mailboxes['line-4'] = { createdAt: '2025-01-01T00:00:00Z', retention };
    data.defaults.notify = { retryAfter: 0.5, retryMax: 60 };
    writeFileSync(file, JSON.stringify(data));
    const directory = await open(file);
    expect(directory.mailboxes()).toEqual(['ann', 'line-4']);
    expect(directory.retention('line-4')).toEqual(retention);
    expect(directory.notify()).toEqual({ retryAfter: 0.5, retryMax: 60 });
  });
});

describe('a damaged file', () => {
  const good = `{
  "version": 1,
  "defaults": {
    "retention": { "delivery": { "maxAge": null }, "processed": { "maxAge": 2592000, "maxCount": 1000 } },
    "notify": { "retryAfter": 30, "retryMax": 900 }
  },
  "mailboxes": {
    "ann": { "createdAt": "2025-01-01T00:00:00Z" },
    "bob": { "createdAt": "2025-01-01T00:00:00Z" }
  },
  "tokens": [
    { "sha256": "${'0'.repeat(64)}", "scope": "receive", "mailbox": "ann", "createdAt": "2025-01-01T00:00:00Z" }
  ]
}
`;

  it('is not what is undamaged', () => {
    expect(Object.keys(parseDirectory('directory.json', good).mailboxes)).toEqual(['ann', 'bob']);
  });

  it.each([
    ['a comma missing before it', 9, good.replace('Z" },', 'Z" }')],
    ['a trailing comma', 13, good.replace('Z" }\n  ]', 'Z" },\n  ]')],
    ['a comment', 8, good.replace('"bob"', '// "bob"').replace('"ann"', '/* moved */ "ann"')],
    ['half of it', 9, good.slice(0, good.indexOf('bob') + 10)],
    ['nothing in it', 1, ''],
    ['something else in it', 1, 'null\n'],
    ['another version', 2, good.replace('"version": 1', '"version": 2')],
    ['a wrong type', 4, good.replace('2592000', '"30 days"')],
    ['a pause of no time', 5, good.replace('"retryAfter": 30', '"retryAfter": 0')],
    ['a missing member', 9, good.replace('"bob": { "createdAt": "2025-01-01T00:00:00Z" }', '"bob": {}')],
    ['a mailbox name that is none', 9, good.replace('"bob"', '"Bob"')],
    ['a misspelt member', 8, good.replace('"ann": {', '"ann": { "retentoin": null,')],
    ['a mailbox twice', 9, good.replace('"bob"', '"ann"')],
    ['a mailbox __proto__', 9, good.replace('"bob"', '"__proto__"')],
    ['a token that is no hash', 12, good.replace('0'.repeat(64), 'secret')],
    ['a token of no mailbox', 12, good.replace(' "mailbox": "ann",', '')],
    ['an admin token of a mailbox', 12, good.replace('"receive"', '"admin"')],
  ])('with %s is told with its line, and not touched', async (_, line, text) => {
    const file = fileIn(temporaryFolder());
    writeFileSync(file, text);
    await expect(open(file)).rejects.toEqual(code('directory-damaged'));
    await expect(open(file)).rejects.toThrow(`${file}, line ${line}: `);
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  it('is told as such wherever it is damaged', () => {
    fc.assert(
      fc.property(fc.nat(good.length), fc.nat(20), fc.string({ unit: 'binary', maxLength: 4 }), (at, cut, put) => {
        const text = good.slice(0, at) + put + good.slice(at + cut);
        try {
          parseDirectory('directory.json', text);
        } catch (error) {
          expect(error).toBeInstanceOf(Problem);
          expect(error).toEqual(code('directory-damaged'));
        }
      }),
      { numRuns: 500 },
    );
  });
});
