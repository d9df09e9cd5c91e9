import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Args, Letter, Original, Sending } from '../../protocol/bridge.ts';
import { Problem } from '../../protocol/errors.ts';
import { readRecipient } from '../../protocol/recipient.ts';
import type { AdminClient } from '../admin/client.ts';
import type { Inbox, InboxMessage } from '../inbox/port.ts';
import type { Outbox } from '../outbox/outbox.ts';
import { shownAtMost } from '../reading/limits.ts';
import type { LetterMethod } from './calls.ts';
import { notHeld, readWhole } from './files.ts';

/** Messages of the inbox whose senders are offered as recipients, the newest. */
const lookedThrough = 200;

type Methods = { readonly [K in LetterMethod]: (args: never) => Promise<unknown> };

/** What an account answers of its letters. Each method may be carried out twice, see ADR 14. */
export const createLetterMethods = (deps: {
  mailbox: string;
  inbox: () => Promise<Inbox>;
  outbox: () => Promise<Outbox>;
  /** The host name of its server, if letters can be sent there. */
  host: () => string | null;
  /** Of the app's own server, while it is there. */
  admin: () => AdminClient | undefined;
}): Methods => {
  const { mailbox, host } = deps;
  const found = async (uid: string): Promise<{ inbox: Inbox; message: InboxMessage }> => {
    const inbox = await deps.inbox();
    const message = await inbox.find(uid);
    if (!message) throw notHeld(uid);
    return { inbox, message };
  };
  const bytesOf = async (uid: string): Promise<{ message: InboxMessage; bytes: AsyncIterable<Uint8Array> }> => {
    const { inbox, message } = await found(uid);
    const bytes = await inbox.read(uid);
    if (!bytes) throw notHeld(uid);
    return { message, bytes };
  };

  /** What the token is for: a mailbox that nobody has is forbidden to a token of one, and unknown to one of all. */
  const scope = async (outbox: Outbox): Promise<Sending['to']> => {
    try {
      return (await outbox.client().probe(`none-${randomUUID()}`)) === 'forbidden' ? 'own' : 'everyone';
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      return ['account-cannot-send', 'token-unknown', 'token-missing'].includes(error.code) ? 'nobody' : 'unsure';
    }
  };
  const knownOf = async (outbox: Outbox): Promise<string[]> => {
    const listed = await deps
      .admin()
      ?.mailboxes()
      .catch(() => undefined);
    if (listed) return listed;
    const server = host();
    const rows = server === null ? [] : await (await deps.inbox()).page({ folder: 'inbox', limit: lookedThrough });
    const senders = rows.flatMap(({ from }) => {
      const recipient = readRecipient(from, server ?? '');
      return recipient.kind === 'mailbox' ? [recipient.mailbox] : [];
    });
    return [...new Set([...outbox.known(), ...senders])].toSorted();
  };

  return {
    'letters.sending': async (): Promise<Sending> => {
      const outbox = await deps.outbox();
      const to = await scope(outbox);
      return { to, known: to === 'own' ? [mailbox] : to === 'nobody' ? [] : await knownOf(outbox) };
    },
    'letters.recipient': async ({ mailbox }: Args<'letters.recipient'>) => {
      try {
        return await (await deps.outbox()).client().probe(mailbox);
      } catch (error) {
        if (error instanceof Problem) return error.code === 'mailbox-name-invalid' ? 'unknown' : 'unsure';
        throw error;
      }
    },
    'letters.counts': async () => (await deps.outbox()).counts(),
    'letters.page': async (args: Args<'letters.page'>) => (await deps.outbox()).page(args),
    'letters.read': async ({ id }: Args<'letters.read'>) => (await deps.outbox()).read(id),
    'letters.save': async ({ account: _, answers, ...draft }: Args<'letters.save'>): Promise<Letter> => {
      const outbox = await deps.outbox();
      if (answers === undefined) return outbox.save(draft, undefined);
      const { readReferences } = await import('../outbox/original.ts');
      // A message that made way meanwhile is answered without its thread.
      const original = await bytesOf(answers).catch(() => undefined);
      return outbox.save(draft, original ? await readReferences(original.message, original.bytes) : []);
    },
    'letters.attachMessage': async ({ id, file, uid }: Args<'letters.attachMessage'>): Promise<Letter> => {
      const { message, bytes } = await bytesOf(uid);
      const [{ asMail }, { fileNameOf }] = await Promise.all([import('../reading/mail.ts'), import('../reading/names.ts')]);
      const name = fileNameOf({ subject: message.subject, type: 'message/rfc822' });
      return (await deps.outbox()).attach(id, { id: file, name, type: 'message/rfc822' }, asMail({ ...message, body: bytes }));
    },
    'letters.detach': async ({ id, file }: Args<'letters.detach'>) => (await deps.outbox()).detach(id, file),
    'letters.send': async ({ id }: Args<'letters.send'>) => (await deps.outbox()).send(id),
    'letters.cancel': async ({ id }: Args<'letters.cancel'>) => (await deps.outbox()).cancel(id),
    'letters.copy': async ({ id, as }: Args<'letters.copy'>) => (await deps.outbox()).copy(id, as),
    'letters.remove': async ({ ids, removed }: Args<'letters.remove'>) => {
      await (await deps.outbox()).remove(ids, removed);
      return null;
    },
    'letters.refresh': async ({ ids }: Args<'letters.refresh'>) => {
      await (await deps.outbox()).refresh(ids);
      return null;
    },
    'letters.original': async ({ uid }: Args<'letters.original'>): Promise<Original> => {
      const { inbox, message } = await found(uid);
      const { readOriginal } = await import('../outbox/original.ts');
      return readOriginal(message, message.bytes > shownAtMost ? undefined : await readWhole(inbox, message));
    },
    'letters.attachFile': async ({ id, file, path }: { id: string; file: string; path: string }): Promise<Letter> => {
      const unreadable = (error: Error): Problem =>
        new Problem('file-unreadable', `${basename(path)} cannot be read: ${error.message}. Nothing was attached.`, { cause: error });
      const about = await stat(path).catch((error: Error) => {
        throw unreadable(error);
      });
      if (!about.isFile()) throw unreadable(new Error('it is not a file'));
      const { safeFileName } = await import('../reading/names.ts');
      const { default: libmime } = await import('libmime');
      const detected = libmime.detectMimeType(path);
      // What a part of a mail must not be encoded is trusted in nothing: it goes as a file.
      const type = /^(message|multipart)\//i.test(detected) ? 'application/octet-stream' : detected;
      const source = createReadStream(path, { highWaterMark: 256 * 1024 });
      const bytes = async function* (): AsyncGenerator<Uint8Array> {
        try {
          yield* source;
        } catch (error) {
          throw unreadable(error as Error);
        }
      };
      return (await deps.outbox()).attach(id, { id: file, name: safeFileName(basename(path), type), type }, bytes());
    },
  };
};
