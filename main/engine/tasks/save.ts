import { lstat, readFile } from 'node:fs/promises';
import { join, parse } from 'node:path';
import type { TaskResult } from '../../../protocol/bridge.ts';
import { Problem } from '../../../protocol/errors.ts';
import { isThere, orAborted, writeWhole } from '../../files/whole.ts';
import type { Outgoing } from '../reading.ts';
import type { LeftoverNote } from './leftover.ts';
import type { Work } from './tasks.ts';

export interface SaveOrder {
  readonly uid: string;
  /** The place of an attachment; null: the message as it came; `all`: its attachments, under names that are free. */
  readonly what: number | null | 'all';
  /** The file, whatever stands there; of all attachments the folder, which exists. */
  readonly path: string;
}

/** Files of one name in one folder; who has more of them does not want another. */
const namesakes = 1_000;

/** Whether a file is there already, byte for byte. */
const holds = async (path: string, data: Uint8Array): Promise<boolean> => {
  const there = await lstat(path);
  return there.isFile() && there.size === data.byteLength && (await readFile(path)).equals(data);
};

/**
 * Under which of its names a file goes into a folder, and whether it is there already, as when an engine ended in the middle and
 * another does it anew: nothing is written over, and nothing twice. @param taken paths that others of the same message have
 */
const nameFor = async (
  folder: string,
  { name, data }: { name: string; data: Uint8Array },
  taken: ReadonlySet<string>,
): Promise<{ path: string; there: boolean }> => {
  const { name: base, ext } = parse(name);
  for (let n = 1; n <= namesakes; n += 1) {
    const path = join(folder, n === 1 ? name : `${base} (${n})${ext}`);
    if (taken.has(path)) continue;
    if (!(await isThere(path))) return { path, there: false };
    if (await holds(path, data)) return { path, there: true };
  }
  throw new Problem('file-unwritable', `${folder} holds ${namesakes} files named ${name} already.`);
};

/** Writes a message or its attachments where the reader said: whole and undamaged, or not at all. */
export const saveWork =
  ({ outgoing, note }: { outgoing: Outgoing; note: LeftoverNote }, { uid, what, path }: SaveOrder): Work =>
  async ({ signal, of, done }): Promise<TaskResult> => {
    let written = 0;
    async function* counted(pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
      for await (const piece of pieces) {
        yield piece;
        written += piece.byteLength;
        done(written);
      }
    }
    const all = async (): Promise<void> => {
      const files = await orAborted(outgoing.files(uid), signal);
      of(files.reduce((sum, { data }) => sum + data.byteLength, 0));
      const taken = new Set<string>();
      for (const file of files) {
        signal.throwIfAborted();
        const found = await nameFor(path, file, taken);
        taken.add(found.path);
        if (!found.there) await writeWhole(found.path, [file.data], { replace: false, gathering: note.write, signal });
        written += file.data.byteLength;
        done(written);
      }
    };
    async function* pieces(): AsyncGenerator<Uint8Array> {
      const { bytes, pieces } = await outgoing.file(uid, what as number | null);
      of(bytes);
      yield* counted(pieces);
    }
    try {
      if (what === 'all') await all();
      else await writeWhole(path, pieces(), { gathering: note.write, signal });
      return { kind: 'save', path };
    } finally {
      await note.remove();
    }
  };
