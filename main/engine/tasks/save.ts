import type { TaskResult } from '../../../protocol/bridge.ts';
import { orAborted, writeWhole } from '../../files/whole.ts';
import { writeFileNew } from '../files.ts';
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
    if (what === 'all') {
      const files = await orAborted(outgoing.files(uid), signal);
      of(files.reduce((sum, { data }) => sum + data.byteLength, 0));
      for (const { name, data } of files) {
        signal.throwIfAborted();
        await writeFileNew(path, name, data);
        written += data.byteLength;
        done(written);
      }
      return { kind: 'save', path };
    }
    async function* pieces(): AsyncGenerator<Uint8Array> {
      const { bytes, pieces } = await outgoing.file(uid, what as number | null);
      of(bytes);
      yield* counted(pieces);
    }
    try {
      await writeWhole(path, pieces(), { gathering: note.write, signal });
      return { kind: 'save', path };
    } finally {
      await note.remove();
    }
  };
