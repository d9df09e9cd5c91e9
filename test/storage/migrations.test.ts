import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { openReadOnly } from '#restante/storage/index';
import { temporaryFolder } from '../support/folder.ts';
import { committed, file, open } from './fixtures/storage.ts';

/** A folder of migrations, by the names of its files. */
const migrations = (files: Record<string, string>): URL => {
  const folder = join(temporaryFolder(), 'migrations');
  mkdirSync(folder);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return pathToFileURL(`${folder}/`);
};

const made = 'CREATE TABLE step (name TEXT NOT NULL) STRICT;';
const step = (name: string): string => `INSERT INTO step VALUES ('${name}');`;

const steps = (folder: string): string[] =>
  committed<{ name: string }>(folder, 'SELECT name FROM step ORDER BY rowid').map((row) => row.name);

describe('migrations', () => {
  it('are applied in their order, each once', async () => {
    const folder = temporaryFolder();
    const two = { '0002-two.sql': step('two'), '0001-one.sql': `${made} ${step('one')}`, 'README.md': 'not SQL' };
    for (const set of [two, two, { ...two, '0010-ten.sql': step('ten'), '0003-three.sql': step('three') }]) {
      const storage = await open(folder, migrations(set));
      await storage.close();
    }
    expect(steps(folder)).toEqual(['one', 'two', 'three', 'ten']);
  });

  it('of a newer version are left alone: the storage does not open, and nothing changes', async () => {
    const folder = temporaryFolder();
    const old = { '0001-one.sql': `${made} ${step('one')}` };
    const newer = { ...old, '0002-two.sql': step('two') };
    await (await open(folder, migrations(newer))).close();
    await expect(open(folder, migrations(old))).rejects.toMatchObject({ name: 'StorageError', failure: 'newer' });
    // Also at once: the failed one has let go of the folder.
    await expect(open(folder, migrations(old))).rejects.toMatchObject({ failure: 'newer', message: expect.stringContaining('0002-two') });
    await open(folder, migrations(newer));
    expect(steps(folder)).toEqual(['one', 'two']);
  });

  it('that were changed after they were applied are those of another version', async () => {
    const folder = temporaryFolder();
    await (await open(folder, migrations({ '0001-one.sql': made }))).close();
    await expect(open(folder, migrations({ '0001-one.sql': `${made} ${step('one')}` }))).rejects.toMatchObject({ failure: 'newer' });
    expect(steps(folder)).toEqual([]);
  });

  it('that fail are undone, with all that came with them, and what was there before stays', async () => {
    const folder = temporaryFolder();
    const good = { '0001-one.sql': `${made} ${step('one')}` };
    await (await open(folder, migrations(good))).close();
    const more = { ...good, '0002-two.sql': step('two') };
    await expect(
      open(folder, migrations({ ...more, '0003-three.sql': `${step('three')} INSERT INTO nowhere VALUES (1);` })),
    ).rejects.toMatchObject({ name: 'StorageError', failure: 'failed' });
    expect(steps(folder)).toEqual(['one']);
    await open(folder, migrations({ ...more, '0003-three.sql': step('three') }));
    expect(steps(folder)).toEqual(['one', 'two', 'three']);
  });
});

describe('a copy from before', () => {
  const one = { '0001-one.sql': `${made} ${step('one')}` };
  const two = { ...one, '0002-two.sql': step('two') };
  const four = { ...two, '0003-three.sql': step('three'), '0004-four.sql': step('four') };
  const keepBefore = { keepBefore: true };
  const copies = (folder: string): string[] => readdirSync(folder).filter((name) => name.includes('.before-'));
  const stepsIn = (path: string): unknown[] => {
    const db = openReadOnly(path);
    try {
      expect(db.prepare('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
      return db
        .prepare('SELECT name FROM step ORDER BY rowid')
        .all()
        .map(({ name }) => name);
    } finally {
      db.close();
    }
  };
  const openAndClose = async (folder: string, set: Record<string, string>): Promise<void> =>
    (await open(folder, migrations(set), keepBefore)).close();

  it('is made of what an older version wrote, once for all that changes it, and not of a new file or a current one', async () => {
    const folder = temporaryFolder();
    await openAndClose(folder, two);
    await openAndClose(folder, two);
    expect(copies(folder)).toEqual([]);
    await openAndClose(folder, four);
    expect(copies(folder)).toEqual([`${file}.before-0003-three`]);
    expect(stepsIn(join(folder, `${file}.before-0003-three`))).toEqual(['one', 'two']);
    expect(steps(folder)).toEqual(['one', 'two', 'three', 'four']);
  });

  it('has what was only in the log of a process that was killed', async () => {
    const folder = temporaryFolder();
    const killed = await open(folder, migrations(one), keepBefore);
    await killed.call('run', { text: step('late') });
    await Promise.allSettled([killed.call('crash')]);
    await killed.failed;
    await openAndClose(folder, two);
    expect(stepsIn(join(folder, `${file}.before-0002-two`))).toEqual(['one', 'late']);
  });

  it('is the only one: those of earlier versions go, other files stay', async () => {
    const folder = temporaryFolder();
    await openAndClose(folder, one);
    await openAndClose(folder, two);
    writeFileSync(join(folder, 'other.db.before-0001-one'), 'of another');
    await openAndClose(folder, four);
    expect(copies(folder).toSorted()).toEqual(['other.db.before-0001-one', `${file}.before-0003-three`]);
  });

  it('that was broken off is made again, and what was half made is gone', async () => {
    const folder = temporaryFolder();
    await openAndClose(folder, one);
    for (const name of ['0002-two', '0002-two.part', '0001-former.part'])
      writeFileSync(join(folder, `${file}.before-${name}`), 'half a copy');
    await openAndClose(folder, two);
    expect(copies(folder)).toEqual([`${file}.before-0002-two`]);
    expect(stepsIn(join(folder, `${file}.before-0002-two`))).toEqual(['one']);
  });

  it('stays when the change fails, and is made anew with what came since', async () => {
    const folder = temporaryFolder();
    await openAndClose(folder, one);
    const bad = { ...one, '0002-two.sql': `${step('two')} INSERT INTO nowhere VALUES (1);` };
    await expect(open(folder, migrations(bad), keepBefore)).rejects.toMatchObject({ failure: 'failed' });
    expect(stepsIn(join(folder, `${file}.before-0002-two`))).toEqual(['one']);
    const former = await open(folder, migrations(one), keepBefore);
    await former.call('run', { text: step('more') });
    await former.close();
    await openAndClose(folder, two);
    expect(stepsIn(join(folder, `${file}.before-0002-two`))).toEqual(['one', 'more']);
    expect(steps(folder)).toEqual(['one', 'more', 'two']);
  });
});

describe('a database file', () => {
  it('that is none is refused and not touched', async () => {
    const folder = temporaryFolder();
    const text = 'This is a letter and no database at all.'.repeat(40);
    writeFileSync(join(folder, file), text);
    await expect(open(folder)).rejects.toMatchObject({ name: 'StorageError', failure: 'failed' });
    expect(readFileSync(join(folder, file), 'utf8')).toBe(text);
  });

  it('flushes every commit', async () => {
    const storage = await open(temporaryFolder());
    expect(await storage.call('all', { text: 'PRAGMA journal_mode' })).toEqual([{ journal_mode: 'wal' }]);
    expect(await storage.call('all', { text: 'PRAGMA synchronous' })).toEqual([{ synchronous: 2 }]);
    expect(await storage.call('all', { text: 'PRAGMA foreign_keys' })).toEqual([{ foreign_keys: 1 }]);
  });
});
