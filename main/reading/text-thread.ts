import { Worker } from 'node:worker_threads';
import { searched } from './limits.ts';
import type { TextCall } from './text-worker.ts';

/** What the search knows of a message beside its subject and sender. */
export interface MessageText {
  readonly body: string;
  /** Names of its attachments; one without a name is ''. */
  readonly attachments: readonly string[];
}

export const noText: MessageText = { body: '', attachments: [] };

/** Takes messages apart in a thread of its own, which starts with the first one and ends when there are no more. */
export interface TextThread {
  /** One at a time. What cannot be taken apart, in the time and memory that it gets, has no words. */
  read(type: string, bytes: Uint8Array<ArrayBuffer>): Promise<MessageText>;
  /** What is read then, or later, has no words. */
  close(): Promise<void>;
}

/** @param idle ms without work after which the thread ends @param patience ms for one message */
export const createTextThread = ({ idle = searched.idle as number, patience = searched.patience as number } = {}): TextThread => {
  let worker: Worker | undefined;
  let timer: NodeJS.Timeout | undefined;
  const end = async (): Promise<void> => {
    clearTimeout(timer);
    const ending = worker;
    worker = undefined;
    await ending?.terminate();
  };
  const start = (): Worker => {
    const started = new Worker(new URL('./text-worker.js', import.meta.url), { resourceLimits: { maxOldGenerationSizeMb: searched.heap } });
    // It may also die of a message that was given up.
    started
      .on('error', () => {})
      .on('exit', () => {
        if (worker === started) worker = undefined;
      });
    worker = started;
    return started;
  };
  let closed = false;
  return {
    close() {
      closed = true;
      return end();
    },
    read: (type, bytes) =>
      new Promise((resolve) => {
        // A thread that nobody ends would keep the process.
        if (closed) return resolve(noText);
        clearTimeout(timer);
        const thread = worker ?? start();
        const settle = (text: MessageText): void => {
          clearTimeout(timer);
          // Only ours: a worker hears its own messages by listeners, too.
          thread.off('message', settle).off('error', giveUp).off('exit', giveUp);
          if (worker === thread) timer = setTimeout(end, idle).unref();
          resolve(text);
        };
        const giveUp = (): void => {
          if (worker === thread) worker = undefined;
          settle(noText);
          // Its memory is exhausted, or it is still at it.
          thread.terminate();
        };
        timer = setTimeout(giveUp, patience);
        thread.once('message', settle).once('error', giveUp).once('exit', giveUp);
        thread.postMessage({ type, bytes } satisfies TextCall, [bytes.buffer]);
      }),
  };
};
