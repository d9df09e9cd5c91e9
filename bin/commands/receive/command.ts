import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { InboxMessage } from '../../../main/inbox/port.ts';

/** How a command ended. */
export type CommandEnd =
  | { readonly kind: 'succeeded' }
  /** `exit` is its exit code, `signal` what ended it; neither: it could not be started, or not be given the message. */
  | { readonly kind: 'failed'; readonly why: string; readonly exit?: number; readonly signal?: string };

/** Runs a command for messages, one at a time. */
export interface Command {
  run(message: InboxMessage, body: AsyncIterable<Uint8Array>): Promise<CommandEnd>;
  /** Ends the command that runs, and what it started, at once. */
  kill(): void;
}

/** Characters of a value in the environment, which systems bound. */
const valueAtMost = 1_000;

/** What strangers wrote, on one line and without control characters: an environment cannot hold NUL, and scripts print the rest. */
const plain = (text: string): string => [...text.replace(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/gu, '')].slice(0, valueAtMost).join('');

/** What a command is told of its message, beside the bytes. Nothing of it may be believed but uid, id and bytes. */
export const environmentOf = ({ uid, id, mailbox, type, bytes, subject, from }: InboxMessage): Record<string, string> => ({
  RESTANTE_UID: uid,
  RESTANTE_ID: String(id),
  RESTANTE_MAILBOX: mailbox,
  RESTANTE_BYTES: String(bytes),
  RESTANTE_TYPE: plain(type),
  RESTANTE_SUBJECT: plain(subject),
  RESTANTE_FROM: plain(from),
});

/** Gives a message to a command; one that reads no further is let be. @throws what kept the message from being read */
const feed = async (body: AsyncIterable<Uint8Array>, { stdin }: ChildProcess): Promise<void> => {
  if (!stdin) return;
  stdin.on('error', () => {});
  for await (const chunk of body) {
    if (stdin.destroyed) return;
    if (stdin.write(chunk)) continue;
    const over = new AbortController();
    await Promise.race(['drain', 'close'].map((event) => once(stdin, event, { signal: over.signal }).catch(() => {})));
    over.abort();
  }
  stdin.end();
};

/** Ends a command with all that it started. */
const killTree = (child: ChildProcess): void => {
  if (child.pid === undefined) return;
  try {
    // A group of its own, see below; Windows has no such thing.
    if (process.platform === 'win32') child.kill('SIGKILL');
    else process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
};

/** A command of the system's shell. Its output goes to our standard error: standard output is for events. */
export const createCommand = (text: string): Command => {
  let running: ChildProcess | undefined;
  return {
    async run(message, body) {
      const child = spawn(text, {
        shell: true,
        stdio: ['pipe', 2, 2],
        env: { ...process.env, ...environmentOf(message) },
        // Ctrl+C in a terminal is meant for us, who wait for it.
        detached: process.platform !== 'win32',
      });
      running = child;
      const ended = new Promise<CommandEnd>((resolve) => {
        child.once('error', (error) => resolve({ kind: 'failed', why: `could not be started: ${error.message}` }));
        child.once('exit', (exit, signal) => {
          if (exit === 0) resolve({ kind: 'succeeded' });
          else if (exit !== null) resolve({ kind: 'failed', why: `ended with exit code ${exit}`, exit });
          else resolve({ kind: 'failed', why: `was ended by ${signal}`, ...(signal && { signal }) });
        });
      });
      const fed = feed(body, child).then(
        (): undefined => undefined,
        (error: Error): CommandEnd => {
          // Half a message must not pass for a whole one.
          killTree(child);
          return { kind: 'failed', why: `could not be given the whole message: ${error.message}` };
        },
      );
      const end = await ended;
      child.stdin?.destroy();
      running = undefined;
      return (await fed) ?? end;
    },
    kill() {
      if (running) killTree(running);
    },
  };
};
