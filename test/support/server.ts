import { readFileSync } from 'node:fs';
import pino from 'pino';
import { onTestFinished } from 'vitest';
import { type ServerConfig, startServer as startServerHere } from '#restante/server/index';
import { temporaryFolder } from './folder.ts';
import { type RestanteProcess, restante } from './process.ts';

/** A running server, wherever it runs. */
export interface Server {
  readonly http: string;
  readonly smtp: { host: string; port: number };
  readonly adminToken: string;
  readonly adminTokenFile: string;
}

export type ServerProcess = Server & RestanteProcess;

interface ServerWithin extends Server {
  /** Lines of its log that tell of an error. */
  readonly errors: readonly string[];
  stop(): Promise<void>;
}

export interface Tokens {
  readonly mailbox: string;
  readonly receiveToken: string;
  readonly sendToken: string;
}

/** The real server in a process of its own. Give the addresses of an earlier start to restart it in its place. */
export const startServer = async (
  data: string,
  options: { http?: string; smtp?: string; args?: readonly string[]; within?: readonly string[] } = {},
): Promise<ServerProcess> => {
  const { http = '127.0.0.1:0', smtp = '127.0.0.1:0', args = [], within = [] } = options;
  const started = restante(['server', '--data', data, '--http', http, '--smtp', smtp, '--json', '--log-level', 'error', ...args], {
    within,
  });
  const ready = await started.line((line) => line.event === 'ready');
  const [host = '', port = ''] = String(ready.smtp).split(':');
  const adminTokenFile = String(ready.adminTokenFile);
  return {
    ...started,
    http: String(ready.http),
    smtp: { host, port: Number(port) },
    adminToken: readFileSync(within.length > 0 ? `/proc/${started.child.pid}/root${adminTokenFile}` : adminTokenFile, 'utf8').trim(),
    adminTokenFile,
  };
};

/**
 * The real server within the test's process, for tests of what is around it: it starts in a fifth of the processor's time of a
 * process. Stopped with the test.
 */
export const openServer = async (data = temporaryFolder(), config: Partial<ServerConfig> = {}): Promise<ServerWithin> => {
  const loopback = { host: '127.0.0.1', port: 0 };
  const errors: string[] = [];
  const log = pino({ level: 'error' }, { write: (line: string) => void errors.push(line) });
  const running = await startServerHere({ data, http: loopback, smtp: loopback, insecure: false, log, ...config });
  onTestFinished(running.stop);
  const { http, smtp = '', adminTokenFile } = running;
  const [host = '', port = ''] = smtp.split(':');
  const adminToken = readFileSync(adminTokenFile, 'utf8').trim();
  return { http, smtp: { host, port: Number(port) }, adminToken, adminTokenFile, errors, stop: running.stop };
};

/** A request with a token. */
export const call = (server: { http: string }, token: string, path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`${server.http}${path}`, { ...init, headers: { Authorization: `Bearer ${token}`, ...(init.headers as Record<string, string>) } });

export const addMailbox = async (server: Server, name: string): Promise<Tokens> => {
  const response = await call(server, server.adminToken, '/v1/mailboxes', { method: 'POST', body: JSON.stringify({ name }) });
  if (response.status !== 201) throw new Error(`adding ${name}: ${response.status} ${await response.text()}`);
  return (await response.json()) as Tokens;
};

/** Several devices may take from the mailbox. */
export const share = async (server: Server, name: string): Promise<void> => {
  const response = await call(server, server.adminToken, `/v1/mailboxes/${name}/settings`, {
    method: 'PUT',
    body: JSON.stringify({ shared: true }),
  });
  if (response.status !== 200) throw new Error(`sharing ${name}: ${response.status} ${await response.text()}`);
};

/** Submits a message by HTTP and returns its receipt. */
export const submit = async (
  server: { http: string },
  mailbox: string,
  token: string,
  body: string | Uint8Array,
  headers: Record<string, string> = {},
): Promise<{ uid: string; id: number }> => {
  const response = await call(server, token, `/v1/mailboxes/${mailbox}/messages`, {
    method: 'POST',
    body: body as RequestInit['body'],
    headers: { 'Content-Type': 'text/plain; charset=utf-8', ...headers },
  });
  if (response.status !== 201) throw new Error(`submitting: ${response.status} ${await response.text()}`);
  return (await response.json()) as { uid: string; id: number };
};
