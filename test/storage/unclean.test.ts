import { closeSync, cpSync, existsSync, openSync, readdirSync, readFileSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { chunkSize } from '#restante/storage/bodies';
import type { StorageState } from '#restante/storage/index';
import { temporaryFolder } from '../support/folder.ts';
import { file, notes, open, streamOf } from './fixtures/storage.ts';

const checked = { check: true, reserve: { bytes: 4_096, relief: new Set<string>(), intake: new Set(['keep']) } };
const bytes = Buffer.alloc(40 * chunkSize, 'body');

/** What a kill leaves: the files of a storage that has not closed them. */
const killed = async (): Promise<string> => {
  const [folder, left] = [temporaryFolder(), join(temporaryFolder(), 'left')];
  const storage = await open(folder, notes, checked);
  await storage.call('keep', { source: await storage.write(streamOf([bytes])), size: bytes.length });
  for (let n = 0; n < 200; n += 1) await storage.call('add', { text: `note ${n} `.padEnd(2_000, 'n') });
  cpSync(folder, left, { recursive: true });
  expect(statSync(join(left, `${file}-wal`)).size).toBeGreaterThan(0);
  return left;
};

/** Overwrites what lies in the middle of a page of notes. */
const damage = (folder: string): void => {
  const path = join(folder, file);
  const at = readFileSync(path).indexOf('note 20 ');
  expect(at).toBeGreaterThan(0);
  const fd = openSync(path, 'r+');
  // The page's head, with the number and the places of its cells.
  writeSync(fd, Buffer.alloc(64, 0x5a), 0, 64, at - (at % 4_096));
  closeSync(fd);
};

describe('after a clean end', () => {
  it('nothing is looked over, and no log is left', async () => {
    const folder = temporaryFolder();
    const first = await open(folder, notes, checked);
    await first.call('add', { text: 'one' });
    await first.close();
    expect(readdirSync(folder).filter((name) => name.endsWith('-wal'))).toEqual([]);
    const second = await open(folder, notes, checked);
    expect(await second.checked).toBe('clean');
  });

  it('with somebody else reading nothing is looked over either', async () => {
    const folder = temporaryFolder();
    const first = await open(folder, notes, checked);
    await first.call('add', { text: 'one' });
    const { openReadOnly } = await import('#restante/storage/index');
    const other = openReadOnly(join(folder, file));
    expect(other.prepare('SELECT count(*) AS count FROM note').get()).toMatchObject({ count: 1 });
    await first.close();
    const second = await open(folder, notes, checked);
    expect(await second.checked).toBe('clean');
    other.close();
  });
});

describe('after an unclean end', () => {
  it('a file that is sound is found so, once', async () => {
    const folder = await killed();
    const storage = await open(folder, notes, checked);
    expect(await storage.checked).toBe('sound');
    expect(storage.state()).toBe('open');
    expect(existsSync(join(folder, 'unchecked'))).toBe(false);
    await storage.close();
    expect(await (await open(folder, notes, checked)).checked).toBe('clean');
  });

  it('a damaged one takes nothing in, is read as far as it can be, and is told damaged until it is mended', async () => {
    const folder = await killed();
    // The log holds pages of its own: the next checkpoint would write over some of the damage.
    const mended = await open(folder, notes, checked);
    expect(await mended.checked).toBe('sound');
    await mended.call('add', { text: 'all of it is in the database' });
    await mended.close();
    const again = await open(folder, notes, checked);
    await again.call('add', { text: 'a log' });
    const left = join(temporaryFolder(), 'left');
    cpSync(folder, left, { recursive: true });
    damage(left);

    for (const _ of ['first', 'after a clean end']) {
      const states: StorageState[] = [];
      const storage = await open(left, notes, { ...checked, changed: (state) => states.push(state) });
      expect(await storage.checked).toMatchObject({ damaged: [expect.any(String)] });
      expect([states, storage.state()]).toEqual([['damaged'], 'damaged']);
      const source = { kind: 'bytes', bytes: Buffer.from('new') } as const;
      await expect(storage.call('keep', { source, size: 3 })).rejects.toMatchObject({ failure: 'damaged' });
      await expect(storage.write(streamOf([bytes]))).rejects.toMatchObject({ failure: 'damaged' });
      let read = 0;
      for await (const part of storage.read(1, bytes.length)) read += part.length;
      expect(read).toBe(bytes.length);
      await storage.close();
    }
  });

  it('a check that was not finished is made at the next start', async () => {
    const folder = await killed();
    const first = await open(folder, notes, checked);
    await first.close();
    expect(['sound', 'unfinished']).toContain(await first.checked);
    const second = await open(folder, notes, checked);
    expect(await second.checked).toBe((await first.checked) === 'sound' ? 'clean' : 'sound');
  });
});
