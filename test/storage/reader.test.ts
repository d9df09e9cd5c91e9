import { describe, expect, it } from 'vitest';
import { chunkSize } from '#restante/storage/bodies';
import { temporaryFolder } from '../support/folder.ts';
import { holdReader, holdWorker, open, readAll, streamOf, texts } from './fixtures/storage.ts';

describe('a query', () => {
  it('sees every commit that was answered', async () => {
    const storage = await open(temporaryFolder());
    for (let n = 1; n <= 50; n += 1) {
      await storage.call('add', { text: `${n}` });
      expect(await storage.query('count')).toBe(n);
    }
  });

  it('is answered while the worker is in the middle of a transaction, and holds up no call itself', async () => {
    const folder = temporaryFolder();
    const storage = await open(folder);
    await storage.call('add', { text: 'first' });
    const worker = holdWorker(storage);
    expect(await storage.query('count')).toBe(1);
    await worker.release();
    const reader = await holdReader(storage);
    await storage.call('add', { text: 'second' });
    expect(texts(folder)).toEqual(['first', 'second']);
    await reader.release();
  });

  it('sees one state of the database, and lets go of it', async () => {
    const storage = await open(temporaryFolder());
    const reader = await holdReader(storage);
    await storage.call('add', { text: 'meanwhile' });
    expect(await reader.release()).toEqual([0, 0]);
    expect(await storage.query('count')).toBe(1);
    // Busy, frames in the log, frames moved: a reader that had not let go would keep some.
    await storage.call('add', { text: 'after' });
    expect(await storage.query('count')).toBe(2);
  });

  it('that throws fails alone', async () => {
    const storage = await open(temporaryFolder());
    const results = await Promise.allSettled([storage.query('count'), storage.query('fail'), storage.query('count')]);
    expect(results.map((r) => (r.status === 'fulfilled' ? r.value : r.reason.message))).toEqual([0, 'no to a query', 0]);
  });

  it('cannot write', async () => {
    const folder = temporaryFolder();
    const storage = await open(folder);
    await expect(storage.query('write')).rejects.toThrow(/readonly/);
    expect(texts(folder)).toEqual([]);
  });

  it('that kills its thread fails, and neither the worker nor the next query does', async () => {
    const storage = await open(temporaryFolder());
    const untilDead = async (): Promise<never> => {
      // Its answer may come before its end is seen, or not at all.
      await storage.query('crash');
      for (;;) await storage.query('count');
    };
    await expect(untilDead()).rejects.toMatchObject({ name: 'StorageError', failure: 'failed', message: 'the reader crashed' });
    await storage.call('add', { text: 'the worker lives' });
    expect(await storage.query('count')).toBe(1);
  });

  it('after the end of the storage is refused', async () => {
    const storage = await open(temporaryFolder());
    await storage.query('count');
    await storage.close();
    await expect(storage.query('count')).rejects.toMatchObject({ failure: 'closed' });
  });
});

describe('a body of several chunks', () => {
  it('is read beside the worker', async () => {
    const storage = await open(temporaryFolder());
    const bytes = Buffer.alloc(3 * chunkSize + 5, 'beside');
    const body = await storage.call('seal', { source: await storage.write(streamOf([bytes])) });
    const worker = holdWorker(storage);
    const read = await readAll(storage, body, bytes.length);
    await worker.release();
    expect(bytes.equals(read)).toBe(true);
  });

  it('that is dropped meanwhile ends with an error, not with other bytes', async () => {
    const storage = await open(temporaryFolder());
    const bytes = Buffer.alloc(3 * chunkSize, 'x');
    const body = await storage.call('seal', { source: await storage.write(streamOf([bytes])) });
    const reading = storage.read(body, bytes.length);
    expect((await reading.next()).value).toHaveLength(chunkSize);
    await storage.call('drop', { body });
    await storage.call('seal', { source: await storage.write(streamOf([bytes])) });
    await expect(reading.next()).rejects.toMatchObject({ name: 'StorageError', failure: 'failed' });
  });
});
