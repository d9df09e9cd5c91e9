import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Logger } from 'pino';
import { Problem, type ProblemCode } from '../protocol/errors.ts';
import type { Retention } from '../protocol/retention.ts';
import { type Address, formatAddress, isLoopback } from './address.ts';
import { createApp } from './app.ts';
import { unfinishedRestore } from './backup.ts';
import { createChanges } from './changes.ts';
import { createClockWatch } from './clock.ts';
import { createLedger } from './delivery/ledger.ts';
import { createNotifier } from './delivery/notifier.ts';
import { createSending } from './delivery/sending.ts';
import { writeDurably } from './directory/file.ts';
import { type Directory, openDirectory } from './directory/index.ts';
import { createDoors, type Doors, type Listening, type NetworkDoors } from './doors.ts';
import { judgeHealth, type StoreCondition } from './health.ts';
import type { HttpTimes } from './http.ts';
import { type Fate, judgeRecipient, roomOf } from './ingest/fate.ts';
import type { SmtpTimes } from './ingest/smtp.ts';
import { createIngest } from './ingest/submission.ts';
import { limits } from './limits.ts';
import { createMetrics } from './metrics.ts';
import { createLimiter, type Rates } from './rates.ts';
import { createSweeper } from './retention/sweeper.ts';
import { createTidying } from './retention/tidying.ts';
import { policiesOf } from './routes/view.ts';
import { createAwake } from './statistics/awake.ts';
import { StorageError, type Store } from './store/port.ts';
import { type Condition, openSqliteStore } from './store/sqlite.ts';
import { type Certificate, type CertificateFiles, keepCertificate, readCertificate } from './tls.ts';

export { type Address, parseAddress } from './address.ts';
export type { CertificateFiles } from './tls.ts';

export interface ServerConfig {
  /** The data folder; made if it does not exist. */
  readonly data: string;
  readonly http: Address;
  /** `undefined`: no SMTP. */
  readonly smtp: Address | undefined;
  /** HTTPS, and STARTTLS for SMTP. `undefined`: no encryption. */
  readonly tls?: CertificateFiles;
  /** Further doors, for other machines; those above then need not be for them, and are not encrypted by its certificate. */
  readonly network?: NetworkDoors;
  /** Listen on an address that other machines reach, without encryption, and without asking SMTP clients who they are. */
  readonly insecure: boolean;
  /** Bytes of one message at most. */
  readonly maxMessageBytes?: number;
  /** Other limits than those of `limits`. */
  readonly patience?: Partial<HttpTimes & SmtpTimes & RateLimits & { readonly tidyAfter: number }>;
  readonly log: Logger;
  /** Wall clock, ms. */
  readonly now?: () => number;
}

/** So many within `rateWindow`, ms. */
interface RateLimits {
  readonly failures: number;
  readonly submissions: number;
  readonly rateWindow: number;
}

export interface RunningServer {
  /** Base URL. */
  readonly http: string;
  /** `host:port`, if SMTP is on. */
  readonly smtp: string | undefined;
  /** Where other machines reach it, if there are such doors. */
  readonly network: Listening | undefined;
  /** In use now, if it encrypts; its files are read again before. */
  certificate(): Promise<Certificate | undefined>;
  readonly adminTokenFile: string;
  /**
   * Reads again what people change while the server runs: the directory file and the certificate. Says in the log what came of it.
   * @throws Problem `directory-damaged`; what held before still holds
   */
  reload(): Promise<{ changed: boolean }>;
  /** Finishes what has been accepted, ends the streams, closes the files. */
  stop(): Promise<void>;
  /** Resolves if the disk can no longer be written: the process should end. */
  readonly failed: Promise<Error>;
}

/** The store, which tells the log when the disk is full or the file damaged, and that it is in another condition. */
const openStore = async (folder: string, log: Logger, changed: () => void): Promise<Store & Condition> => {
  if (existsSync(join(folder, unfinishedRestore)))
    throw new Problem('folder-unusable', `A restore into ${folder} broke off. Remove the folder and restore again.`);
  try {
    const store = await openSqliteStore(folder, (state) => {
      if (state === 'full') log.error('the disk is full; messages leave, and none is taken in');
      if (state === 'open') log.warn('the disk has room again');
      changed();
    });
    store.checked.then((checked) => {
      if (typeof checked === 'object') log.fatal({ damaged: checked.damaged.slice(0, 20) }, 'the store is damaged; no message is taken in');
      if (checked === 'sound') log.info('the store was not closed at its last end; it is sound');
    });
    return store;
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    if (error.failure === 'busy')
      throw new Problem('folder-in-use', `Another server uses ${folder}. Nothing was changed.`, { cause: error });
    if (error.failure === 'newer')
      throw new Problem('storage-newer', `${error.message} Nothing was changed; start that version.`, { cause: error });
    throw new Problem('folder-unusable', `The folder ${folder} cannot be made or used: ${error.message}.`, { cause: error });
  }
};

