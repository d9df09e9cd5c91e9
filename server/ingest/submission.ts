import { createHash } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { Problem } from '../../protocol/errors.ts';
import { limits } from '../limits.ts';
import type { Acceptance, BodySource, RetryKey, Store } from '../store/port.ts';

/** A body that has been taken in whole and is not yet a message. */
export interface Taken {
  readonly body: BodySource;
  readonly size: number;
  readonly sha256: Uint8Array;
  /** The first bytes, enough for a mail's header. */
  readonly start: Uint8Array;
}

/** What is known of a message beside its bytes. */
export interface Description {
  readonly type: string;
  readonly subject: string;
  readonly sender: string;
  readonly envelope: Record<string, unknown>;
}

/** Takes messages in: the one way for SMTP and HTTP. */
export interface Ingest {
  /** Streams a body into the store. @throws Problem `message-too-large` as soon as it is, and keeps nothing. */
  take(source: AsyncIterable<Uint8Array>): Promise<Taken>;
  /** Commits it for every mailbox; what it returns is durable. */
  accept(taken: Taken, description: Description, recipients: readonly { mailbox: string; retry?: RetryKey }[]): Promise<Acceptance[]>;
}

export const createIngest = (deps: {
  store: Pick<Store, 'write' | 'accept'>;
  maxBytes: number;
  now: () => number;
  /** A message is durable. */
  accepted: (mailbox: string) => void;
}): Ingest => ({
  async take(source) {
    const hash = createHash('sha256');
    const start: Uint8Array[] = [];
    let size = 0;
    const body = await deps.store.write(source, (bytes) => {
      if (size < limits.mailHeaderBytes) start.push(Uint8Array.from(bytes.subarray(0, limits.mailHeaderBytes - size)));
      size += bytes.byteLength;
      if (size > deps.maxBytes)
        throw new Problem('message-too-large', `A message may have at most ${deps.maxBytes} bytes; nothing was stored.`);
      hash.update(bytes);
    });
    return { body, size, sha256: Uint8Array.from(hash.digest()), start: Buffer.concat(start) };
  },
  async accept(taken, description, recipients) {
    const { body, size, sha256 } = taken;
    const copies = recipients.map((recipient) => ({ ...recipient, uid: uuidv7() }));
    const acceptances = await deps.store.accept({ body, size, sha256, ...description, at: deps.now(), copies });
    for (const { kind, mailbox } of acceptances) if (kind === 'accepted') deps.accepted(mailbox);
    return acceptances;
  },
});
