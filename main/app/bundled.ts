import { networkInterfaces } from 'node:os';
import type { BundledChange, BundledState, Result } from '../../protocol/bridge.ts';
import type { BundledSettings, CertificateFiles, FromServer, Judged, ToServer } from '../../protocol/bundled.ts';
import type { ProblemCode } from '../../protocol/errors.ts';
import { clashOf, orderOf, withChange } from '../bundled/order.ts';
import { diskProblem } from '../disk-problem.ts';
import type { Logs } from '../log/files.ts';
import type { SettingsFile } from '../settings/settings.ts';
import { type Child, startChild } from './child.ts';

type Ready = Extract<FromServer, { kind: 'ready' }>;
type Changed = Result<'bundled.change'>;

/** The app's own server in its process: what it does, and what was chosen for it. */
export interface Bundled {
  /** Once; later calls change nothing. */
  start(): void;
  state(): Omit<BundledState, 'backup' | 'lastBackup'>;
  /** Ends it and starts it anew. */
  restart(): void;
  /**
   * Restarts it with what is changed; when it cannot run so, with what was before.
   * @param files with which network access is opened
   */
  change(change: BundledChange, files: CertificateFiles | undefined): Promise<Changed>;
  /** What a certificate is worth; null: the one in use. */
  judge(files: CertificateFiles | null): Promise<Judged>;
  stop(): Promise<void>;
}

/** A change that is being tried. */
interface Attempt {
  readonly chosen: BundledSettings;
  readonly order: ToServer;
  end(refusal: { code: string; message: string } | null): void;
}

const interrupted = { code: 'internal', message: 'The server ended while it started with the change.' };
const away: Judged = { ok: false, problem: { code: 'server-unreachable', message: 'The server does not run at the moment.' } };