const openDirectoryIn = async (folder: string, now: () => number): Promise<Directory> => {
  try {
    return await openDirectory(join(folder, 'directory.json'), now);
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem('folder-unusable', `The directory in ${folder} cannot be read: ${(error as Error).message}.`, { cause: error });
  }
};

/** Retention of a mailbox that the directory does not know. */
const keepAll: Retention = { delivery: { maxAge: null }, processed: { maxAge: null, maxCount: null } };

/** The codes of HTTP for what SMTP refuses at RCPT: one word for one reason in the metrics. */
const refusalOf = { unknown: 'mailbox-unknown', full: 'mailbox-full', forbidden: 'token-scope' } as const satisfies Record<
  Exclude<Fate, 'accepted'>,
  ProblemCode
>;

/** On an address that other machines reach, nothing is said in the clear. @throws Problem `address-insecure` */
const refuseInsecure = ({ http, smtp, tls, insecure }: ServerConfig): void => {
  if (tls || insecure) return;
  for (const address of [http, smtp])
    if (address && !isLoopback(address))
      throw new Problem(
        'address-insecure',
        `${formatAddress(address)} can be reached from other machines, and this server would not encrypt. Give it a certificate with --tls-cert and --tls-key, listen on 127.0.0.1, or insist with --insecure.`,
      );
};

const createRates = ({ failures, submissions, rateWindow: window }: RateLimits): Rates => {
  const now = (): number => performance.now();
  return {
    failures: createLimiter({ count: failures, window }, limits.rateKeys, now),
    submissions: createLimiter({ count: submissions, window }, limits.rateKeys, now),
  };
};

