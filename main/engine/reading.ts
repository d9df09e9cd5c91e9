import type { Args, MessageContent, MessageRow, Part, Source } from '../../protocol/bridge.ts';
import { Problem } from '../../protocol/errors.ts';
import type { Inbox, InboxMessage } from '../inbox/port.ts';
import type { Opened } from '../reading/content.ts';
import { shownAtMost, sourceAtMost } from '../reading/limits.ts';
import { notHeld, readWhole, writeFileNew, writeFileWhole } from './files.ts';

/** Nobody needs it before a message is saved. */
const load = async () => ({ ...(await import('../reading/media.ts')), ...(await import('../reading/names.ts')) });

/** An attachment, or the whole message. */
type FileArgs = Args<'reading.part'>;

/** A stretch of bytes as text: whole lines, in the charset that it looks like. */
const toText = async (bytes: Uint8Array): Promise<string> => (await import('../reading/charset.ts')).decodeBytes(bytes, undefined);

/** Where messages are read: an inbox, or a server. */
export type ReadingSource = Pick<Inbox, 'find' | 'read'>;

/** What an account answers of one message. Each method may be carried out twice, see ADR 14. */
export const createReading = (deps: { inbox: () => Promise<ReadingSource>; toRow: (message: InboxMessage) => MessageRow }) => {
  /** The message that was taken apart last: its pictures are asked for one by one. */
  let last: { readonly uid: string; readonly opened: Promise<Opened | undefined> } | undefined;

  const found = async (inbox: ReadingSource, uid: string): Promise<InboxMessage> => {
    const message = await inbox.find(uid);
    if (!message) throw notHeld(uid);
    return message;
  };
  const openNow = async (inbox: ReadingSource, message: InboxMessage): Promise<Opened | undefined> => {
    const { openMessage } = await import('../reading/content.ts');
    // A huge message is not read just to say that it is huge.
    const bytes = message.bytes > shownAtMost ? new Uint8Array() : await readWhole(inbox, message);
    return bytes && openMessage(deps.toRow(message), bytes);
  };
  /** Undefined if it is damaged. */
  const open = (inbox: ReadingSource, message: InboxMessage): Promise<Opened | undefined> => {
    if (last?.uid === message.uid) return last.opened;
    const opened = openNow(inbox, message);
    const entry = { uid: message.uid, opened };
    last = entry;
    opened.catch(() => {
      if (last === entry) last = undefined;
    });
    return opened;
  };
  /** An attachment, or what a message holds that is no mail. */
  const partOf = async ({ uid, part }: Omit<FileArgs, 'account'>): Promise<Part> => {
    const inbox = await deps.inbox();
    const message = await found(inbox, uid);
    const { mediaTypeOf, fileNameOf } = await load();
    if (part !== null) {
      const file = (await open(inbox, message))?.files[part];
      if (!file) throw new Problem('message-unknown', 'The message has no such attachment.');
      return { name: file.name, type: file.type, data: file.data };
    }
    const bytes = message.bytes > shownAtMost ? undefined : await readWhole(inbox, message);
    if (!bytes) throw new Problem('message-unknown', 'The message is damaged, or too large to be shown.');
    return { name: fileNameOf(deps.toRow(message)), type: mediaTypeOf(message.type), data: bytes };
  };

  return {
    /** Nobody reads it any more. */
    close: (): void => {
      last = undefined;
    },
    methods: {
      'inbox.message': async ({ uid }: Args<'inbox.message'>): Promise<MessageContent> => {
        const inbox = await deps.inbox();
        const message = await found(inbox, uid);
        const row = deps.toRow(message);
        const opened = await open(inbox, message);
        if (!opened) return { row, to: message.mailbox, body: { kind: 'damaged' }, attachments: [], headers: [] };
        return { row, ...opened.shown, to: opened.shown.to || message.mailbox };
      },
      'reading.part': (args: FileArgs): Promise<Part> => partOf(args),
      'reading.source': async ({ uid, from }: Args<'reading.source'>): Promise<Source> => {
        const stream = await (await deps.inbox()).read(uid);
        if (!stream) throw notHeld(uid);
        const to = from + sourceAtMost.stretch;
        const parts: Uint8Array[] = [];
        let at = 0;
        for await (const chunk of stream) {
          if (at + chunk.byteLength > from) parts.push(chunk.subarray(Math.max(0, from - at), Math.min(chunk.byteLength, to - at)));
          at += chunk.byteLength;
          if (at >= to) break;
        }
        const { bytes } = await found(await deps.inbox(), uid);
        let stretch: Uint8Array = Buffer.concat(parts);
        // It ends with a line, so that no character is cut in two.
        const end = stretch.lastIndexOf(0x0a) + 1;
        if (end > 0 && from + stretch.byteLength < bytes) stretch = stretch.subarray(0, end);
        const next = from + stretch.byteLength;
        return { text: await toText(stretch), next: next < Math.min(bytes, sourceAtMost.whole) ? next : null, bytes };
      },
      'file.name': async ({ uid, attachment }: Args<'inbox.save'>): Promise<string> => {
        if (attachment !== null) return (await partOf({ uid, part: attachment })).name;
        const { fileNameOf } = await load();
        return fileNameOf(deps.toRow(await found(await deps.inbox(), uid)));
      },
      'file.write': async ({ uid, attachment, path }: Args<'inbox.save'> & { path: string }): Promise<null> => {
        if (attachment !== null) {
          await writeFileWhole(path, [(await partOf({ uid, part: attachment })).data]);
          return null;
        }
        const bytes = await (await deps.inbox()).read(uid);
        if (!bytes) throw notHeld(uid);
        await writeFileWhole(path, bytes);
        return null;
      },
      /** Into a folder that is there for it alone; answers the path. */
      'file.lend': async ({ folder, ...args }: FileArgs & { folder: string }): Promise<string> => {
        const { name, data } = await partOf(args);
        return writeFileNew(folder, name, data);
      },
      /** All attachments into a folder, under names that are free; answers how many there are. */
      'file.writeAll': async ({ uid, folder }: Args<'reading.saveAll'> & { folder: string }): Promise<number> => {
        const inbox = await deps.inbox();
        const files = (await open(inbox, await found(inbox, uid)))?.files ?? [];
        for (const { name, data } of files) await writeFileNew(folder, name, data);
        return files.length;
      },
    },
  } as const;
};
