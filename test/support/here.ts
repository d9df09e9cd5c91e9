import pino from 'pino';
import { onTestFinished } from 'vitest';
import { openDirectory } from '#restante/server/directory/index';
import { type RunningServer, type ServerConfig, startServer } from '#restante/server/index';
import { directoryFile } from './directory.ts';
import type { Tokens } from './server.ts';

/** Adds mailboxes to the directory of a server that does not run. */
export const prepareMailbox = async (data: string, mailbox: string): Promise<Tokens> => {
  const directory = await openDirectory(directoryFile(data), Date.now);
  return { mailbox, ...(await directory.addMailbox(mailbox)) };
};

export interface ServerHere {
  readonly running: RunningServer;
  readonly http: string;
  readonly smtp: { host: string; port: number };
  /** Lines of its log. */
  readonly logged: Record<string, unknown>[];
}

/** The real server in the test's own process, for what the command has no option for. Stopped with the test. */
export const startHere = async (config: Partial<ServerConfig> & Pick<ServerConfig, 'data'>): Promise<ServerHere> => {
  const logged: Record<string, unknown>[] = [];
  const loopback = { host: '127.0.0.1', port: 0 };
  const log = pino({ level: 'info' }, { write: (line: string) => void logged.push(JSON.parse(line)) });
  const running = await startServer({ http: loopback, smtp: loopback, insecure: false, log, ...config });
  onTestFinished(running.stop);
  const port = Number(running.smtp?.split(':').at(-1));
  return { running, http: running.http, smtp: { host: '127.0.0.1', port }, logged };
};
