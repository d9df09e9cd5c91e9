import { crc32, deflateSync } from 'node:zlib';
import { type AccountSettings, defaultAccountSettings } from '#restante/protocol/account';
import {
  type AccountInfo,
  type Amount,
  type Args,
  type BridgeEvent,
  type Connection,
  type Exposed,
  type InboxFolder,
  type MessageContent,
  type MessageRow,
  type MethodName,
  methods,
  type Outcome,
  type Result,
  type Retention,
  type ServerInfo,
  type ServerRow,
  type Settings,
  type Status,
} from '#restante/protocol/bridge';
import { defaultRetention } from '#restante/protocol/retention';
import { defaultSettings } from '#restante/protocol/settings';

/*
 * A scripted app behind the window, for looking at it in a browser: the same contract, validated in the
 * same way, with data that is the same every time. What the real app does is tested with the real app.
 */

/** 14 November 2025, 10:45 UTC, a Friday. */
export const fakeNow = Date.UTC(2025, 10, 14, 10, 45);

export interface Scene {
  readonly messages: number;
  readonly locale: string;
  /** Of the app, and of its account. */
  readonly settings: Partial<Settings & AccountSettings>;
  readonly connection: Connection;
  readonly waiting: Amount;
  readonly processed: number;
  readonly server: ServerInfo | null;
  readonly retention: Retention;
  /** Methods that never answer, and methods that fail with a code. */
  readonly silent: readonly MethodName[];
  readonly failing: Partial<Record<MethodName, string>>;
}

export const scene: Scene = {
  messages: 24,
  locale: 'en-GB',
  settings: {},
  connection: { kind: 'idle' },
  waiting: { count: 0, bytes: 0 },
  processed: 21,
  server: {
    http: 'http://127.0.0.1:7425',
    smtp: '127.0.0.1:7426',
    mailbox: 'ann',
    sendToken: 'q6J0c1bX3mUo2YHn9TtVfZ7sKwE4rLdA8iPgBxNvCzM',
  },
  retention: defaultRetention,
  silent: [],
  failing: {},
};

const letters: readonly [from: string, subject: string, type: string, bytes: number][] = [
  ['Ann Lee <ann.lee@example.org>', 'Quarterly figures, with the changes from Tuesday', 'message/rfc822', 48_213],
  ['Payroll <payroll@example.org>', 'Slip for November', 'application/pdf', 31_400],
  ['Bob Okafor <bob@example.org>', 'Keys to the store', 'text/plain', 912],
  ['経理部 <keiri@example.jp>', '11月分の請求書をお送りします', 'message/rfc822', 126_900],
  ['backup@nas.local', 'Nightly backup finished: 3 folders, 0 errors', 'text/plain; charset=utf-8', 2_048],
  ['Greenhouse camera', 'Still 06:00', 'image/png', 1_840_122],
  ['Rivka Stein <rivka@example.org>', 'מסמכים לפגישה ביום ראשון', 'message/rfc822', 8_730],
  [
    'A sender whose name is longer than any list is wide <long@example.org>',
    'A subject that does not know when to stop: minutes of the meeting, the agenda for the next one, and everything in between',
    'message/rfc822',
    22_000,
  ],
  ['Build server <ci@example.org>', 'main is green again', 'text/html', 5_600],
  ['', '', 'application/octet-stream', 64],
];

const uidOf = (key: number): string => `00000000-0000-7000-8000-${key.toString(16).padStart(12, '0')}`;
const keyOf = (uid: string): number => Number.parseInt(uid.slice(-12), 16);

const rowOf = (key: number, newest: number): MessageRow => {
  const back = newest - key;
  const [from, subject, type, bytes] = letters[back % letters.length] ?? ['', '', 'text/plain', 0];
  const at = fakeNow - 180_000 - back * back * 97_000 - back * 1_500_000;
  return {
    uid: uidOf(key),
    key,
    mailbox: 'ann',
    subject,
    from,
    type,
    bytes,
    acceptedAt: at - 4_000,
    receivedAt: Math.max(at, 946_684_800_000),
    read: back % 5 !== 0 && back !== 1,
    protected: back % 9 === 2,
    deleted: false,
  };
};

const text = `Dear all,

attached are the figures for the third quarter, with the changes we agreed on Tuesday. Three things to look at before Thursday:

  1. The store in Uppsala is in the table for the first time.
  2. Freight is 4 % above plan; the reason is on page 3.
  3. The total of the second table is now the sum of its rows.

The whole folder is at https://files.example.org/2025/q3 for those who want the sources.

Ann

> On 11 November, Bob Okafor wrote:
> Could we have Uppsala in the table as well?
`;
const html = `<html><head><style>p{color:red}</style><title>no</title></head><body><h1>main is green again</h1><p>All <b>412 checks</b> passed in 6&nbsp;min.</p>
<script>document.title = 'owned'</script><ul><li>lint: 31 s</li><li>test: 4 min</li></ul><p>See <a href="https://ci.example.org/9">the run</a>.</p><img src="https://tracker.example.org/x.gif"></body></html>`;
/** A PNG of a dawn over a field, 640 × 400. */
const makePng = (): Uint8Array => {
  const width = 640;
  const height = 400;
  const raw = Buffer.alloc((width * 3 + 1) * height);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const sky = y < 260;
      const rows = sky ? [40 + y * 0.7, 70 + y * 0.45, 130 - y * 0.1] : [40 + (x % 40), 80 + ((y * 7 + x) % 50), 45];
      raw.set(rows, y * (width * 3 + 1) + 1 + x * 3);
    }
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const frame = Buffer.alloc(8);
    frame.writeUInt32BE(data.length, 0);
    frame.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
  return Uint8Array.from(Buffer.concat([signature, chunk('IHDR', head), chunk('IDAT', deflateSync(raw)), chunk('IEND', Buffer.alloc(0))]));
};

