import { createReadStream } from 'node:fs';
import type { ApiStatus } from '../../protocol/api.ts';
import type { Args, Letter, LetterFile, LetterPage } from '../../protocol/bridge.ts';
import { Problem } from '../../protocol/errors.ts';
import { readable } from '../../protocol/header.ts';
import { readRecipient } from '../../protocol/recipient.ts';
import { isFinal, rowOf, type StoredDelivery, type StoredLetter, type Summary } from './letter.ts';
import type { From } from './mail.ts';
import { createSender, type Sender } from './sender.ts';
import { openLetterStore } from './store.ts';
import { createSendingClient, type SendingClient, type SendingConfig } from './submit.ts';

/** The letters of an account: written, sent, and what became of them. */
export interface Outbox {
  page(of: Pick<Args<'letters.page'>, 'folder' | 'before' | 'limit'>): LetterPage;
  counts(): { drafts: number; sent: number };
  read(id: string): Promise<Letter>;
  /** @param references Message-IDs of what it answers; undefined leaves them */
  save(draft: Pick<Args<'letters.save'>, 'id' | 'to' | 'subject' | 'text'>, references: readonly string[] | undefined): Promise<Letter>;
  /** Copies the bytes in. @throws Problem `letter-unknown`, `letter-sent`, `message-too-large` */
  attach(id: string, file: Omit<LetterFile, 'bytes'>, bytes: AsyncIterable<Uint8Array>): Promise<Letter>;
  detach(id: string, file: string): Promise<Letter>;
  /** @throws Problem `recipient-invalid`, `account-cannot-send` */
  send(id: string): Promise<Letter>;
  cancel(id: string): Promise<Letter>;
  copy(id: string, as: string): Promise<Letter>;
  remove(ids: readonly string[], removed: boolean): Promise<void>;
  /** Asks the server what became of them. */
  refresh(ids: readonly string[]): Promise<void>;
  /** Mailboxes that were written to, the last first. */
  known(): string[];
  /** @throws Problem `account-cannot-send` */
  client(): SendingClient;
  /** Letters that are not sent yet. */
  unsent(): number;
  /** With what to send; undefined: not now. */
  configure(config: SendingConfig | undefined): void;
  /** The server may be back. */
  wake(): void;
  close(): Promise<void>;
}

/** Bytes of a mail that the server takes at most, as its own limit says. */
const largest = 2 * 1024 ** 3;
/** What base64 and its line ends make of a byte. */
const overhead = 78 / 57;
/** Letters that the server is asked about at a time. */
const abreast = 6;

const gone = (id: string): Problem => new Problem('letter-unknown', `There is no letter ${id}; it may have been deleted.`);
const onItsWay = (): Problem => new Problem('letter-sent', 'The letter is on its way already. Nothing was changed.');

/** What the server says became of a message, in one state. */
const fateOf = (status: ApiStatus, toldAt: number): NonNullable<(StoredDelivery & { kind: 'accepted' })['fate']> => {
  const { state, history } = status;
  const step = history.findLast(({ kind }) => kind === state) ?? history.at(0);
  const text = (value: unknown): string => (typeof value === 'string' ? value.slice(0, 1_000) : '');
  const because = text(step?.detail?.reason) || text(step?.detail?.rule);
  // A device moves or deletes what it has; of what had ended before, it says so afterwards.
  const arrived = history.some(
    ({ kind, detail }) => kind === 'moved' || kind === 'kept' || (kind === 'deleted' && detail?.by === 'device'),
  );
  return { state, at: step ? Date.parse(step.at) : null, by: text(step?.detail?.by), because, arrived, toldAt };
};

/**
 * @param folder made with the first letter
 * @param changed some letter is another now @param damaged a letter that cannot be read, and was left as it is
 */
