import { createHash } from 'node:crypto';
import type { ExportFormat, InboxFolder, TaskResult, ToExport } from '../../../protocol/bridge.ts';
import { Problem } from '../../../protocol/errors.ts';
import type { Inbox, InboxMessage, Look } from '../../inbox/port.ts';
import { exportMessages, type OutgoingMessage } from '../../reading/export.ts';
import type { LeftoverNote } from './leftover.ts';
import type { Work } from './tasks.ts';

export interface ExportOrder {
  readonly what: ToExport;
  readonly format: ExportFormat;
  readonly path: string;
  /** The reader said that the file that is there may go. */
  readonly replace: boolean;
}

/** Messages that are listed at once. */
const page = 500;

interface Listed {
  readonly uid: string;
  readonly bytes: number;
}

/** A list as it stands, in order of receipt. @throws the reason of the signal */
export const rowsOf = async (
  inbox: Inbox,
  list: { folder: InboxFolder; words?: string | undefined; filter?: Look['filter'] | undefined },
  signal: AbortSignal,
): Promise<Listed[]> => {
  const { folder, words, filter } = list;
  const all: Listed[] = [];
  for (let before: number | undefined; ; ) {
    signal.throwIfAborted();
    const rows = await inbox.page({
      folder,
      limit: page,
      ...(words !== undefined && { words }),
      ...(filter && { filter }),
      ...(before !== undefined && { before }),
    });
    all.push(...rows.map(({ uid, bytes }) => ({ uid, bytes })));
    before = rows.at(-1)?.key;
    if (rows.length < page) return all.reverse();
  }
};

/** Those that were chosen, in their order; what is gone has no bytes. @throws the reason of the signal */
const chosen = async (inbox: Inbox, uids: readonly string[], signal: AbortSignal): Promise<Listed[]> => {
  const all: Listed[] = [];
  for (const uid of uids) {
    signal.throwIfAborted();
    all.push({ uid, bytes: (await inbox.find(uid))?.bytes ?? 0 });
  }
  return all;
};

/** A body on its way, and at its end whether it is what was accepted. */
async function* watched(
  message: InboxMessage,
  body: AsyncIterable<Uint8Array>,
  passed: (bytes: number) => void,
  ended: (intact: boolean) => Promise<void>,
): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  for await (const chunk of body) {
    hash.update(chunk);
    yield chunk;
    passed(chunk.byteLength);
  }
  await ended(hash.digest('hex') === message.sha256);
}

export const exportWork =
  (deps: { inbox: () => Promise<Inbox>; note: LeftoverNote }, { what, format, path, replace }: ExportOrder): Work =>
  async ({ signal, of, done }): Promise<TaskResult> => {
    const { note } = deps;
    const inbox = await deps.inbox();
    const all = await (what.kind === 'messages' ? chosen(inbox, what.uids, signal) : rowsOf(inbox, what, signal));
    of(all.reduce((sum, { bytes }) => sum + bytes, 0));
    let handled = 0;
    const passed = (bytes: number): void => {
      handled += bytes;
      done(handled);
    };
    let damaged = 0;
    let gone = 0;
    async function* outgoing(): AsyncGenerator<OutgoingMessage> {
      for (const { uid, bytes } of all) {
        const message = await inbox.find(uid);
        const body = message && (await inbox.read(uid));
        if (!body) {
          gone += 1;
          passed(bytes);
          continue;
        }
        const ended = async (intact: boolean): Promise<void> => {
          if (intact) return;
          if (!(await inbox.find(uid)))
            throw new Problem('message-unknown', 'A message made way while it was written. Nothing was kept; start again.');
          damaged += 1;
        };
        yield { ...message, body: watched(message, body, passed, ended) };
      }
    }
    try {
      const exported = await exportMessages(outgoing(), { to: path, format, replace, signal, gathering: note.write });
      return { kind: 'export', path, ...exported, damaged, gone };
    } finally {
      await note.remove();
    }
  };
