import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { LetterFolder } from '../../protocol/bridge.ts';
import { Problem } from '../../protocol/errors.ts';
import { makeDurably, writeWhole } from '../files/whole.ts';
import { letterSchema, type StoredLetter, type Summary, summaryOf } from './letter.ts';

/** The letters of an account: a folder for each, with its text and states in one file and its attachments beside it. */
export interface LetterStore {
  /** Undefined if there is none. */
  find(id: string): Summary | undefined;
  /** @throws Problem `letter-unknown` */
  read(id: string): Promise<StoredLetter>;
  /**
   * Changes one letter, one change after the other; durable when it resolves. `change` gets undefined if there is no such
   * letter, and answers undefined to leave all as it is.
   */
  change(id: string, change: (letter: StoredLetter | undefined) => StoredLetter | undefined): Promise<StoredLetter | undefined>;
  page(folder: LetterFolder, before: number | null, limit: number): Summary[];
  all(): Iterable<Summary>;
  counts(): Record<LetterFolder, number>;
  /** A number above all before: what changed last stands first. */
  nextKey(now: number): number;
  /** Stores a file of a letter; answers its bytes. */
  writeFile(id: string, name: string, bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<number>;
  pathOf(id: string, name: string): string;
  removeFile(id: string, name: string): Promise<void>;
  /** What is being written is durable. */
  settled(): Promise<void>;
}

const letterFile = 'letter.json';
export const mailFile = 'message.eml';
/** ms after which a letter that was taken out of the lists is deleted: nobody takes that back so late. */
const regret = 3_600_000;
/** Files that are read at a time when letters are looked through. */
const abreast = 32;

const unknown = (id: string): Problem => new Problem('letter-unknown', `There is no letter ${id}; it may have been deleted.`);

const parse = (text: string): StoredLetter | undefined => {
  try {
    return letterSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
};

/** @param folder made with the first letter @param damaged a letter that cannot be read; it is left as it is */
export const openLetterStore = async (folder: string, now: number, damaged: (path: string) => void): Promise<LetterStore> => {
  const letters = new Map<string, Summary>();
  let lastKey = 0;
  const pathOf = (id: string, name: string): string => join(folder, id, name);

  const load = async (id: string): Promise<void> => {
    const path = pathOf(id, letterFile);
    const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    });
    const letter = text === undefined ? undefined : parse(text);
    if (text !== undefined && !letter) return damaged(path);
    // A folder without a letter: a crash came before its first draft was saved, or in the middle of its deletion.
    if (!letter || (letter.removedAt !== null && Math.abs(now - letter.removedAt) > regret))
      return rm(join(folder, id), { recursive: true, force: true });
    const files = new Set<string>([letterFile, ...letter.files.map((file) => file.id), ...(letter.stage === 'sending' ? [mailFile] : [])]);
    for (const name of await readdir(join(folder, id))) if (!files.has(name)) await rm(pathOf(id, name), { force: true });
    letters.set(id, summaryOf(letter));
    lastKey = Math.max(lastKey, letter.key);
  };
  const ids = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    return [];
  });
  const wanted = ids.filter((id) => /^[0-9a-f-]{36}$/.test(id));
  while (wanted.length > 0) await Promise.all(wanted.splice(0, abreast).map(load));

  const read = async (id: string): Promise<StoredLetter> => {
    if (!letters.has(id)) throw unknown(id);
    const letter = parse(await readFile(pathOf(id, letterFile), 'utf8'));
    if (!letter) throw new Problem('storage-failed', `The letter ${id} cannot be read; it was left as it is.`);
    return letter;
  };
  /** The last change of each letter that is being written. */
  const changing = new Map<string, Promise<unknown>>();
  const inOrder = <T>(id: string, work: () => Promise<T>): Promise<T> => {
    const before = changing.get(id) ?? Promise.resolve();
    const done = before.catch(() => {}).then(work);
    const last = done
      .catch(() => {})
      .finally(() => {
        if (changing.get(id) === last) changing.delete(id);
      });
    changing.set(id, last);
    return done;
  };

  return {
    find: (id) => letters.get(id),
    read,
    change: (id, change) =>
      inOrder(id, async () => {
        const before = letters.has(id) ? await read(id) : undefined;
        const after = change(before);
        if (!after || after === before) return before;
        await makeDurably(join(folder, id));
        await writeWhole(pathOf(id, letterFile), [Buffer.from(JSON.stringify(after))]);
        letters.set(id, summaryOf(after));
        return after;
      }),
    page: (of, before, limit) =>
      [...letters.values()]
        .filter(
          ({ removedAt, stage, key }) =>
            removedAt === null && (stage === 'draft') === (of === 'drafts') && (before === null || key < before),
        )
        .sort((a, b) => b.key - a.key)
        .slice(0, limit),
    all: () => letters.values(),
    counts: () => {
      const counts = { drafts: 0, sent: 0 };
      for (const { removedAt, stage } of letters.values()) if (removedAt === null) counts[stage === 'draft' ? 'drafts' : 'sent'] += 1;
      return counts;
    },
    nextKey: (at) => {
      lastKey = Math.max(Math.trunc(at), lastKey + 1);
      return lastKey;
    },
    async writeFile(id, name, bytes) {
      await makeDurably(join(folder, id));
      return writeWhole(pathOf(id, name), bytes);
    },
    pathOf,
    removeFile: (id, name) => rm(pathOf(id, name), { force: true }),
    async settled() {
      while (changing.size > 0) await Promise.all(changing.values());
    },
  };
};
