import { createHash } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { Problem } from '../../protocol/errors.ts';
import type { Inbox, InboxMessage } from '../inbox/port.ts';

export const notHeld = (uid: string): Problem =>
  new Problem('message-unknown', `The inbox does not hold ${uid}; it may have been overwritten.`);

/** All of a message, or `undefined` if its bytes are not what was received. */
export const readWhole = async (inbox: Inbox, message: InboxMessage): Promise<Uint8Array<ArrayBuffer> | undefined> => {
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
