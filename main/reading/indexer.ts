import { setImmediate as turn } from 'node:timers/promises';
import { type Inbox, type InboxMessage, StorageError, type Words } from '../inbox/port.ts';
import { searched } from './limits.ts';
import { isMail, isText } from './media.ts';
import { skim, startOf } from './skim.ts';
import { createTextThread, type MessageText, noText, type TextThread } from './text-thread.ts';

/** Files the words of messages for the search, the newest first, whenever there is something to file. */
export interface Indexer {
  /** Something may have been received. */
  wake(): void;
  /** Resolves when nothing is left to be filed, or nothing can be filed now. */
  settled(): Promise<void>;
  /** Ends at once; a message that is being taken apart is taken apart anew by the next process. */
  stop(): Promise<void>;
}

export interface IndexerDeps {
  readonly inbox: Pick<Inbox, 'unsearched' | 'addWords' | 'read'>;
  /** Messages were filed; so many are left. Told once in a while, and at the end. */
  readonly filed?: (left: number) => void;
  readonly thread?: TextThread;
}

export const createIndexer = ({ inbox, filed = () => {}, thread = createTextThread() }: IndexerDeps): Indexer => {
  let stopped = false;
  let again = false;
  let working: Promise<void> | undefined;
  let told = Number.NEGATIVE_INFINITY;

  const textOf = async ({ uid, type }: InboxMessage): Promise<MessageText> => {
    if (!isMail(type) && !isText(type)) return noText;
    try {
      const stream = await inbox.read(uid);
      if (!stream) return noText;
      return await thread.read(type, await (isMail(type) ? skim(stream) : startOf(stream, searched.part)));
    } catch (error) {
      // A body that cannot be read is found by its subject and sender, and not tried for ever.
      if (error instanceof StorageError && error.failure === 'failed') return noText;
      throw error;
    }
  };

  /** Newest first, until a batch is full. */
  const takeApart = async (messages: readonly InboxMessage[]): Promise<Words[]> => {
    const batch: Words[] = [];
    let length = 0;
    for (const message of messages) {
      if (stopped || length >= searched.batchText) break;
      const { key, subject, from: sender } = message;
      const text = await textOf(message);
      // It was cut short by the end of its thread.
      if (stopped) break;
      length += text.body.length;
      batch.push({ key, subject, sender, ...text });
    }
    return batch;
  };

  const work = async (): Promise<void> => {
    while (!stopped) {
      again = false;
      const { messages, left } = await inbox.unsearched(searched.batch);
      const words = await takeApart(messages);
      if (words.length > 0) await inbox.addWords(words);
      const rest = left - words.length;
      if (words.length > 0 && (rest === 0 || performance.now() - told >= searched.tell)) {
        told = performance.now();
        filed(rest);
      }
      if (messages.length === 0 && !again) return;
      await turn();
    }
  };

  const wake = (): void => {
    again = true;
    if (stopped) return;
    working ??= work()
      .catch((error) => {
        // The disk is full, or the inbox has failed or is closing, which others tell. What is left is filed after the next call.
        if (!(error instanceof StorageError)) throw error;
      })
      .finally(() => {
        working = undefined;
        if (again) wake();
      });
  };

  return {
    wake,
    settled: async () => working,
    async stop() {
      stopped = true;
      await thread.close();
      await working;
    },
  };
};
