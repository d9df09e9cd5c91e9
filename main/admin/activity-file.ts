import { resolve } from 'node:path';
import type { ActivityFilter, ActivityFormat } from '../../protocol/bridge.ts';
import { writeWhole } from '../files/whole.ts';
import { entryText, headOf } from './activity-text.ts';
import type { AdminClient } from './client.ts';

/** Entries that are asked for at once. */
const page = 200;

export interface WrittenActivity {
  readonly path: string;
  readonly entries: number;
  readonly bytes: number;
}

export interface ActivityOrder {
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
  { filter, format, path, replace }: ActivityOrder,
  on: {
    readonly signal: AbortSignal;
    /** Told where it is gathered before there is anything. */
    gathering(part: string): Promise<void>;
    progress(entries: number): void;
  },
): Promise<WrittenActivity> => {
  const target = resolve(path);
  let entries = 0;
  const text = async function* (): AsyncGenerator<Uint8Array> {
    yield Buffer.from(headOf(format));
    const [newest] = (await client.ask('activity', { query: { limit: 1 } })).entries;
    for (let before: number | null = (newest?.event ?? 0) + 1; before !== null; ) {
      const found: Awaited<ReturnType<typeof client.ask<'activity'>>> = await client.ask('activity', {
        query: { ...filter, before, limit: page },
      });
      yield Buffer.from(found.entries.map((entry) => entryText(entry, format)).join(''));
      entries += found.entries.length;
      on.progress(entries);
      before = found.next;
    }
  };
  const bytes = await writeWhole(target, text(), { replace, gathering: on.gathering, signal: on.signal });
  return { path: target, entries, bytes };
};
