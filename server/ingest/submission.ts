import { createHash } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { Problem } from '../../protocol/errors.ts';
import type { Quota } from '../../protocol/mailbox.ts';
import { limits } from '../limits.ts';
import type { Acceptance, Copy, Store } from '../store/port.ts';

/** A body that has been taken in whole and is not yet a message. */
export interface Taken {
  readonly size: number;
  readonly sha256: Uint8Array;
  /** The first bytes, enough for a mail's header. */
  readonly start: Uint8Array;
}

/** What a message is beside its bytes, and for whom. */
export interface Address {
  readonly type: string;
  readonly subject: string;
  readonly sender: string;
  readonly envelope: Record<string, unknown>;
  readonly recipients: readonly Pick<Copy, 'mailbox' | 'retry' | 'envelope'>[];
}

export const mailboxFull = (mailbox: string): Problem =>
  new Problem('mailbox-full', `The mailbox ${mailbox} is full. Nothing was stored; try again later.`);

/**
 * Takes a message in, the one way for SMTP and HTTP: streams its body into the store, asks what it is and
 * for whom, and commits it for every recipient. What it returns is durable; if it throws, nothing is kept.
 * @throws Problem `message-too-large` as soon as it is; `mailbox-unknown` if one was removed meanwhile; `mailbox-full`
 * if any recipient's quota is used up
 */
export type Ingest = (source: AsyncIterable<Uint8Array>, addressOf: (taken: Taken) => Address) => Promise<Acceptance[]>;

export const createIngest =
  (deps: {
    store: Pick<Store, 'write' | 'accept' | 'discard'>;
    maxBytes: number;
    has: (mailbox: string) => boolean;
    quota: (mailbox: string) => Quota;
    now: () => number;
    /** A message is durable. */
    accepted: (mailbox: string) => void;
  }): Ingest =>
  async (source, addressOf) => {
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
    try {
      const taken = { size, sha256: Uint8Array.from(hash.digest()), start: Buffer.concat(start) };
      const { recipients, ...description } = addressOf(taken);
      // It may have been removed since its body began to come.
      for (const { mailbox } of recipients)
        if (!deps.has(mailbox)) throw new Problem('mailbox-unknown', `There is no mailbox ${mailbox}. Nothing was stored.`);
      const copies = recipients.map((recipient) => ({ ...recipient, uid: uuidv7(), quota: deps.quota(recipient.mailbox) }));
      const acceptances = await deps.store.accept({ body, size, sha256: taken.sha256, ...description, at: deps.now(), copies });
      const full = acceptances.find(({ kind }) => kind === 'full');
      if (full) throw mailboxFull(full.mailbox);
      for (const { kind, mailbox } of acceptances) if (kind === 'accepted') deps.accepted(mailbox);
      return acceptances;
    } catch (error) {
      // What no message uses goes now rather than at the next start; if even that fails, then.
      await deps.store.discard(body).catch(() => {});
      throw error;
    }
  };
