import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/folder.ts';
import { runScript } from '../support/script.ts';
import { open } from './fixtures/storage.ts';

const fixture = (name: string): URL => new URL(`./fixtures/${name}`, import.meta.url);

const busy = { name: 'StorageError', failure: 'busy' };
const failed = { name: 'StorageError', failure: 'failed' };

describe('a folder', () => {
  it('is held by one storage at a time, and free when that is closed', async () => {
    const folder = temporaryFolder();
    const first = await open(folder);
    await expect(open(folder)).rejects.toMatchObject(busy);
    await expect(first.call('add', { text: 'undisturbed' })).resolves.toMatchObject({ id: 1 });
    await first.close();
    await expect((await open(folder)).call('add', { text: 'next' })).resolves.toMatchObject({ id: 2 });
  });

  it('is held against other processes, and free as soon as the holder is killed', async () => {
    const folder = temporaryFolder();
    const holder = runScript(fixture('writer.mjs'), [folder, fixture('procedures.mjs').href, fixture('migrations/').href]);
    await holder.printed(1);
    await expect(open(folder)).rejects.toMatchObject(busy);
    await holder.kill();
    await open(folder);
  });

  it('goes to one of several that want it at once', async () => {
    const folder = temporaryFolder();
    const results = await Promise.allSettled([open(folder), open(folder), open(folder)]);
    expect(results.filter((r) => r.status === 'fulfilled')).toHaveLength(1);
    for (const result of results) if (result.status === 'rejected') expect(result.reason).toMatchObject(busy);
  });

  it('that does not exist is made, with those around it, for its user alone', async () => {
    const folder = join(temporaryFolder(), 'missing', 'inner');
    await (await open(folder)).close();
    for (const made of [folder, dirname(folder)]) expect(statSync(made).mode & 0o777).toBe(0o700);
  });

  it('that is a file is an error, and the file is not touched', async () => {
    const path = join(temporaryFolder(), 'file');
    writeFileSync(path, 'a letter');
    await expect(open(path)).rejects.toMatchObject(failed);
    expect(readFileSync(path, 'utf8')).toBe('a letter');
  });

  it('whose database is a folder is an error, and is free again', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'test.db'));
    await expect(open(folder)).rejects.toMatchObject(failed);
    await expect(open(folder)).rejects.toMatchObject(failed);
  });

  // The administrator of a system may write everywhere, and Windows has other permissions.
  const permissionsHold = process.platform !== 'win32' && process.getuid?.() !== 0;

  it.skipIf(!permissionsHold)('that cannot be written is an error', async () => {
    const folder = temporaryFolder();
    chmodSync(folder, 0o500);
    await expect(open(folder)).rejects.toMatchObject(failed);
    expect(readdirSync(folder)).toEqual([]);
  });
});
