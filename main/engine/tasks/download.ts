import { join } from 'node:path';
import type { TaskResult } from '../../../protocol/bridge.ts';
import { Problem, type ProblemCode } from '../../../protocol/errors.ts';
import { flushFolder, isThere, orAborted, writeWhole } from '../../files/whole.ts';
import { messageFileName } from '../../reading/export.ts';
import type { ReadingSource } from '../reading.ts';
import type { LeftoverNote } from './leftover.ts';
import type { Work } from './tasks.ts';

export interface DownloadOrder {
  readonly uids: readonly string[];
  /** Bytes of them together, as far as that is known: only to tell how far it is. */
  readonly bytes: number;
  /** Where the files go; it exists. */
  readonly folder: string;
}

const gone: readonly ProblemCode[] = ['message-unknown', 'message-ended'];

/**
 * Messages as they were accepted, byte for byte, a file each, under names that hold their uids: what is there from another time
 * is passed over. One that has ended meanwhile, or does not come whole, is counted and holds up no other.
 */
export const downloadWork =
  ({ source, note }: { source: ReadingSource; note: LeftoverNote }, { uids, bytes, folder }: DownloadOrder): Work =>
  async ({ signal, of, done }): Promise<TaskResult> => {
    of(bytes);
    const counts = { messages: 0, damaged: 0, gone: 0 };
    /** Bytes of the messages before, and of the one that is on its way. */
    let before = 0;
    const one = async (uid: string): Promise<keyof typeof counts> => {
      let size = 0;
      async function* counted(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
        let at = 0;
        for await (const piece of body) {
          yield piece;
          at += piece.byteLength;
          done(before + at);
        }
      }
      try {
        const message = await orAborted(source.find(uid), signal);
        if (!message) return 'gone';
        size = message.bytes;
        const path = join(folder, messageFileName(message));
        if (await isThere(path)) return 'messages';
        const body = await orAborted(source.read(uid), signal);
        if (!body) return 'gone';
        await writeWhole(path, counted(body), { replace: false, gathering: note.write, signal });
        return 'messages';
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        if (error.code === 'digest-mismatch') return 'damaged';
        if (gone.includes(error.code)) return 'gone';
        throw error;
      } finally {
        before += size;
      }
    };
    try {
      for (const uid of uids) {
        signal.throwIfAborted();
        counts[await one(uid)] += 1;
        done(before);
      }
      await flushFolder(folder);
      return { kind: 'download', path: folder, ...counts };
    } finally {
      await note.remove();
    }
  };
