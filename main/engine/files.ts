import { createHash } from 'node:crypto';
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
