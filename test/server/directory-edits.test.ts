import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDirectory } from '#restante/server/directory/index';
import { temporaryFolder } from '../support/folder.ts';

const now = (): number => Date.UTC(2025, 0, 2, 3, 4, 5);

const code = (expected: string) => expect.objectContaining({ name: 'Problem', code: expected });

interface Written {
  defaults: { notify: { retryAfter: number }; retention: { processed: { maxCount: number | null } } };
  mailboxes: Record<string, unknown>;
  tokens: { mailbox?: string }[];
}

/** A directory with a mailbox, and what an operator does to its file meanwhile. */
const edited = async () => {
  const file = join(temporaryFolder(), 'directory.json');
  const directory = await openDirectory(file, now);
  const ann = await directory.addMailbox('ann');
  return {
    file,
    directory,
    ann,
    edit(change: (data: Written) => void): string {
      const data = JSON.parse(readFileSync(file, 'utf8')) as Written;
      change(data);
      writeFileSync(file, JSON.stringify(data, null, 4));
      return readFileSync(file, 'utf8');
    },
  };
};

const carl = { createdAt: '2025-01-01T00:00:00Z' };

describe('a file that was edited while the directory is open', () => {
  it('is not written over, and nothing changes, until it is reloaded', async () => {
    const { file, directory, ann, edit } = await edited();
    const text = edit((data) => {
      data.mailboxes.carl = carl;
    });
    const refused = await Promise.allSettled([
      directory.addMailbox('bob'),
      directory.removeMailbox('ann'),
      directory.addToken('admin', undefined),
      directory.setMailbox('ann', { shared: true }),
      directory.setDefaults({ notify: { retryAfter: 1, retryMax: 1 } }),
    ]);
    for (const result of refused) expect(result).toMatchObject({ status: 'rejected', reason: code('directory-edited') });
    expect(readFileSync(file, 'utf8')).toBe(text);
    expect(existsSync(`${file}.new`)).toBe(false);
    expect(directory.mailboxes()).toEqual(['ann']);

    expect(await directory.reload()).toEqual({ changed: true });
    await directory.addMailbox('bob');
    for (const view of [directory, await openDirectory(file, now)]) {
      expect(view.mailboxes()).toEqual(['ann', 'bob', 'carl']);
      expect(view.grant(ann.sendToken)).toMatchObject({ mailbox: 'ann' });
    }
  });

  it('is reloaded without a change when it says the same', async () => {
    const { directory, edit } = await edited();
    const heard: unknown[] = [];
    directory.watch((change) => heard.push(change));
    expect(await directory.reload()).toEqual({ changed: false });
    edit(() => {});
    expect(await directory.reload()).toEqual({ changed: false });
    expect(heard).toEqual([]);
    await directory.addMailbox('bob');
    expect(directory.mailboxes()).toEqual(['ann', 'bob']);
  });

  it.each<[why: string, damage: (text: string) => string | Buffer, at: (text: string) => number]>([
    ['cut off', (text) => text.slice(0, text.indexOf('"ann"') + 3), (text) => text.indexOf('"ann"')],
    ['misspelt', (text) => text.replace('"ann": {', '"ann": { "qouta": null,'), (text) => text.indexOf('"ann"')],
    ['not UTF-8', (text) => Buffer.concat([Buffer.from(text), Buffer.from([0xff])]), (text) => text.length],
    ['empty', () => '', () => 0],
  ])('is told with its line when it is damaged (%s), and what held before holds', async (_, damage, at) => {
    const { file, directory, ann } = await edited();
    const good = readFileSync(file, 'utf8');
    const line = good.slice(0, at(good)).split('\n').length;
    const bad = damage(good);
    writeFileSync(file, bad);
    await expect(directory.reload()).rejects.toEqual(code('directory-damaged'));
    await expect(directory.reload()).rejects.toThrow(`${file}, line ${line}: `);
    expect(directory.grant(ann.receiveToken)).toMatchObject({ mailbox: 'ann' });
    await expect(directory.addMailbox('bob')).rejects.toEqual(code('directory-edited'));
    expect(readFileSync(file)).toEqual(Buffer.from(bad));
    writeFileSync(file, good);
    await directory.addMailbox('bob');
    expect((await openDirectory(file, now)).mailboxes()).toEqual(['ann', 'bob']);
  });

  it('is not taken for an empty one when it is gone', async () => {
    const { file, directory, ann } = await edited();
    const text = readFileSync(file);
    rmSync(file);
    await expect(directory.reload()).rejects.toEqual(code('directory-damaged'));
    await expect(directory.addMailbox('bob')).rejects.toEqual(code('directory-edited'));
    expect(directory.grant(ann.receiveToken)).toBeDefined();
    expect(existsSync(file)).toBe(false);
    writeFileSync(file, text);
    expect(await directory.reload()).toEqual({ changed: false });
    await directory.addMailbox('bob');
  });

  it('that someone made where there was none is not written over', async () => {
    const file = join(temporaryFolder(), 'directory.json');
    const directory = await openDirectory(file, now);
    expect(await directory.reload()).toEqual({ changed: false });
    const other = await openDirectory(file, now);
    await other.addMailbox('ann');
    await expect(directory.addMailbox('bob')).rejects.toEqual(code('directory-edited'));
    expect(await directory.reload()).toEqual({ changed: true });
    await directory.addMailbox('bob');
    await expect(other.addMailbox('carl')).rejects.toEqual(code('directory-edited'));
    expect((await openDirectory(file, now)).mailboxes()).toEqual(['ann', 'bob']);
  });

  it('is reloaded between two changes, never within one', async () => {
    const { file, directory } = await edited();
    const names = Array.from({ length: 10 }, (_, at) => `box-${at}`);
    await Promise.all(names.flatMap((name): Promise<unknown>[] => [directory.addMailbox(name), directory.reload()]));
    expect((await openDirectory(file, now)).mailboxes()).toEqual(['ann', ...names]);
  });
});

describe('who watches', () => {
  it('is told of each change that holds, which mailboxes it concerns, and of nothing that was refused', async () => {
    const { directory, edit } = await edited();
    const heard: unknown[] = [];
    const unwatch = directory.watch((change) => heard.push(change));
    const keep = { delivery: { maxAge: null }, processed: { maxAge: null, maxCount: 7 } };
    await directory.addMailbox('bob');
    await directory.setRetention('bob', keep);
    await directory.setRetention('bob', keep);
    await directory.setDefaults({ retention: { ...keep, processed: { maxAge: null, maxCount: 9 } } });
    await directory.addToken('monitor', undefined);
    await expect(directory.removeMailbox('carl')).rejects.toEqual(code('mailbox-unknown'));
    await directory.removeMailbox('bob');
    edit((data) => {
      data.mailboxes = { carl };
    });
    await expect(directory.addMailbox('dora')).rejects.toEqual(code('directory-edited'));
    await directory.reload();
    expect(heard).toEqual([
      { retention: ['bob'], removed: [] },
      { retention: ['bob'], removed: [] },
      { retention: [], removed: [] },
      { retention: ['ann'], removed: [] },
      { retention: [], removed: [] },
      { retention: [], removed: ['bob'] },
      { retention: ['carl'], removed: ['ann'] },
    ]);
    unwatch();
    await directory.addMailbox('dora');
    expect(heard).toHaveLength(7);
  });
});