const contentOf = (row: MessageRow): MessageContent => {
  const attachments =
    row.subject.startsWith('Quarterly') || row.subject.startsWith('11月')
      ? [
          { name: 'q3.pdf', type: 'application/pdf', bytes: 31_204 },
          { name: '第三四半期の数字 最終版(修正済み)とその説明.xlsx', type: 'application/vnd.ms-excel', bytes: 9_881 },
        ]
      : [];
  const base = { row, to: 'ann@localhost', attachments };
  if (row.type.startsWith('image/')) return { ...base, body: { kind: 'image', type: row.type, data: makePng() } };
  if (row.type === 'text/html') return { ...base, body: { kind: 'html', html } };
  if (row.type === 'application/pdf') return { ...base, body: { kind: 'file', name: 'slip-november.pdf' } };
  if (row.type === 'application/octet-stream') return { ...base, body: { kind: 'damaged' } };
  return {
    ...base,
    body: {
      kind: 'text',
      text: row.subject.startsWith('11月')
        ? `ご担当者様\n\nお世話になっております。11月分の請求書を添付いたします。\nご確認のほど、よろしくお願いいたします。\n\n経理部`
        : text,
    },
  };
};

export class FakeApp implements Exposed {
  readonly scene: Scene;
  #settings: Settings;
  #account: AccountInfo;
  #retention: Retention;
  #newest: number;
  readonly #marks = new Map<string, Partial<MessageRow>>();
  readonly #listeners = new Set<(event: BridgeEvent) => void>();
  #connection: Connection;
  /** What was called, for tests to look at. */
  readonly calls: { name: string; args: unknown }[] = [];

  constructor(part: Partial<Scene> = {}) {
    this.scene = { ...scene, ...part };
    const { cap, overwriteRead, afterReceipt, ...settings } = { ...defaultSettings, ...defaultAccountSettings, ...this.scene.settings };
    this.#settings = settings;
    const identity = { id: 'own', label: '', server: this.scene.server?.http ?? null, mailbox: 'ann', own: true };
    this.#account = { ...identity, canSend: true, sealed: true, cap, overwriteRead, afterReceipt };
    this.#retention = this.scene.retention;
    this.#newest = this.scene.messages;
    this.#connection = this.scene.connection;
  }