/** @param on.changed the state is another */
export const createBundled = (deps: {
  /** Its data folder. */
  folder: string;
  settings: SettingsFile;
  logs: Logs;
  on: { ready: (ready: Ready) => void; refused: (code: string, message: string) => void; changed: () => void };
}): Bundled => {
  const { folder, settings, logs, on } = deps;
  const log = logs.main;
  let child: Child<ToServer> | undefined;
  let phase: BundledState['process'] = { kind: 'starting' };
  let crashes: BundledState['crashes'] = { count: 0, last: null };
  let ready: Ready | undefined;
  let kept: BundledState['kept'] = null;
  let attempt: Attempt | undefined;
  /** It said why it ends. */
  let excused = false;
  const judging = new Map<number, (judged: Judged) => void>();
  let seq = 0;

  const become = (next: BundledState['process']): void => {
    phase = next;
    if (next.kind !== 'running') {
      ready = undefined;
      for (const answer of judging.values()) answer(away);
      judging.clear();
    }
    on.changed();
  };
  const first = (): ToServer => {
    excused = false;
    // What keeps it from starting stays in sight while that is tried again.
    if (phase.kind !== 'refused') become({ kind: 'starting' });
    return attempt?.order ?? orderOf(folder, settings.server(), settings.addresses(), networkInterfaces());
  };
  /** Why it could not be written; undefined: it is durable. */
  const keep = (write: () => void): { code: ProblemCode; message: string } | undefined => {
    try {
      write();
      return undefined;
    } catch (error) {
      log.error({ err: error }, 'how the server is set up could not be written down');
      return diskProblem(error) ?? { code: 'storage-failed', message: String(error) };
    }
  };
  const isReady = (message: Ready): void => {
    const { http, smtp } = message;
    const tried = attempt;
    // Durable only now: an app that ends before starts with what was.
    const failure = tried && keep(() => settings.keepServer(tried.chosen));
    if (failure) {
      tried.end(failure);
      restart();
      return;
    }
    const before = settings.addresses();
    const now = { http: new URL(http).host, smtp: smtp ?? before.smtp };
    // A server on a full disk lets messages out: its start must need no room.
    if (now.http !== before.http || now.smtp !== before.smtp) keep(() => settings.keepAddresses(now));
    ready = message;
    attempt?.end(null);
    // Whoever is told that it runs finds it where it is now.
    on.ready(message);
    become({ kind: 'running', since: Date.now() });
  };
  const isRefused = (code: string, message: string): void => {
    excused = true;
    if (attempt) {
      // It ends, and is started again with what was before.
      attempt.end({ code, message });
      become({ kind: 'starting' });
    } else {
      become({ kind: 'refused', code, message });
      on.refused(code, message);
    }
  };
  const start = (): void => {
    child ??= startChild<ToServer, FromServer>(
      new URL('../../server/bundled.js', import.meta.url),
      'Restante server',
      {
        first,
        said: logs.from('server'),
        ended(code) {
          if (excused) return;
          log.error({ code }, 'the server ended by itself; it is started again');
          crashes = { count: crashes.count + 1, last: Date.now() };
          attempt?.end(interrupted);
          become({ kind: 'ended' });
        },
        message(message) {
          switch (message.kind) {
            case 'ready':
              return isReady(message);
            case 'refused':
              return isRefused(message.code, message.message);
            case 'judged':
              judging.get(message.seq)?.(message.judged);
              judging.delete(message.seq);
          }
        },
      },
      { kind: 'stop' },
    );
  };
  const restart = (): void => {
    if (child) {
      become({ kind: 'stopping' });
      child.restart();
    } else start();
  };

  const tryOut = (chosen: BundledSettings): Promise<Changed> =>
    new Promise((resolve) => {
      const before = settings.server();
      const changed = (key: 'httpPort' | 'smtpPort' | 'smtp' | 'network'): boolean =>
        JSON.stringify(before[key]) !== JSON.stringify(chosen[key]);
      const what = { http: changed('httpPort'), smtp: changed('smtpPort'), network: changed('network') };
      attempt = {
        chosen,
        order: orderOf(folder, chosen, settings.addresses(), networkInterfaces(), what),
        end(refusal) {
          attempt = undefined;
          kept = refusal;
          if (refusal) log.warn({ code: refusal.code }, 'a change of the server could not be carried out; it goes on as before');
          resolve(refusal ? { kind: 'kept', problem: refusal } : { kind: 'changed' });
        },
      };
      restart();
    });
  const refuse = (code: string, message: string): Changed => ({ kind: 'kept', problem: { code, message } });
  const change = async (wanted: BundledChange, files: CertificateFiles | undefined): Promise<Changed> => {
    const before = settings.server();
    const chosen = withChange(before, wanted, files);
    if (chosen === 'no-certificate') return refuse('certificate-invalid', 'No certificate was chosen.');
    const clash = clashOf(chosen, settings.addresses());
    if (clash !== undefined) return refuse('option-invalid', `The port ${clash} is wanted twice.`);
    if (chosen.network?.on && chosen.network !== before.network) {
      const judged = await judge(chosen.network);
      if (!judged.ok) return { kind: 'kept', problem: judged.problem };
      if (judged.facts.until < Date.now()) return refuse('certificate-invalid', 'The certificate has expired.');
    }
    if (JSON.stringify({ ...chosen, level: before.level }) !== JSON.stringify(before)) return tryOut(chosen);
    const failure = keep(() => settings.keepServer(chosen));
    if (failure) return { kind: 'kept', problem: failure };
    child?.post({ kind: 'level', level: chosen.level });
    on.changed();
    return { kind: 'changed' };
  };
  const judge = (files: CertificateFiles | null): Promise<Judged> =>
    new Promise((resolve) => {
      if (!child || phase.kind !== 'running') return resolve(away);
      seq += 1;
      judging.set(seq, resolve);
      child.post({ kind: 'judge', seq, files: files && { cert: files.cert, key: files.key } });
    });
  /** One after the other: each goes by what the one before left. */
  let last: Promise<unknown> = Promise.resolve();

  return {
    start,
    state: () => ({
      process: phase,
      crashes,
      settings: settings.server(),
      doors: ready ? { http: ready.http, smtp: ready.smtp } : null,
      taken: ready?.taken ?? [],
      network: ready?.network ?? null,
      kept,
      folder,
    }),
    restart() {
      log.info('the server is started anew');
      restart();
    },
    change(wanted, files) {
      const outcome = last.then(() => change(wanted, files));
      last = outcome.catch(() => {});
      return outcome;
    },
    judge,
    stop: async () => child?.stop(),
  };
};
