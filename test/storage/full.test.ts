import { execFile, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { chunkSize } from '#restante/storage/bodies';
import { temporaryFolder } from '../support/folder.ts';
import { committed, holdWorker, open, readAll, streamOf, texts } from './fixtures/storage.ts';

const full = { name: 'StorageError', failure: 'full' };
const bytes = Buffer.alloc(3 * chunkSize, 'full');

describe('a full disk', () => {
  it('refuses, stores nothing of what it refused, and goes on reading', async () => {
    const folder = temporaryFolder();
    const storage = await open(folder);
    const body = await storage.call('seal', { source: await storage.write(streamOf([bytes])) });
    await storage.call('add', { text: 'before' });
    await storage.call('limitPages', { more: 2 });

    await expect(storage.write(streamOf([bytes, bytes]))).rejects.toMatchObject(full);
    const small = { kind: 'bytes', bytes: bytes.subarray(0, chunkSize) } as const;
    await expect(storage.call('keep', { source: small, size: chunkSize })).rejects.toMatchObject(full);

    expect(committed(folder, 'SELECT body FROM body')).toEqual([{ body }]);
    expect(committed(folder, 'SELECT id FROM letter')).toEqual([]);
    expect(texts(folder)).toEqual(['before']);
    expect(bytes.equals(await readAll(storage, body, bytes.length))).toBe(true);
  });

  it('stores what it confirmed and nothing else, whoever shared the transaction', async () => {
    const folder = temporaryFolder();
    const storage = await open(folder);
    await storage.call('limitPages', { more: 20 });
    const names = Array.from({ length: 40 }, (_, at) => `${at} `.padEnd(4_000, 'x'));
    const held = holdWorker(storage);
    const settled = Promise.allSettled(names.map((text) => storage.call('add', { text })));
    await held.release();
    const results = await settled;
    for (const result of results) if (result.status === 'rejected') expect(result.reason).toMatchObject(full);
    expect(results.some((r) => r.status === 'rejected')).toBe(true);
    expect(texts(folder)).toEqual(names.filter((_, at) => results[at]?.status === 'fulfilled'));
  });

  it('stores again as soon as there is room', async () => {
    const folder = temporaryFolder();
    const storage = await open(folder);
    const body = await storage.call('seal', { source: await storage.write(streamOf([bytes])) });
    await storage.call('limitPages', { more: 0 });
    await expect(storage.write(streamOf([bytes]))).rejects.toMatchObject(full);
    await storage.call('drop', { body });
    const next = await storage.call('seal', { source: await storage.write(streamOf([bytes])) });
    expect(bytes.equals(await readAll(storage, next, bytes.length))).toBe(true);
  });
});

/** A file system of 3 MB in a namespace of its own; needs Linux, but no privileges where the system lets everyone make one. */
const mount = 'mount -t tmpfs -o size=3m tmpfs "$1" && exec "$2" "$3" "$1"';
const canMount = spawnSync('unshare', ['-rm', 'sh', '-c', 'mount -t tmpfs tmpfs /mnt']).status === 0;

describe.skipIf(!canMount)('a disk that really is full', () => {
  it('refuses, goes on reading, and can be opened again with and without room', async () => {
    const script = fileURLToPath(new URL('./fixtures/full-disk.mjs', import.meta.url));
    const { stdout } = await promisify(execFile)('unshare', ['-rm', 'sh', '-c', mount, 'sh', temporaryFolder(), process.execPath, script]);
    const steps = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(steps).toMatchObject([
      { outcome: 'stored', read: 500_000, notes: ['room'], unsealed: 1 },
      { outcome: 'full', read: 500_000, notes: ['room'] },
      { outcome: 'full', read: 500_000, notes: ['room'] },
      { outcome: 'stored', read: 500_000, notes: ['room', 'room again'], unsealed: 0 },
    ]);
  });
});
