import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { Agent } from 'undici';
import type { Refused, TaskResult } from '../../../protocol/bridge.ts';
import { Problem, type ProblemCode, statusOf } from '../../../protocol/errors.ts';
import { receiptSchema } from '../../../protocol/submission.ts';
import type { Inbox } from '../../inbox/port.ts';
import { type FoundMail, mailsIn } from '../../reading/import.ts';
import { backoff } from '../../sync/backoff.ts';
import { readProblem, unreachable } from '../../sync/failure.ts';
import { listed } from './check.ts';
import type { Work } from './tasks.ts';

/** Who may send to the mailbox. */
export interface Sender {
  /** Base URL. */
  readonly server: string;
  readonly mailbox: string;
  readonly token: string;
}

/** What the server says of this one message; the others go on. */
const ofOne: ReadonlySet<string> = new Set<ProblemCode>(['message-too-large', 'header-invalid', 'body-invalid', 'idempotency-key-reused']);
/** What asking again soon does not mend, for all its status. */
const lasting: ReadonlySet<string> = new Set<ProblemCode>(['answer-invalid', 'file-unreadable', 'mailbox-full', 'storage-full']);

/** Attempts for one message, with growing pauses: some 10 s. */
const attempts = 5;

const unreadable = (path: string, error: unknown): Problem =>
  new Problem('file-unreadable', `${basename(path)} cannot be read: ${(error as Error).message}.`, { cause: error });

/** What goes wrong with the file is not taken for something of the network. */
async function* readingOf(path: string, bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* bytes;
  } catch (error) {
    throw unreadable(path, error);
  }
}

const createSubmission = ({ server: origin, mailbox, token }: Sender, signal: AbortSignal) => {
  const agent = new Agent({ headersTimeout: 30_000, bodyTimeout: 60_000, connectTimeout: 10_000 });
  const once = async (path: string, mail: FoundMail): Promise<void> => {
    const response = await agent
      .request({
        origin,
        path: `/v1/mailboxes/${mailbox}/messages`,
        method: 'POST',
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'message/rfc822',
          'content-length': String(mail.size),
          // By its content: what is imported again, or was under way when it was cut off, is the same message.
          'idempotency-key': `import-${mail.sha256}`,
        },
        body: Readable.from(readingOf(path, mail.read()), { objectMode: false }),
        signal,
      })
      .catch((error) => {
        signal.throwIfAborted();
        throw error instanceof Problem ? error : unreachable(error);
      });
    if (response.statusCode >= 400) throw await readProblem(response.statusCode, response.headers, response.body);
    const receipt = receiptSchema.safeParse(await response.body.json().catch(() => undefined));
    if (!receipt.success) throw new Problem('answer-invalid', 'The answer is not from a Restante server. Nothing is lost; import again.');
  };
  return {
    async submit(path: string, mail: FoundMail): Promise<void> {
      for (let failures = 0; ; failures += 1) {
        try {
          return await once(path, mail);
        } catch (error) {
          const passing =
            error instanceof Problem && !lasting.has(error.code) && (error.code === 'too-many-requests' || statusOf(error.code) >= 500);
          if (!passing || failures + 1 >= attempts) throw error;
          await delay(backoff(failures, Math.random()), undefined, { signal });
        }
      }
    },
    close: () => agent.destroy(),
  };
};

/**
 * Hands mails to the account's own server, as anybody's submission to its mailbox: they come back by the front door, and the
 * cap and everything else holds for them. What the inbox has already is left out.
 * @throws Problem `token-missing` if nothing can be sent to the mailbox from here
 */
export const importWork =
  (deps: { inbox: () => Promise<Inbox>; sender: () => Sender }, { paths }: { paths: readonly string[] }): Work =>
  async ({ signal, of, done }): Promise<TaskResult> => {
    const sender = deps.sender();
    const known = new Set(await (await deps.inbox()).digests());
    const sizes = await Promise.all(
      paths.map((path) =>
        stat(path).then(
          ({ size }) => size,
          () => 0,
        ),
      ),
    );
    of(sizes.reduce((sum, size) => sum + size, 0));
    const counts = { messages: 0, known: 0, refused: 0 };
    const list: Refused[] = [];
    const refuse = (name: string, { code, message }: Problem): void => {
      counts.refused += 1;
      if (list.length < listed) list.push({ name, problem: { code, message } });
    };
    const submission = createSubmission(sender, signal);

    const importMail = async (path: string, mail: FoundMail): Promise<void> => {
      if (known.has(mail.sha256)) {
        counts.known += 1;
        return;
      }
      try {
        await submission.submit(path, mail);
      } catch (error) {
        if (!(error instanceof Problem) || !ofOne.has(error.code)) throw error;
        refuse(`${basename(path)} #${mail.number}`, error);
        return;
      }
      known.add(mail.sha256);
      counts.messages += 1;
    };
    const importFile = async (path: string, before: number): Promise<void> => {
      const mails = await mailsIn(path).catch((error) => {
        throw unreadable(path, error);
      });
      let any = false;
      for await (const mail of mails ? readingMails(path, mails) : []) {
        signal.throwIfAborted();
        any = true;
        await importMail(path, mail);
        done(before + mail.readTo);
      }
      if (!any) refuse(basename(path), new Problem('file-unreadable', 'It holds no mail: it is neither an mbox nor an EML file.'));
    };

    try {
      let before = 0;
      for (const [at, path] of paths.entries()) {
        await importFile(path, before).catch((error) => {
          // The other files go on.
          if (!(error instanceof Problem) || error.code !== 'file-unreadable') throw error;
          refuse(basename(path), error);
        });
        before += sizes[at] ?? 0;
        done(before);
      }
      return { kind: 'import', ...counts, list };
    } finally {
      await submission.close();
    }
  };

async function* readingMails(path: string, mails: AsyncIterable<FoundMail>): AsyncGenerator<FoundMail> {
  const iterator = mails[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await iterator.next().catch((error) => {
        throw unreadable(path, error);
      });
      if (next.done) return;
      yield next.value;
    }
  } finally {
    await iterator.return?.();
  }
}
