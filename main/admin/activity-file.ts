import { rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { ActivityFilter, ActivityFormat, WrittenActivity } from '../../protocol/bridge.ts';
import { Problem } from '../../protocol/errors.ts';
import { flushFolder, inFile, settle } from '../reading/export.ts';
import { entryText, headOf } from './activity-text.ts';
import type { AdminClient } from './client.ts';

/** Entries that are asked for at once. */
const page = 200;

export interface ActivityOrder {
  /** A UUID; a repeated order has the one of the first. */
  readonly id: string;
  readonly filter: ActivityFilter;
  readonly format: ActivityFormat;
  readonly path: string;
  /** The reader said that the file that is there may go. */
  readonly replace: boolean;
}

/**
 * Writes the activity of a server that there is now, the newest first, page by page. What comes meanwhile is not in it. It is
 * there whole, under its name and on the disk, when this returns; when it throws nothing is left behind.
 * @throws Problem `file-unwritable`, and as the server refuses; the reason of the signal
 */
export const writeActivity = async (
  client: Pick<AdminClient, 'ask'>,
  { id, filter, format, path, replace }: ActivityOrder,
  on: {
    readonly signal: AbortSignal;
    /** Told where it is gathered before there is anything. */
    gathering(part: string): Promise<void>;
    progress(entries: number): void;
  },
): Promise<WrittenActivity> => {
  const target = resolve(path);
  const part = join(dirname(target), `.${basename(target).slice(0, 40)}.${id}.part`);
  let entries = 0;
  let bytes = 0;
  const text = async function* (): AsyncGenerator<string> {
    yield headOf(format);
    const [newest] = (await client.ask('activity', { query: { limit: 1 } })).entries;
    for (let before: number | null = (newest?.event ?? 0) + 1; before !== null; ) {
      on.signal.throwIfAborted();
      const found: Awaited<ReturnType<typeof client.ask<'activity'>>> = await client.ask('activity', {
        query: { ...filter, before, limit: page },
      });
      yield found.entries.map((entry) => entryText(entry, format)).join('');
      entries += found.entries.length;
      on.progress(entries);
      before = found.next;
    }
  };
  try {
    await on.gathering(part);
    // Of an engine that ended in the middle of it.
    await rm(part, { force: true });
    await inFile(part, async (file) => {
      for await (const piece of text()) {
        const chunk = Buffer.from(piece);
        await file.writeFile(chunk);
        bytes += chunk.byteLength;
      }
    });
    on.signal.throwIfAborted();
    await settle(part, target, 'mbox', replace);
    await flushFolder(dirname(target));
    return { path: target, entries, bytes };
  } catch (error) {
    await rm(part, { force: true });
    const { code, message } = error as NodeJS.ErrnoException;
    if (typeof code !== 'string' || !/^E[A-Z0-9]+$/.test(code)) throw error;
    throw new Problem('file-unwritable', `${path} cannot be written: ${message}.`, { cause: error });
  }
};
