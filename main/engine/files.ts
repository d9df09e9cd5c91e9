import { createHash } from 'node:crypto';
import { lstat, open, rename, rm } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { Problem } from '../../protocol/errors.ts';
import type { Inbox, InboxMessage } from '../inbox/port.ts';

export const notHeld = (uid: string): Problem =>
  new Problem('message-unknown', `The inbox does not hold ${uid}; it may have been overwritten.`);

/** All of a message, or `undefined` if its bytes are not what was received. */
export const readWhole = async (inbox: Pick<Inbox, 'read'>, message: InboxMessage): Promise<Uint8Array<ArrayBuffer> | undefined> => {
  const stream = await inbox.read(message.uid);
  if (!stream) throw notHeld(message.uid);
  const bytes = new Uint8Array(await buffer(stream));
  return createHash('sha256').update(bytes).digest('hex') === message.sha256 ? bytes : undefined;
};

/** Writes beside the file and renames, so that what stands under the name is whole. */
export const writeFileWhole = async (path: string, parts: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<void> => {
  const temporary = `${path}.part`;
  const handle = await open(temporary, 'w');
  try {
    for await (const part of parts) await handle.writeFile(part);
    await handle.sync();
    await handle.close();
    await rename(temporary, path);
  } catch (error) {
    await handle.close().catch(() => {});
    await rm(temporary, { force: true });
    throw error;
  }
};

/**
 * Writes a file that names its content under its name; what is there already stays, for it is the same. A part that a crash
 * left is written anew. The folder itself is not flushed. @throws the reason of the signal
 */
export const writeFileOnce = async (folder: string, name: string, parts: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<void> => {
  const path = join(folder, name);
  const there = (): Promise<boolean> =>
    lstat(path).then(
      () => true,
      () => false,
    );
  if (await there()) return;
  const temporary = join(folder, `.${name.slice(-60)}.part`);
  const handle = await open(temporary, 'w', 0o600);
  try {
    for await (const part of parts) {
      signal.throwIfAborted();
      await handle.writeFile(part);
    }
    await handle.sync();
    await handle.close();
    if (await there()) await rm(temporary);
    else await rename(temporary, path);
  } catch (error) {
    await handle.close().catch(() => {});
    await rm(temporary, { force: true });
    throw error;
  }
};

/** What was written and renamed in a folder stays there whatever comes. */
export const flushFolder = async (folder: string): Promise<void> => {
  // Windows has no way to open a folder.
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
};

/** Files of one name in one folder; who has more of them does not want another. */
const namesakes = 1_000;

/** Writes a file under its name, or under `name (2)` and so on if there is one: nothing is written over. Answers the path. */
export const writeFileNew = async (folder: string, name: string, data: Uint8Array): Promise<string> => {
  const { name: base, ext } = parse(name);
  for (let n = 1; n <= namesakes; n += 1) {
    const path = join(folder, n === 1 ? name : `${base} (${n})${ext}`);
    const handle = await open(path, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') return undefined;
      throw error;
    });
    if (!handle) continue;
    try {
      await handle.writeFile(data);
      await handle.sync();
      await handle.close();
      return path;
    } catch (error) {
      await handle.close().catch(() => {});
      await rm(path, { force: true });
      throw error;
    }
  }
  throw new Problem('file-unwritable', `${folder} holds ${namesakes} files named ${name} already.`);
};
