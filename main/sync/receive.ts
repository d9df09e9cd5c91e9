import { createHash } from 'node:crypto';
import { Problem } from '../../protocol/errors.ts';
import { type BodySource, type Inbox, StorageError } from '../inbox/port.ts';
import type { Incoming } from './request.ts';

/** 104, S35: a body that has arrived whole and undamaged, or why not. */
export type Arrival =
  | { readonly kind: 'whole'; readonly body: BodySource }
  /** Its digest is not the one that was announced. */
  | { readonly kind: 'damaged' }
  /** The connection broke within it: nobody's fault, ask again. */
  | { readonly kind: 'truncated'; readonly problem: Problem };

/** Streams a body to the disk. It counts for nothing yet: only the inbox's transaction makes it a message. */
export const receiveBody = async (inbox: Inbox, message: Incoming): Promise<Arrival> => {
  const hash = createHash('sha256');
  let size = 0;
  let body: BodySource;
  try {
    body = await inbox.write(message.body, (bytes) => {
      size += bytes.byteLength;
      hash.update(bytes);
    });
  } catch (error) {
    if (error instanceof StorageError) throw error;
    return {
      kind: 'truncated',
      problem: new Problem('body-truncated', 'The connection broke within a message; it is asked for again.', { cause: error }),
    };
  }
  if (size === message.size && hash.digest().equals(message.sha256)) return { kind: 'whole', body };
  await inbox.discard(body);
  return { kind: 'damaged' };
};
