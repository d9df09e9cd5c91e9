import { join } from 'node:path';
import type { Args, MessageContent, MessageRow, Part, Source } from '../../protocol/bridge.ts';
import { Problem } from '../../protocol/errors.ts';
import { writeWhole } from '../files/whole.ts';
import type { Inbox, InboxMessage } from '../inbox/port.ts';
import type { AttachedFile } from '../reading/attachments.ts';
import type { Opened } from '../reading/content.ts';
import { shownAtMost, sourceAtMost } from '../reading/limits.ts';
import { damaged, intact, notHeld, readWhole } from './files.ts';

/** Nobody needs it before a message is saved. */
const load = async () => ({ ...(await import('../reading/media.ts')), ...(await import('../reading/names.ts')) });

/** An attachment, or the whole message. */
type FileArgs = Args<'reading.part'>;

/** A stretch of bytes as text: whole lines, in the charset that it looks like. */
const toText = async (bytes: Uint8Array): Promise<string> => (await import('../reading/charset.ts')).decodeBytes(bytes, undefined);

/** Where messages are read: an inbox, or a server. */
export type ReadingSource = Pick<Inbox, 'find' | 'read'>;

/** What of messages is written to files. */
export interface Outgoing {
  /** A message as it came, or one of its attachments. @throws Problem; its pieces do so behind the last, if it is damaged */
  file(uid: string, attachment: number | null): Promise<{ bytes: number; pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array> }>;
  /** All attachments. @throws Problem */
  files(uid: string): Promise<readonly AttachedFile[]>;
}

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
    const forget = (): void => {
      if (last === entry) last = undefined;
    };
    // What is damaged may be fetched again.
    opened.then((one) => one ?? forget(), forget);
    return opened;
  };
  /** The message whose source was looked at last, and that its bytes are as they were received. */
  let looked: { readonly uid: string; readonly intact: Promise<void> } | undefined;
  /** Of a message that is shown stretch by stretch. @throws Problem `message-damaged` */
  const assertIntact = (inbox: ReadingSource, message: InboxMessage): Promise<void> => {
    const look = async (): Promise<void> => {
      for await (const _ of intact(inbox, message));
    };
    if (looked?.uid === message.uid) return looked.intact;
    const entry = { uid: message.uid, intact: look() };
    looked = entry;
    entry.intact.catch(() => {
      if (looked === entry) looked = undefined;
    });
    return entry.intact;
  };
  /** An attachment, or what a message holds that is no mail. */
  const partOf = async ({ uid, part }: Omit<FileArgs, 'account'>): Promise<Part> => {
    const inbox = await deps.inbox();
    const message = await found(inbox, uid);
    const { mediaTypeOf, fileNameOf } = await load();
    if (part !== null) {
      const opened = await open(inbox, message);
      if (!opened) throw damaged();
      const file = opened.files[part];
      if (!file) throw new Problem('message-unknown', 'The message has no such attachment.');
      return { name: file.name, type: file.type, data: file.data };
    }
    if (message.bytes > shownAtMost) throw new Problem('message-unknown', 'The message is too large to be shown.');
    const bytes = await readWhole(inbox, message);
    if (!bytes) throw damaged();
    return { name: fileNameOf(deps.toRow(message)), type: mediaTypeOf(message.type), data: bytes };
  };

  const outgoing: Outgoing = {
    async file(uid, attachment) {
      if (attachment !== null) {
        const { data } = await partOf({ uid, part: attachment });
        return { bytes: data.byteLength, pieces: [data] };
      }
      const inbox = await deps.inbox();
      const message = await found(inbox, uid);
      return { bytes: message.bytes, pieces: intact(inbox, message) };
    },
    async files(uid) {
      const inbox = await deps.inbox();
      const opened = await open(inbox, await found(inbox, uid));
      if (!opened) throw damaged();
      return opened.files;
    },
  };

  return {
    outgoing,
    /** Nobody reads it any more. */
    close: (): void => {
      last = undefined;
      looked = undefined;
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
        const inbox = await deps.inbox();
        const message = await found(inbox, uid);
        await assertIntact(inbox, message);
        const stream = await inbox.read(uid);
        if (!stream) throw notHeld(uid);
        const to = from + sourceAtMost.stretch;
        const parts: Uint8Array[] = [];
        let at = 0;
        for await (const chunk of stream) {
          if (at + chunk.byteLength > from) parts.push(chunk.subarray(Math.max(0, from - at), Math.min(chunk.byteLength, to - at)));
          at += chunk.byteLength;
          if (at >= to) break;
        }
        const { bytes } = message;
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
      /** Into a folder that is there for it alone; answers the path. */
      'file.lend': async ({ folder, ...args }: FileArgs & { folder: string }): Promise<string> => {
        const { name, data } = await partOf(args);
        const path = join(folder, name);
        await writeWhole(path, [data]);
        return path;
      },
    },
  } as const;
};
