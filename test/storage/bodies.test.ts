import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chunkSize } from '#restante/storage/bodies';
import { temporaryFolder } from '../support/folder.ts';
import { waitUntil } from '../support/wait-until.ts';
import { committed, open, readAll, streamOf, type TestStorage } from './fixtures/storage.ts';

/** Bytes that differ from place to place and from seed to seed. */
const bytesOf = (size: number, seed: number): Buffer => {
  const bytes = Buffer.alloc(size);
  for (let at = 0; at < size; at += 64) createHash('sha512').update(`${seed} ${at}`).digest().copy(bytes, at);
  return bytes;
};

const size = fc.oneof(
  fc.constantFrom(0, 1, 2, 4_095, 4_096, 4_097),
  fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: -1, max: 1 })).map(([chunks, more]) => chunks * chunkSize + more),
  fc.nat(4 * chunkSize),
);

/** Cuts bytes at any places; the same place twice gives a part of no bytes. */
const split = (bytes: Buffer, cuts: readonly number[]): Buffer[] => {
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).toSorted((a, b) => a - b), bytes.length];
  return places.slice(1).map((end, at) => bytes.subarray(places[at], end));
};

const rowsOf = (folder: string): { bodies: number; chunks: number } | undefined =>
  committed<{ bodies: number; chunks: number }>(
    folder,
    'SELECT (SELECT count(*) FROM body) AS bodies, (SELECT count(*) FROM chunk) AS chunks',
  )[0];

