import { createHash } from 'node:crypto';
import type { InboxMessage } from '../../../main/inbox/port.ts';

/** A body on its way, and at its end whether it is what was accepted. */
export function* watched(message: InboxMessage, body: Iterable<Uint8Array>, ended: (intact: boolean) => void): Generator<Uint8Array> {
  const hash = createHash('sha256');
  for (const chunk of body) {
    hash.update(chunk);
    yield chunk;
  }
  ended(hash.digest('hex') === message.sha256);
}
