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

/** The uids of a list as it stands, in order of receipt. @throws the reason of the signal */
export const uidsOf = async (
  inbox: Inbox,
  list: { folder: InboxFolder; words?: string | undefined; filter?: Look['filter'] | undefined },
  signal: AbortSignal,
): Promise<string[]> => {
  const { folder, words, filter } = list;
  const uids: string[] = [];
  for (let before: number | undefined; ; ) {
    signal.throwIfAborted();
    const rows = await inbox.page({
      folder,
      limit: page,
      ...(words !== undefined && { words }),
      ...(filter && { filter }),
      ...(before !== undefined && { before }),
    });
    uids.push(...rows.map(({ uid }) => uid));
    before = rows.at(-1)?.key;
    if (rows.length < page) return uids.reverse();
  }
};

/** A body on its way, and at its end whether it is what was accepted. */
async function* watched(
  message: InboxMessage,
  body: AsyncIterable<Uint8Array>,
  ended: (intact: boolean) => Promise<void>,
): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  for await (const chunk of body) {
    hash.update(chunk);
    yield chunk;
  }
  await ended(hash.digest('hex') === message.sha256);
}

export const exportWork =
  (deps: { inbox: () => Promise<Inbox>; note: LeftoverNote }, { what, format, path, replace }: ExportOrder): Work =>
  async ({ signal, of, done }): Promise<TaskResult> => {
    const { note } = deps;
    const inbox = await deps.inbox();
    const uids = what.kind === 'messages' ? what.uids : await uidsOf(inbox, what, signal);
    of(uids.length);
    let damaged = 0;
    let gone = 0;
    async function* outgoing(): AsyncGenerator<OutgoingMessage> {
      for (const uid of uids) {
        const message = await inbox.find(uid);
        const body = message && (await inbox.read(uid));
        if (!body) {
          gone += 1;
          continue;
        }
        const ended = async (intact: boolean): Promise<void> => {
          if (intact) return;
          if (!(await inbox.find(uid)))
            throw new Problem('message-unknown', 'A message made way while it was written. Nothing was kept; start again.');
          damaged += 1;
        };
        yield { ...message, body: watched(message, body, ended) };
      }
    }
    try {
      const exported = await exportMessages(outgoing(), {
        to: path,
        format,
        replace,
        signal,
        gathering: note.write,
        progress: ({ messages }) => done(messages + gone),
      });
      return { kind: 'export', path, ...exported, damaged, gone };
    } finally {
      await note.remove();
    }
  };