export const openOutbox = async (deps: {
  account: string;
  folder: string;
  from: () => From;
  now: () => number;
  changed: () => void;
  progress: (letter: string, bytes: number, of: number) => void;
  damaged: (path: string) => void;
}): Promise<Outbox> => {
  const { account, now, changed } = deps;
  const store = await openLetterStore(deps.folder, now(), deps.damaged);
  const sender: Sender = createSender({ store, from: deps.from, now, changed, progress: deps.progress });
  let config: SendingConfig | undefined;
  let client: SendingClient | undefined;

  const view = (letter: StoredLetter): Letter => {
    const { text, references: _, ...rest } = letter;
    const preview = store.find(letter.id)?.preview ?? '';
    return { ...rowOf(account, { ...rest, preview }, sender.trouble(letter.id)), text };
  };
  const read = async (id: string): Promise<Letter> => view(await store.read(id));
  const changedDraft = async (id: string, change: (draft: StoredLetter) => StoredLetter): Promise<Letter> => {
    const letter = await store.change(id, (before) => {
      if (!before) throw gone(id);
      if (before.stage !== 'draft') throw onItsWay();
      return change(before);
    });
    if (!letter) throw gone(id);
    changed();
    return view(letter);
  };
  /** What changes stands first in its list. */
  const dated = (): Pick<StoredLetter, 'at' | 'key'> => {
    const at = now();
    return { at, key: store.nextKey(at) };
  };
  const blank = (id: string): StoredLetter => ({
    version: 1,
    id,
    ...dated(),
    stage: 'draft',
    to: [],
    subject: '',
    text: '',
    references: [],
    files: [],
    deliveries: [],
    removedAt: null,
  });

  const refreshOne = async ({ id, deliveries }: Summary, using: SendingClient): Promise<void> => {
    const told = new Map<string, StoredDelivery>();
    for (const { mailbox, delivery } of deliveries) {
      if (delivery.kind !== 'accepted' || isFinal(delivery)) continue;
      const status = await using.status(delivery.uid);
      const fate = status
        ? fateOf(status, now())
        : { state: 'unknown' as const, at: null, by: '', because: '', arrived: false, toldAt: now() };
      const { state, at, arrived } = delivery.fate ?? {};
      if (fate.state !== state || fate.at !== at || fate.arrived !== arrived) told.set(mailbox, { ...delivery, fate });
    }
    if (told.size === 0) return;
    await store.change(id, (letter) => {
      const next = (one: StoredLetter['deliveries'][number]) => ({ ...one, delivery: told.get(one.mailbox) ?? one.delivery });
      return letter && { ...letter, deliveries: letter.deliveries.map(next) };
    });
    changed();
  };

  return {
    page({ folder, before, limit }) {
      const rows = store.page(folder, before, limit);
      const next = rows.length === limit ? (rows.at(-1)?.key ?? null) : null;
      return { rows: rows.map((summary) => rowOf(account, summary, sender.trouble(summary.id))), next };
    },
    counts: store.counts,
    read,
    async save({ id, to, subject, text }, references) {
      const letter = await store.change(id, (before) => {
        // A call that is made a second time, when the letter is on its way already.
        if (before && before.stage !== 'draft') return undefined;
        const content = { to, subject, text, ...(references && { references: [...references] }) };
        return { ...(before ?? blank(id)), ...content, ...dated(), removedAt: null };
      });
      if (!letter) throw gone(id);
      changed();
      return view(letter);
    },
    async attach(id, file, bytes) {
      const letter = store.find(id);
      if (!letter) throw gone(id);
      if (letter.stage !== 'draft') throw onItsWay();
      if (letter.files.some((one) => one.id === file.id)) return read(id);
      const others = letter.files.reduce((sum, one) => sum + one.bytes, 0);
      const bounded = async function* (): AsyncGenerator<Uint8Array> {
        let taken = 0;
        for await (const part of bytes) {
          taken += part.byteLength;
          if ((others + taken) * overhead > largest)
            throw new Problem('message-too-large', 'A letter may have 2 GiB with its attachments.');
          yield part;
        }
      };
      const size = await store.writeFile(id, file.id, bounded());
      return changedDraft(id, (draft) => ({
        ...draft,
        ...dated(),
        files: [...draft.files.filter((one) => one.id !== file.id), { ...file, bytes: size }],
      }));
    },
    async detach(id, file) {
      const letter = await changedDraft(id, (draft) => ({ ...draft, ...dated(), files: draft.files.filter((one) => one.id !== file) }));
      await store.removeFile(id, file);
      return letter;
    },
    async send(id) {
      const summary = store.find(id);
      if (!summary) throw gone(id);
      // A call that is made a second time.
      if (summary.stage !== 'draft') return read(id);
      if (!config) throw new Problem('account-cannot-send', 'There is no token to send with. The letter stays a draft.');
      const { hostname } = new URL(config.server);
      const mailboxes = summary.to.map((text) => {
        const recipient = readRecipient(text, hostname);
        if (recipient.kind !== 'mailbox')
          throw new Problem('recipient-invalid', `${readable(text)} is no mailbox of this server. The letter stays a draft.`);
        return recipient.mailbox;
      });
      if (mailboxes.length === 0) throw new Problem('recipient-invalid', 'The letter has no recipient. It stays a draft.');
      const to = [...new Set(mailboxes)];
      const letter = await changedDraft(id, (draft) => ({
        ...draft,
        ...dated(),
        to,
        subject: readable(draft.subject),
        stage: 'sending',
        deliveries: to.map((mailbox) => ({ mailbox, delivery: { kind: 'pending', asked: null } })),
      }));
      sender.wake();
      return letter;
    },
    async cancel(id) {
      if (store.find(id)?.stage === 'sending') await sender.cancel(id);
      changed();
      return read(id);
    },
    async copy(id, as) {
      if (store.find(as)) return read(as);
      const { to, subject, text, references, files } = await store.read(id);
      const copied: StoredLetter['files'] = [];
      for (const file of files) {
        await store.writeFile(as, file.id, createReadStream(store.pathOf(id, file.id)));
        copied.push(file);
      }
      const letter = await store.change(as, (before) => before ?? { ...blank(as), to, subject, text, references, files: copied });
      if (!letter) throw gone(as);
      changed();
      return view(letter);
    },
    async remove(ids, removed) {
      for (const id of ids)
        await store.change(id, (letter) => {
          if (!letter || (letter.removedAt !== null) === removed) return undefined;
          // What is on its way cannot be taken out of sight.
          if (letter.stage === 'sending') throw onItsWay();
          return { ...letter, removedAt: removed ? now() : null };
        });
      changed();
    },
    async refresh(ids) {
      const using = client;
      if (!using) return;
      const wanted = ids
        .flatMap((id) => store.find(id) ?? [])
        .filter(({ deliveries }) => deliveries.some(({ delivery }) => !isFinal(delivery)));
      while (wanted.length > 0) await Promise.all(wanted.splice(0, abreast).map((summary) => refreshOne(summary, using)));
    },
    known() {
      const recent = [...store.all()].filter(({ stage }) => stage !== 'draft').sort((a, b) => b.key - a.key);
      return [...new Set(recent.flatMap(({ to }) => to))].slice(0, 500);
    },
    client() {
      if (!client) throw new Problem('account-cannot-send', 'There is no token to send with.');
      return client;
    },
    unsent: () => [...store.all()].filter(({ stage }) => stage === 'sending').length,
    configure(next) {
      if (JSON.stringify(next) === JSON.stringify(config)) return;
      const old = client;
      config = next;
      client = next && createSendingClient(next);
      sender.use(client ?? null);
      void old?.close();
    },
    wake: sender.wake,
    async close() {
      await sender.close();
      await client?.close();
    },
  };
};
