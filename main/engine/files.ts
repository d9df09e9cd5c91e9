import { createHash } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { Problem } from '../../protocol/errors.ts';
import type { Inbox, InboxMessage } from '../inbox/port.ts';

export const notHeld = (uid: string): Problem =>
  new Problem('message-unknown', `The inbox does not hold ${uid}; it may have been overwritten.`);

export const damaged = (): Problem => new Problem('message-damaged', 'What is here of the message is not what was received.');

/** All of a message, or `undefined` if its bytes are not what was received. */
export const readWhole = async (inbox: Pick<Inbox, 'read'>, message: InboxMessage): Promise<Uint8Array<ArrayBuffer> | undefined> => {
  const stream = await inbox.read(message.uid);
  if (!stream) throw notHeld(message.uid);
  const bytes = new Uint8Array(await buffer(stream));
  return createHash('sha256').update(bytes).digest('hex') === message.sha256 ? bytes : undefined;
};

/** The bytes of a message; behind the last it throws `message-damaged` if they are not what was received. @throws Problem */
export async function* intact(inbox: Pick<Inbox, 'find' | 'read'>, message: InboxMessage): AsyncGenerator<Uint8Array> {
  const { uid, sha256 } = message;
  const body = await inbox.read(uid);
  if (!body) throw notHeld(uid);
  const hash = createHash('sha256');
  for await (const piece of body) {
    hash.update(piece);
    yield piece;
  }
  // It may have made way meanwhile.
  if (hash.digest('hex') !== sha256) throw (await inbox.find(uid)) ? damaged() : notHeld(uid);
}

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
