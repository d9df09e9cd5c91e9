import { readFileSync } from 'node:fs';
import pino from 'pino';
import { onTestFinished } from 'vitest';
import type { ApiActivity, ApiMessage } from '#restante/protocol/api';
import type { Retention } from '#restante/protocol/retention';
import { startServer } from '#restante/server/index';
import { call, type Tokens } from './server.ts';
import { waitUntil } from './wait-until.ts';

/** The wall clock of a server within the test's process: it stands still until the test moves it, either way. */
export interface Clock {
  now: number;
}

/** The real server in the test's own process, over HTTP, with a clock of the test's. */
export interface Inside {
  readonly http: string;
  readonly adminToken: string;
  readonly clock: Clock;
  /** What it logged, warnings and above. */
  readonly logged: Record<string, unknown>[];
  /** A request of the administrator, its answer read; rejects when it is refused. */
  admin<T>(path: string, method?: string, body?: unknown): Promise<T>;
  addMailbox(name: string): Promise<Tokens>;
  setRetention(mailbox: string, policy: Retention, previewed?: string): Promise<void>;
  list(mailbox: string, folder: 'delivery' | 'processed'): Promise<ApiMessage[]>;
  /** The activity of these kinds, the oldest first. */
  activity(...kinds: string[]): Promise<ApiActivity[]>;
  /**
   * Resolves when retention has looked at everything that it was told of before: it goes through the mailboxes in turn,
   * and the last of them loses a message now.
   */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

/** The mailbox whose losses tell that retention has been round. */
const canary = 'canary';

/** @param tidyAfter ms until old records are forgotten for the first time */
export const startInside = async (data: string, clock: Clock, tidyAfter = 3_600_000): Promise<Inside> => {
  const logged: Record<string, unknown>[] = [];
  const log = pino({ level: 'warn' }, { write: (line: string) => logged.push(JSON.parse(line) as Record<string, unknown>) });
  const address = { host: '127.0.0.1', port: 0 };
  const server = await startServer({
    data,
    http: address,
    smtp: undefined,
    insecure: false,
    log,
    now: () => clock.now,
    patience: { tidyAfter },
  });
  onTestFinished(server.stop);
  const adminToken = readFileSync(server.adminTokenFile, 'utf8').trim();

  const admin = async <T>(path: string, method = 'GET', body?: unknown): Promise<T> => {
    const response = await call(server, adminToken, path, { method, ...(body !== undefined && { body: JSON.stringify(body) }) });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  };
  const setRetention = (mailbox: string, policy: Retention, previewed?: string): Promise<void> =>
    admin(`/v1/mailboxes/${mailbox}/retention${previewed === undefined ? '' : `?previewed=${previewed}`}`, 'PUT', policy);
  const list = async (mailbox: string, folder: 'delivery' | 'processed'): Promise<ApiMessage[]> => {
    const messages: ApiMessage[] = [];
    for (let after = ''; ; ) {
      const page = await admin<{ messages: ApiMessage[]; next: string | null }>(`/v1/mailboxes/${mailbox}/${folder}${after}`);
      messages.push(...page.messages);
      if (page.next === null) return messages;
      after = `?after=${page.next}`;
    }
  };
  let ready = false;
  const settled = async (): Promise<void> => {
    if (!ready) {
      ready = true;
      await openCanary();
    }
    // Much that is due goes in several rounds: it is over when two in a row took nothing.
    let before = '';
    for (let quiet = 0; quiet < 2; ) {
      await round();
      const held = JSON.stringify((await admin<{ mailboxes: unknown[] }>('/v1/mailboxes')).mailboxes);
      quiet = held === before ? quiet + 1 : 0;
      before = held;
    }
  };
  /** Retention goes round once. */
  const round = async (): Promise<void> => {
    const { id } = await admin<{ id: number }>(`/v1/mailboxes/${canary}/messages`, 'POST', 'tweet');
    await admin(`/v1/mailboxes/${canary}?move=${id}`, 'POST');
    await waitUntil(async () => (await list(canary, 'processed')).length === 0);
  };
  const openCanary = async (): Promise<void> => {
    const known = await admin<{ mailboxes: { name: string }[] }>('/v1/mailboxes');
    if (!known.mailboxes.some(({ name }) => name === canary)) {
      await admin('/v1/mailboxes', 'POST', { name: canary });
      await setRetention(canary, { delivery: { maxAge: null }, processed: { maxAge: null, maxCount: 0 } });
    }
  };
  return {
    http: server.http,
    adminToken,
    clock,
    logged,
    admin,
    setRetention,
    list,
    settled,
    stop: server.stop,
    addMailbox: (name) => admin('/v1/mailboxes', 'POST', { name }),
    activity: async (...kinds) => (await admin<{ entries: ApiActivity[] }>(`/v1/activity?after=0&kind=${kinds.join(',')}`)).entries,
  };
};
