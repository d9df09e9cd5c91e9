import type { TaskResult } from '../../../protocol/bridge.ts';
import { Problem, type ProblemCode } from '../../../protocol/errors.ts';
import { messageFileName } from '../../reading/export.ts';
import { flushFolder, writeFileOnce } from '../files.ts';
import type { ReadingSource } from '../reading.ts';
import type { Work } from './tasks.ts';

export interface DownloadOrder {
  readonly uids: readonly string[];
  /** Where the files go; it exists. */
  readonly folder: string;
}

const gone: readonly ProblemCode[] = ['message-unknown', 'message-ended'];

/**
 * Messages as they were accepted, byte for byte, a file each, under names that hold their uids: what is there from another time
 * is passed over. One that has ended meanwhile, or does not come whole, is counted and holds up no other.
 */
export const downloadWork =
  (source: ReadingSource, { uids, folder }: DownloadOrder): Work =>
  async ({ signal, of, done }): Promise<TaskResult> => {
    of(uids.length);
    const counts = { messages: 0, damaged: 0, gone: 0 };
    const one = async (uid: string): Promise<keyof typeof counts> => {
      try {
        const message = await source.find(uid);
        const body = message && (await source.read(uid));
        if (!body) return 'gone';
        await writeFileOnce(folder, messageFileName(message), body, signal);
        return 'messages';
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        if (error.code === 'digest-mismatch') return 'damaged';
        if (gone.includes(error.code)) return 'gone';
        throw error;
      }
    };
    for (const [at, uid] of uids.entries()) {
      signal.throwIfAborted();
      counts[await one(uid)] += 1;
      done(at + 1);
    }
    await flushFolder(folder);
    return { kind: 'download', path: folder, ...counts };
  };