/** @throws Problem with a code that tells the operator what to mend; nothing is left running then. */
export const startServer = async (config: ServerConfig): Promise<RunningServer> => {
  const { log } = config;
  const now = config.now ?? Date.now;
  const maxBytes = config.maxMessageBytes ?? limits.messageBytes;
  const patience = { ...limits, ...config.patience };
  refuseInsecure(config);
  // Before anything is made; it is kept further down.
  const files = config.tls ?? config.network?.tls;
  if (files) await readCertificate(files);
  const folder = resolve(config.data);
  const changes = createChanges();
  // The store first: it holds the lock, and so nobody else writes the directory.
  const store = await openStore(folder, log, () => changes.changed(''));
  const undo: (() => Promise<unknown>)[] = [store.close];
  let doors: Doors | undefined;
  const stop = async (): Promise<void> => {
    // Before anything that they need.
    await doors?.close();
    for (const step of undo.toReversed()) await step();
  };
  try {
    if (!existsSync(join(folder, 'directory.json')) && (await store.mailboxes()).length > 0)
      throw new Problem(
        'directory-damaged',
        `${join(folder, 'directory.json')} is missing, and the store beside it has mailboxes. Nothing was changed; restore the file from a backup.`,
      );
    const directory = await openDirectoryIn(folder, now);
    const adminTokenFile = join(folder, 'admin-token');
    const keepAdminToken = (secret: string): Promise<void> => writeDurably(adminTokenFile, `${secret}\n`, 0o600);
    await directory.ensureAdminToken(keepAdminToken);
    const leaving = new Set<string>();
    const tellLacking = async (concerned: (mailbox: string) => boolean): Promise<void> => {
      for (const mailbox of await store.mailboxes()) {
        if (directory.has(mailbox) || leaving.has(mailbox) || !concerned(mailbox)) continue;
        const { waiting, processed } = await store.totals(mailbox);
        if (waiting + processed > 0)
          log.warn({ mailbox }, 'the directory lacks a mailbox that holds messages; they are kept, and nothing of it is removed');
      }
    };
    await tellLacking(() => true);
    const reload = async (): Promise<{ changed: boolean }> => {
      const told = (message: string) => (error: unknown) => {
        log.error({ err: error }, message);
        throw error;
      };
      const reloaded = await directory.reload().catch(told('the directory was not reloaded; what held before still holds'));
      // As at the start: with its last admin token taken out, the server could not be administered any more.
      await directory.ensureAdminToken(keepAdminToken).catch(told('the directory was reloaded without an admin token; none could be made'));
      log.info(reloaded, 'the directory was reloaded');
      return reloaded;
    };

    const failed = (error: unknown): void => log.error({ err: error }, 'the store failed');
    const ledger = createLedger({ store, now, failed });
    undo.push(ledger.stop);
    const awake = createAwake({ store, now, failed });
    undo.push(awake.stop);
    const sending = createSending();
    const notifier = createNotifier({
      occupancy: async (mailbox) => {
        const { waiting, waitingBytes, smallest, first, lastId } = await store.occupancy(mailbox);
        return { notification: { waiting, bytes: waitingBytes, smallest, first }, lastId };
      },
      contact(contact) {
        ledger.contact(contact);
        // Acceptances, streams that open or end, and what a device asks are told as changes by whoever knows of them.
        if (contact.kind === 'retried') changes.changed(contact.mailbox);
      },
      policy: directory.notify,
      failed,
    });
    let integrity: StoreCondition['integrity'] = 'checking';
    store.checked.then((checked) => {
      integrity = typeof checked === 'object' ? 'damaged' : checked;
      changes.changed('');
    });
    let stopping: Promise<void> | undefined;
    const health = () => judgeHealth({ state: store.state(), integrity, stopping: stopping !== undefined });
    const counted = async () => ({
      totals: await store.totalsOfAll(),
      brakes: (await store.brakes(policiesOf(directory), now())).length,
    });
    const metrics = createMetrics(async () => ({
      stored: await counted().catch(() => undefined),
      mailboxes: directory.mailboxes().length,
      streams: notifier.streams(),
      store: health().checks.store,
    }));
    const sweeper = createSweeper({
      store,
      // A mailbox that was taken out while its messages were due keeps them.
      retention: (mailbox) => (directory.has(mailbox) ? directory.retention(mailbox) : keepAll),
      now,
      failed,
      sending: sending.uids,
      braked: (mailbox, folders) => {
        log.warn({ mailbox, folders }, 'retention waits for an administrator: it would remove more than half of a folder at once');
        changes.changed(mailbox);
      },
      removed: (removed) => {
        metrics.removed(removed);
        log.info({ removed }, 'retention removed messages');
        for (const mailbox of new Set(removed.map((r) => r.mailbox))) changes.changed(mailbox);
      },
    });
    undo.push(sweeper.stop);
    const unwatch = directory.watch(({ retention, removed }) => {
      for (const mailbox of retention) sweeper.touch(mailbox);
      if (removed.length > 0) tellLacking((mailbox) => removed.includes(mailbox)).catch(failed);
    });
    undo.push(async () => unwatch());
    const accepted = (mailbox: string): void => {
      notifier.accepted(mailbox);
      changes.changed(mailbox);
      if (directory.retention(mailbox).delivery.maxAge !== null) sweeper.touch(mailbox);
    };
    const ingest = createIngest({
      store: { ...store, accept: metrics.timed(store.accept) },
      maxBytes,
      has: directory.has,
      quota: directory.quota,
      now,
      accepted,
    });

    const rates = createRates(patience);
    const keeper =
      files &&
      (await keepCertificate({
        files,
        pause: limits.certificatePause,
        patience: limits.certificatePatience,
        changed: (certificate) => doors?.use(certificate),
        log,
      }));
    if (keeper) undo.push(keeper.stop);

    const app = createApp({
      leaving,
      directory: { ...directory, reload },
      store,
      // What HTTP refuses is counted with its requests.
      ingest: metrics.ingest('http', ingest, false),
      notifier,
      ledger,
      sending,
      changes,
      sweeper,
      metrics,
      health,
      rates,
      log,
      maxBytes,
      now,
      accepted,
      awake: awake.mark,
    });
    doors = createDoors({
      listener: app.callback(),
      smtp: {
        ingest: metrics.ingest('smtp', ingest, true),
        grant: directory.grant,
        fate: async (mailbox, grant, size) => {
          const known = directory.has(mailbox);
          const room = known ? await roomOf(directory.quota(mailbox), () => store.totals(mailbox)) : undefined;
          const fate = judgeRecipient({ mailbox, known, grant, size, room });
          if (fate !== 'accepted') metrics.refused('smtp', refusalOf[fate]);
          return fate;
        },
        rates,
        maxBytes,
        failed,
      },
      times: patience,
    });
    const { smtp, network } = config;
    const demanding = smtp !== undefined && !isLoopback(smtp) && !config.insecure;
    const here = await doors.open({ http: config.http, smtp }, config.tls && keeper?.current(), demanding);
    const reached = network && (await doors.open(network, keeper?.current(), true));

    for (const mailbox of directory.mailboxes()) sweeper.touch(mailbox);
    const tidy = createTidying({
      store,
      recordAge: directory.recordAge,
      after: patience.tidyAfter,
      trusted: createClockWatch({ now, newest: await store.newest() }),
      now,
      failed,
    });
    undo.push(tidy.stop);

    return {
      ...here,
      network: reached,
      async certificate() {
        await keeper?.reload();
        return keeper?.current();
      },
      adminTokenFile,
      async reload() {
        await keeper?.reload();
        return reload();
      },
      failed: store.failed,
      stop() {
        stopping ??= (async () => {
          notifier.stop();
          changes.stop();
          await stop();
        })();
        return stopping;
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
};
