import { join } from 'node:path';
import type { BridgeEvent } from '../../protocol/bridge.ts';
import { domainOf } from '../../protocol/recipient.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { AccountConfig } from './calls.ts';
import { createTelling } from './telling.ts';

/** The letters of an account, which are opened when somebody needs them, or when one may wait to be sent. */
export interface Correspondence {
  /** @throws Problem, or what is wrong with the inbox or the disk */
  outbox(): Promise<Outbox>;
  /** What may be sent is another now: letters go out only while the inbox is open, for its lock is theirs, too. */
  supply(): void;
  /** The server may be back. */
  wake(): void;
  close(): Promise<void>;
}

const ignore = (): undefined => {};

/** @param opened resolves when the inbox is open @param sends whether letters may go out now */
export const createCorrespondence = (deps: {
  config: () => AccountConfig;
  opened: () => Promise<unknown>;
  sends: () => boolean;
  emit: (event: BridgeEvent) => void;
}): Correspondence => {
  const { config, emit } = deps;
  const { id: account, folder, mailbox } = config();
  let letters: Promise<Outbox> | undefined;
  let progress: { letter: string; bytes: number; of: number } | undefined;
  const tellProgress = createTelling(async () => {
    if (progress) emit({ kind: 'letter-progress', account, ...progress });
  });
  const sending = (): AccountConfig['sending'] => (deps.sends() ? config().sending : undefined);

  const open = async (): Promise<Outbox> => {
    const { openOutbox } = await import('../outbox/outbox.ts');
    const outbox = await openOutbox({
      account,
      folder: join(folder, 'letters'),
      from: () => {
        const { label, sending } = config();
        return { name: label || mailbox, mailbox, domain: domainOf(new URL(sending?.server ?? 'http://localhost').hostname) };
      },
      now: Date.now,
      changed: createTelling(async () => emit({ kind: 'letters-changed', account })),
      progress: (letter, bytes, of) => {
        progress = { letter, bytes, of };
        tellProgress();
      },
      damaged: (path) => {
        const message = `The letter ${path} cannot be read; it was left as it is.`;
        emit({ kind: 'trouble', account, uid: null, problem: { code: 'storage-failed', message } });
      },
    });
    outbox.configure(sending());
    return outbox;
  };
  const outbox = async (): Promise<Outbox> => {
    await deps.opened();
    letters ??= open();
    const opened = letters;
    // What failed is tried again by the next who asks.
    opened.catch(() => {
      if (letters === opened) letters = undefined;
    });
    return opened;
  };
  return {
    outbox,
    supply() {
      const wanted = sending() ? outbox() : letters;
      void wanted?.then((opened) => opened.configure(sending()), ignore);
    },
    wake: () => void letters?.then((opened) => opened.wake(), ignore),
    close: async () => (await letters?.catch(ignore))?.close(),
  };
};