  listen(listener: (event: BridgeEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async call(name: string, args: unknown): Promise<Outcome<unknown>> {
    this.calls.push({ name, args });
    if (!(name in methods)) throw new Error(`there is no method ${name}`);
    const method = name as MethodName;
    const checked = methods[method].args.safeParse(args ?? undefined);
    if (!checked.success) throw new Error(`${name}: ${checked.error.message}`);
    if (this.scene.silent.includes(method)) return new Promise(() => {});
    const code = this.scene.failing[method];
    if (code !== undefined) return { ok: false, problem: { code, message: 'It was asked to fail.' } };
    return { ok: true, value: this.#answers[method](checked.data as never) };
  }

  /** Puts messages on top, as if they had just come. */
  receive(count: number): void {
    this.#newest += count;
    this.#tell({ kind: 'status', account: 'own', status: this.#status() });
    this.#tell({ kind: 'inbox-changed', account: 'own', gone: [] });
  }

  connect(connection: Connection): void {
    this.#connection = connection;
    this.#tell({ kind: 'status', account: 'own', status: this.#status() });
  }

  command(command: Extract<BridgeEvent, { kind: 'command' }>['command']): void {
    this.#tell({ kind: 'command', command });
  }

  #tell(event: BridgeEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  #row(key: number): MessageRow {
    return { ...rowOf(key, this.scene.messages), ...this.#marks.get(uidOf(key)) };
  }

  #page(folder: InboxFolder, before: number | null, limit: number): { rows: MessageRow[]; next: number | null } {
    const rows: MessageRow[] = [];
    let key = Math.min(before ?? Number.POSITIVE_INFINITY, this.#newest + 1) - 1;
    for (; key > 0 && rows.length < limit; key -= 1) {
      const row = this.#row(key);
      const inFolder = {
        inbox: !row.deleted,
        unread: !row.deleted && !row.read,
        protected: !row.deleted && row.protected,
        deleted: row.deleted,
      };
      if (inFolder[folder]) rows.push(row);
    }
    return { rows, next: key > 0 ? (rows.at(-1)?.key ?? null) : null };
  }

  #status(): Status {
    const tally = {
      unread: { count: 0, bytes: 0 },
      protected: { count: 0, bytes: 0 },
      read: { count: 0, bytes: 0 },
      deleted: { count: 0, bytes: 0 },
    };
    let unread = 0;
    for (let key = 1; key <= this.#newest; key += 1) {
      const row = this.#row(key);
      const state = row.deleted ? 'deleted' : row.protected ? 'protected' : row.read ? 'read' : 'unread';
      tally[state].count += 1;
      tally[state].bytes += row.bytes;
      if (!row.read && !row.deleted) unread += 1;
    }
    const { unit, limit } = this.#account.cap;
    const used = Object.values(tally).reduce((sum, amount) => sum + (unit === 'messages' ? amount.count : amount.bytes), 0);
    const room = Math.max(0, limit - used) + (unit === 'messages' ? tally.deleted.count : tally.deleted.bytes);
    return { connection: this.#connection, waiting: this.scene.waiting, tally, unread, room };
  }

  #serverPage(folder: 'delivery' | 'processed', after: string | null): Result<'server.folder'> {
    const count = folder === 'delivery' ? this.scene.waiting.count : this.scene.processed;
    const rows: ServerRow[] = [];
    const start = Number(after?.split('.')[1] ?? 0);
    for (let id = start + 1; id <= count && rows.length < 100; id += 1) {
      const [sender, subject, type, size] = letters[id % letters.length] ?? ['', '', '', 0];
      const at = fakeNow - (count - id + 1) * 7_300_000;
      const { maxAge } = this.#retention[folder];
      const over = folder === 'processed' && id < 3;
      rows.push({
        id: folder === 'delivery' ? id + this.scene.processed : id,
        uid: uidOf(id),
        sender,
        subject,
        type,
        size,
        acceptedAt: new Date(at).toISOString(),
        enteredAt: new Date(at).toISOString(),
        held: false,
        cursor: `${at}.${id}`,
        ends: over
          ? { at: new Date(at).toISOString(), because: 'processed-count' }
          : maxAge === null
            ? null
            : { at: new Date(at + maxAge * 1_000).toISOString(), because: folder === 'delivery' ? 'delivery-age' : 'processed-age' },
      });
    }
    const next = start + rows.length < count ? (rows.at(-1)?.cursor ?? null) : null;
    return { messages: rows, next, total: { count, bytes: count * 24_320 } };
  }

  readonly #answers: { [K in MethodName]: (args: Args<K>) => Result<K> } = {
    'app.info': () => ({ version: '0.1.0', electron: '45.4.1', platform: 'linux', locale: this.scene.locale, fallbacks: [] }),
    'settings.read': () => this.#settings,
    'settings.change': (change) => {
      this.#settings = { ...this.#settings, ...(change as Partial<Settings>) };
      this.#tell({ kind: 'settings', settings: this.#settings });
      return this.#settings;
    },
    'settings.reset': () => {
      this.#settings = defaultSettings;
      this.#tell({ kind: 'settings', settings: this.#settings });
      return this.#settings;
    },
    'accounts.list': () => [this.#account],
    'accounts.check': () => ({ kind: 'known', account: 'own' }),
    'accounts.add': () => ({ kind: 'known', account: 'own' }),
    'accounts.change': ({ account: _, ...change }) => {
      this.#account = { ...this.#account, ...(change as Partial<AccountInfo>) };
      this.#tell({ kind: 'accounts', accounts: [this.#account] });
      this.#tell({ kind: 'status', account: 'own', status: this.#status() });
      return { kind: 'changed', account: this.#account };
    },
    'accounts.remove': () => ({ kind: 'removed', undone: [], folder: null }),
    'status.read': () => this.#status(),
    'inbox.fetch': () => null,
    'inbox.takeOver': () => null,
    'inbox.page': ({ folder, before, limit }) => this.#page(folder, before, limit),
    'inbox.message': ({ uid }) => contentOf(this.#row(keyOf(uid))),
    'inbox.open': () => null,
    'inbox.mark': ({ account: _, uids, ...change }) => {
      for (const uid of uids) this.#marks.set(uid, { ...this.#marks.get(uid), ...change });
      this.#tell({ kind: 'status', account: 'own', status: this.#status() });
      this.#tell({ kind: 'inbox-changed', account: 'own', gone: [] });
      return uids;
    },
    'inbox.purge': () => [],
    'inbox.traces': () => ({ rows: [], next: null }),
    'inbox.again': () => [],
    'inbox.waiting': ({ after }) => this.#serverPage('delivery', after),
    'inbox.save': () => ({ path: 'Downloads/q3.pdf' }),
    'server.info': () => this.scene.server,
    'server.folder': ({ folder, after }) => this.#serverPage(folder, after),
    'server.retention': () => this.#retention,
    'server.changeRetention': (policy) => {
      this.#retention = policy;
      this.#tell({ kind: 'server-changed' });
      return policy;
    },
    'app.copy': () => null,
  };
}
