import { describe, expect, it } from 'vitest';
import { StorageError } from '#restante/storage/index';
import { temporaryFolder } from '../support/folder.ts';
import { holdWorker, open, texts } from './fixtures/storage.ts';

const names = (count: number): string[] => Array.from({ length: count }, (_, at) => `note ${at}`);

describe('group commit', () => {
  it('puts calls that are under way together into one transaction, in their order', async () => {
    const folder = temporaryFolder();
    const storage = await open(folder);
    const held = holdWorker(storage);
    const added = names(200).map((text) => storage.call('add', { text }));
    await held.release();
    const results = await Promise.all(added);
    // None of them saw another one committed.
    expect(new Set(results.map((r) => r.committed))).toEqual(new Set([0]));
    expect(results.map((r) => r.id)).toEqual(results.map((_, at) => at + 1));
    expect((await storage.call('add', { text: 'later' })).committed).toBe(200);
    expect(texts(folder)).toEqual([...names(200), 'later']);
  });

  it('answers nothing before it is committed', async () => {
    const folder = temporaryFolder();
    const storage = await open(folder);
    const held = holdWorker(storage);
    const seen = names(20).map(async (text) => {
      await storage.call('add', { text });
      return texts(folder).includes(text);
    });
    await held.release();
    expect(await Promise.all(seen)).toEqual(names(20).map(() => true));
  });

  it('commits nothing while a call of the transaction is still under way', async () => {
    const folder = temporaryFolder();
    const storage = await open(folder);
    const first = holdWorker(storage);
    const answers: string[] = [];
    const added = storage.call('add', { text: 'before' }).then(() => answers.push('before'));
    // The second gate lies in the same transaction as the note: the worker is within it when it closes.
    const gate = new Int32Array(new SharedArrayBuffer(4));
    const second = storage.call('hold', { gate });
    await first.release();
    Atomics.wait(gate, 0, 0);
    expect(texts(folder)).toEqual([]);
    expect(answers).toEqual([]);
    Atomics.store(gate, 0, 2);
    Atomics.notify(gate, 0);
    await Promise.all([second, added]);
    expect(texts(folder)).toEqual(['before']);
  });

  it('undoes a failing call alone: its neighbours commit', async () => {
    const folder = temporaryFolder();
    const storage = await open(folder);
    const held = holdWorker(storage);
    const settled = Promise.allSettled(
      names(30).map((text, at) => (at % 3 === 1 ? storage.call('addAndFail', { text }) : storage.call('add', { text }))),
    );
    await held.release();
    const results = await settled;
    expect(results.map((r) => r.status)).toEqual(names(30).map((_, at) => (at % 3 === 1 ? 'rejected' : 'fulfilled')));
    expect(texts(folder)).toEqual(names(30).filter((_, at) => at % 3 !== 1));
  });

  it('tells a bug of a procedure apart from a failure of the disk', async () => {
    const storage = await open(temporaryFolder());
    const error = await storage.call('addAndFail', { text: 'a' }).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(Error);
    expect(error).not.toBeInstanceOf(StorageError);
    expect(error).toHaveProperty('message', 'no to a');
    await expect(storage.call('run', { text: 'INSERT INTO nowhere VALUES (1)' })).rejects.toThrow('no such table');
    await expect(storage.call('add', { text: 'b' })).resolves.toMatchObject({ id: 1 });
  });
});

describe('close', () => {
  it('finishes the calls under way', async () => {
    const folder = temporaryFolder();
    const storage = await open(folder);
    const held = holdWorker(storage);
    const added = names(50).map((text) => storage.call('add', { text }));
    const closed = storage.close();
    await held.release();
    await Promise.all([closed, ...added]);
    expect(texts(folder)).toEqual(names(50));
  });

  it('refuses later calls and may be repeated', async () => {
    const storage = await open(temporaryFolder());
    await storage.close();
    await storage.close();
    await expect(storage.call('add', { text: 'late' })).rejects.toMatchObject({ name: 'StorageError', failure: 'closed' });
  });
});

describe('a worker that dies', () => {
  it('says so, fails what is asked of it later, and can still be closed', async () => {
    const folder = temporaryFolder();
    const storage = await open(folder);
    await storage.call('add', { text: 'confirmed' });
    // Whether the answer or the end comes first is open.
    const crashed = storage.call('crash').catch(() => {});
    const error = await storage.failed;
    await crashed;
    expect(error).toMatchObject({ name: 'StorageError', failure: 'closed', message: 'the worker crashed' });
    await expect(storage.call('add', { text: 'late' })).rejects.toMatchObject({ failure: 'closed' });
    await storage.close();
    await open(folder);
    expect(texts(folder)).toEqual(['confirmed']);
  });
});
