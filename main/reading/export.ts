import { randomUUID } from 'node:crypto';
import { type FileHandle, link, lstat, mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { ExportFormat } from '../../protocol/bridge/tasks.ts';
import { Problem } from '../../protocol/errors.ts';
import { asMail, type OutgoingMessage } from './mail.ts';
import { fromLine, quoted } from './mbox.ts';

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
  /** After each message. */
  readonly progress?: (done: Exported) => void;
}

export interface Exported {
  readonly messages: number;
  /** As written. */
  readonly bytes: number;
}

type Messages = Iterable<OutgoingMessage> | AsyncIterable<OutgoingMessage>;

export const flushFolder = async (folder: string): Promise<void> => {
  // Windows has no way to open a folder.
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
};

/** Made anew, flushed, and closed whatever comes. */
export const inFile = async (path: string, write: (file: FileHandle) => Promise<void>): Promise<void> => {
  const file = await open(path, 'wx', 0o600);
  try {
    await write(file);
    await file.sync();
  } finally {
    await file.close();
  }
};

/** UTF-8 bytes of the subject in a file name: with date and uid below the 255 that file systems allow. */
const subjectAtMost = 120;

/** A name that every system takes and sorts by date; it is never a reserved one, and ends neither in a dot nor a blank. */
export const emlName = ({ uid, subject, acceptedAt }: Pick<OutgoingMessage, 'uid' | 'subject' | 'acceptedAt'>): string => {
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
  return `${[day, words, uid.replace(/[^0-9A-Za-z-]+/g, '_').slice(0, 64)].filter((part) => part !== '').join('_')}.eml`;
};

const exists = async (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return false;
      throw error;
    },
  );

const taken = (to: string): Problem => new Problem('file-unwritable', `${to} exists already. Nothing was written over.`);

/** Gives a file or folder its name, unless somebody has that meanwhile. */
export const settle = async (part: string, to: string, format: ExportFormat, replace: boolean): Promise<void> => {
  if (replace) return rename(part, to);
  if (format === 'mbox') {
    // A link never replaces anything, a renamed file does; but some file systems have no links.
    const linked = await link(part, to).then(
      () => true,
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'EEXIST') throw taken(to);
        return false;
      },
    );
    if (linked) return rm(part);
  }
  if (await exists(to)) throw taken(to);
  await rename(part, to);
};

/**
 * Writes messages for other programs, in their order and in flat memory. It is there whole, under its name and on the disk,
 * when this returns; when it throws nothing is left behind.
 * @throws Problem `file-unwritable`, also if the target exists; the reason of the signal; what `messages` throws
 */
export const exportMessages = async (
  messages: Messages,
  { to, format, replace = false, gathering, signal, progress }: ExportOptions,
): Promise<Exported> => {
  const target = resolve(to);
  const part = join(dirname(target), `.${basename(target).slice(0, 40)}.${randomUUID()}.part`);
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
      progress?.(done);
    }
  };
  const writeMbox = (): Promise<void> =>
    inFile(part, (file) =>
      each(async (message) => {
        const first = Buffer.from(fromLine(message.from, message.acceptedAt));
        await file.writeFile(first);
        done = { ...done, bytes: done.bytes + first.byteLength };
        await write(file, quoted(asMail(message)));
      }),
    );
  const writeEml = async (): Promise<void> => {
    await mkdir(part, { mode: 0o700 });
    await each((message) => inFile(join(part, emlName(message)), (file) => write(file, asMail(message))));
    await flushFolder(part);
  };

  try {
    if (!replace && (await exists(target))) throw taken(to);
    await gathering?.(part);
    await (format === 'mbox' ? writeMbox() : writeEml());
    signal?.throwIfAborted();
    await settle(part, target, format, replace);
    await flushFolder(dirname(target));
    return done;
  } catch (error) {
    await rm(part, { recursive: true, force: true });
    const { code, message } = error as NodeJS.ErrnoException;
    if (typeof code !== 'string' || !/^E[A-Z0-9]+$/.test(code)) throw error;
    throw new Problem('file-unwritable', `${to} cannot be written: ${message}.`, { cause: error });
  }
};