describe('a body', () => {
  it('of any length, however its stream is cut, comes back byte for byte', async () => {
    const storage = await open(temporaryFolder());
    await fc.assert(
      fc.asyncProperty(size, fc.nat(), fc.array(fc.nat(), { maxLength: 8 }), async (size, seed, cuts) => {
        const bytes = bytesOf(size, seed);
        const seen: Uint8Array[] = [];
        const source = await storage.write(streamOf(split(bytes, cuts)), (part) => seen.push(Uint8Array.from(part)));
        const body = await storage.call('seal', { source });
        expect(bytes.equals(await readAll(storage, body, size))).toBe(true);
        expect(bytes.equals(Buffer.concat(seen))).toBe(true);
        if (size > chunkSize) expect(bytes.subarray(chunkSize).equals(await readAll(storage, body, size, 1))).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('is not changed by a stream that uses its buffer again', async () => {
    const storage = await open(temporaryFolder());
    const parts = [1, 2, 3, 4, 5].map((seed) => bytesOf(100_000, seed));
    async function* reusing() {
      const buffer = Buffer.alloc(100_000);
      for (const part of parts) {
        part.copy(buffer);
        yield buffer;
      }
    }
    const body = await storage.call('seal', { source: await storage.write(reusing()) });
    expect(Buffer.concat(parts).equals(await readAll(storage, body, 500_000))).toBe(true);
  });

  it('may be written beside others', async () => {
    const storage = await open(temporaryFolder());
    const bodies = [0, 1, 2, 3, 4, 5].map((seed) => bytesOf(seed * 150_000, seed));
    const read = await Promise.all(
      bodies.map(async (bytes) => {
        const source = await storage.write(streamOf(split(bytes, [1, 70_000, 140_000, 300_000])));
        return readAll(storage, await storage.call('seal', { source }), bytes.length);
      }),
    );
    expect(read.map((bytes, at) => bodies[at]?.equals(bytes))).toEqual(bodies.map(() => true));
  });

  it('that is dropped while it is read ends the reading, never with other bytes', async () => {
    const storage = await open(temporaryFolder());
    const bytes = bytesOf(3 * chunkSize, 1);
    const body = await storage.call('seal', { source: await storage.write(streamOf([bytes])) });
    const reading = storage.read(body, bytes.length);
    await reading.next();
    await storage.call('drop', { body });
    await storage.call('seal', { source: await storage.write(streamOf([bytesOf(3 * chunkSize, 2)])) });
    await expect(reading.next()).rejects.toMatchObject({ name: 'StorageError', failure: 'failed' });
  });

  it('that was dropped never gives its number to another, also after a restart', async () => {
    const folder = temporaryFolder();
    const first = await open(folder);
    const source = { kind: 'bytes', bytes: bytesOf(10, 1) } as const;
    const numbers = [await first.call('seal', { source }), await first.call('seal', { source })];
    for (const body of numbers) await first.call('drop', { body });
    numbers.push(await first.call('seal', { source }));
    await first.call('drop', { body: numbers.at(-1) ?? 0 });
    await first.close();
    const second = await open(folder);
    numbers.push(await second.call('seal', { source }));
    expect(numbers).toEqual([1, 2, 3, 4]);
  });
});

describe('a staged body', () => {
  const large = (): AsyncGenerator<Uint8Array> => streamOf([bytesOf(2 * chunkSize + 1, 7)]);

  it('that is large goes piece by piece while others are served, and what a kill leaves of it at the next start', async () => {
    const folder = temporaryFolder();
    const first = await open(folder);
    const bytes = bytesOf(40 * chunkSize, 3);
    const count = async (storage: TestStorage, table: string): Promise<number> =>
      Number((await storage.call('all', { text: `SELECT count(*) AS n FROM ${table}` }))[0]?.n);
    const written = async (): Promise<number> => first.call('seal', { source: await first.write(streamOf([bytes])) });
    const [one, two] = [await written(), await written()];
    await first.call('drop', { body: one });
    await waitUntil(async () => (await count(first, 'body')) === 1);
    expect(await count(first, 'chunk')).toBe(40);
    expect(bytes.equals(await readAll(first, two, bytes.byteLength))).toBe(true);
    // Undone: then it was not put aside.
    await expect(first.call('dropAndFail', { body: two })).rejects.toThrow('dropped in vain');
    await first.call('run', { text: "INSERT INTO note (text) VALUES ('later')" });
    expect(await count(first, 'chunk')).toBe(40);
    await first.call('drop', { body: two });
    await first.close();
    const again = await open(folder);
    await waitUntil(async () => (await count(again, 'chunk')) === 0);
    expect(await count(again, 'body')).toBe(0);
  });

  it('that nobody used is dropped when the storage opens again, and a sealed one is kept', async () => {
    const folder = temporaryFolder();
    const first = await open(folder);
    const kept = await first.call('seal', { source: await first.write(large()) });
    await first.write(large());
    await first.close();
    expect(rowsOf(folder)).toEqual({ bodies: 2, chunks: 6 });
    const second = await open(folder);
    expect(rowsOf(folder)).toEqual({ bodies: 1, chunks: 3 });
    expect(bytesOf(2 * chunkSize + 1, 7).equals(await readAll(second, kept, 2 * chunkSize + 1))).toBe(true);
  });

  it('is gone as soon as it is discarded', async () => {
    const folder = temporaryFolder();
    const storage = await open(folder);
    await storage.discard(await storage.write(large()));
    await storage.discard(await storage.write(streamOf([bytesOf(10, 1)])));
    expect(rowsOf(folder)).toEqual({ bodies: 0, chunks: 0 });
  });

  it('is gone when its stream breaks off or its bytes are refused', async () => {
    const folder = temporaryFolder();
    const storage = await open(folder);
    async function* broken() {
      yield bytesOf(2 * chunkSize + 1, 7);
      throw new Error('connection lost');
    }
    await expect(storage.write(broken())).rejects.toThrow('connection lost');
    let seen = 0;
    const refuse = (bytes: Uint8Array): void => {
      seen += bytes.length;
      if (seen > 2 * chunkSize) throw new Error('too large');
    };
    await expect(storage.write(streamOf(split(bytesOf(3 * chunkSize, 7), [chunkSize, 2 * chunkSize])), refuse)).rejects.toThrow(
      'too large',
    );
    expect(rowsOf(folder)).toEqual({ bodies: 0, chunks: 0 });
  });

  it('stays staged when the call that seals it fails, and can be sealed once', async () => {
    const storage = await open(temporaryFolder());
    const source = await storage.write(large());
    await expect(storage.call('sealAndFail', { source })).rejects.toThrow('sealed in vain');
    await expect(storage.call('seal', { source })).resolves.toBe(1);
    await expect(storage.call('seal', { source })).rejects.toThrow('not staged');
  });
});
