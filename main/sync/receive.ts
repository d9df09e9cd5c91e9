import { createHash, type Hash } from 'node:crypto';
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

const truncated = (error: unknown): Arrival => {
  if (error instanceof StorageError) throw error;
  return {
    kind: 'truncated',
    problem: new Problem('body-truncated', 'The connection broke within a message; it is asked for again.', { cause: error }),
  };
};

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
    return truncated(error);
  }
  if (isWhole(message, size, hash)) return { kind: 'whole', body };
  await inbox.discard(body);
  return { kind: 'damaged' };
};

const isWhole = (message: Incoming, size: number, hash: Hash): boolean => size === message.size && hash.digest().equals(message.sha256);

/**
 * The same for a large one, of which `from` bytes are here and the rest comes now: what comes stays, also when the connection
 * breaks or the power goes. The caller gives it up if it is damaged.
 * @param arrived told how many bytes are here
 */
export const receiveRest = async (
  inbox: Inbox,
  message: Incoming,
  { body, from }: { body: number; from: number },
  arrived: (bytes: number) => void,
): Promise<Arrival> => {
  const hash = createHash('sha256');
  let size = 0;
  const take = (bytes: Uint8Array): void => {
    size += bytes.byteLength;
    hash.update(bytes);
  };
  for await (const bytes of inbox.soFar(body, from)) take(bytes);
  try {
    if (from < message.size)
      await inbox.append(body, message.body, (bytes) => {
        take(bytes);
        arrived(size);
      });
  } catch (error) {
    return truncated(error);
  }
  return isWhole(message, size, hash) ? { kind: 'whole', body: { kind: 'kept', body } } : { kind: 'damaged' };
};
