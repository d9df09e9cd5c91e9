import { type FileHandle, mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { ExportFormat } from '../../protocol/bridge/tasks.ts';
import { Problem } from '../../protocol/errors.ts';
import { beside, flushFolder, inFile } from '../files/whole.ts';
import { asMail, type OutgoingMessage } from './mail.ts';
import { fromLine, quoted } from './mbox.ts';
import { extensionOf } from './names.ts';

export { type ExportFormat, exportFormats } from '../../protocol/bridge/tasks.ts';
export type { OutgoingMessage } from './mail.ts';

export interface ExportOptions {
  /** In a folder that exists; what does not exist itself, unless a file of that name is to be replaced. */
  readonly to: string;
  /** A file that is there already makes way, when all is written. */
  readonly replace?: boolean;
  /** Told where the parts are gathered before there is any, so that they can be found after a crash. */
  readonly gathering?: (part: string) => Promise<void>;
  readonly format: ExportFormat;
  readonly signal?: AbortSignal;
}

export interface Exported {
  readonly messages: number;
  /** As written. */
  readonly bytes: number;
}

type Messages = Iterable<OutgoingMessage> | AsyncIterable<OutgoingMessage>;

/** UTF-8 bytes of the subject in a file name: with date and uid below the 255 that file systems allow. */
const subjectAtMost = 120;

/** A name that every system takes and sorts by date; it is never a reserved one, and ends neither in a dot nor a blank. */
const datedName = ({ uid, subject, acceptedAt }: Pick<OutgoingMessage, 'uid' | 'subject' | 'acceptedAt'>, extension: string): string => {
  const cleaned = subject
    .toWellFormed()
    .normalize('NFC')
    .replace(/[\p{C}\p{Z}<>:"/\\|?*]+/gu, '_');
  let short = '';
  for (const { segment } of new Intl.Segmenter().segment(cleaned.slice(0, 2 * subjectAtMost))) {
    if (Buffer.byteLength(short + segment) > subjectAtMost) break;
    short += segment;
  }
  const words = short.replace(/^[._]+|[._]+$/g, '');
  const day = new Date(acceptedAt).toISOString().slice(0, 10);
  return `${[day, words, uid.replace(/[^0-9A-Za-z-]+/g, '_').slice(0, 64)].filter((part) => part !== '').join('_')}.${extension}`;
};
export const emlName = (message: Pick<OutgoingMessage, 'uid' | 'subject' | 'acceptedAt'>): string => datedName(message, 'eml');

/** The same for a message that is written as it is, whatever its type. */
export const messageFileName = (message: Pick<OutgoingMessage, 'uid' | 'subject' | 'acceptedAt' | 'type'>): string =>
  datedName(message, extensionOf(message.type));

/**
 * Writes messages for other programs, in their order and in flat memory. It is there whole, under its name and on the disk,
 * when this returns; when it throws nothing is left behind.
 * @throws Problem `file-unwritable`, also if the target exists; the reason of the signal; what `messages` throws
 */
export const exportMessages = async (
  messages: Messages,
  { to, format, replace = false, gathering, signal }: ExportOptions,
): Promise<Exported> => {
  let done: Exported = { messages: 0, bytes: 0 };

  const write = async (file: FileHandle, chunks: AsyncIterable<Uint8Array>): Promise<void> => {
    for await (const chunk of chunks) {
      signal?.throwIfAborted();
      await file.writeFile(chunk);
      done = { ...done, bytes: done.bytes + chunk.byteLength };
    }
  };
  const each = async (one: (message: OutgoingMessage) => Promise<void>): Promise<void> => {
    for await (const message of messages) {
      signal?.throwIfAborted();
      await one(message);
      done = { ...done, messages: done.messages + 1 };
    }
  };
  const writeMbox = (part: string): Promise<void> =>
    inFile(part, (file) =>
      each(async (message) => {
        const first = Buffer.from(fromLine(message.from, message.acceptedAt));
        await file.writeFile(first);
        done = { ...done, bytes: done.bytes + first.byteLength };
        await write(file, quoted(asMail(message)));
      }),
    );
  const writeEml = async (part: string): Promise<void> => {
    await mkdir(part, { mode: 0o700 });
    await each((message) => inFile(join(part, emlName(message)), (file) => write(file, asMail(message))));
    await flushFolder(part);
  };

  try {
    await beside(resolve(to), { replace, gathering }, async (part) => {
      await (format === 'mbox' ? writeMbox(part) : writeEml(part));
      signal?.throwIfAborted();
    });
    return done;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (typeof code !== 'string' || !/^E[A-Z0-9]+$/.test(code)) throw error;
    throw new Problem('file-unwritable', `${to} cannot be written: ${message}.`, { cause: error });
  }
};
