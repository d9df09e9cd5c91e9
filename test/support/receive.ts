import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from './folder.ts';
import { type Line, type RestanteProcess, restante, run } from './process.ts';
import { addMailbox, type ServerProcess, startServer, type Tokens } from './server.ts';

/** A line of `restante inbox list --json`. */
export interface Held {
  readonly uid: string;
  readonly id: number;
  readonly mailbox: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly subject: string;
  readonly read: boolean;
  readonly protected: boolean;
}

/** A device for one mailbox: the real `restante receive`, with its inbox in a folder of its own. */
export interface DeviceFolder {
  readonly inbox: string;
  readonly tokenFile: string;
  /** Starts `restante receive`. */
  start(server: { http: string }, ...options: string[]): RestanteProcess;
  /** `restante receive --once` to its end; its event lines. @throws if it fails */
  once(server: { http: string }, ...options: string[]): Promise<Line[]>;
  held(): Promise<Held[]>;
  mark(uids: readonly string[], ...marks: string[]): Promise<void>;
}

export const newDevice = (tokens: Tokens): DeviceFolder => {
  const folder = temporaryFolder();
  const tokenFile = join(folder, 'token');
  const inbox = join(folder, 'inbox');
  writeFileSync(tokenFile, tokens.receiveToken, { mode: 0o600 });
  const args = (server: { http: string }, options: string[]): string[] => [
    ...['receive', '--server', server.http, '--mailbox', tokens.mailbox, '--token-file', tokenFile, '--inbox', inbox, '--json'],
    ...options,
  ];
  const succeed = async (command: string[]): Promise<Line[]> => {
    const ended = await run(command);
    if (ended.code !== 0) throw new Error(`${command[0]} ended with ${ended.code}: ${ended.stderr}\n${JSON.stringify(ended.lines)}`);
    return ended.lines;
  };
  return {
    inbox,
    tokenFile,
    start: (server, ...options) => restante(args(server, options)),
    once: (server, ...options) => succeed(args(server, ['--once', ...options])),
    held: async () => (await succeed(['inbox', 'list', '--inbox', inbox, '--json'])) as unknown as Held[],
    mark: async (uids, ...marks) => {
      await succeed(['inbox', 'mark', ...uids, '--inbox', inbox, ...marks]);
    },
  };
};

/** A server with the mailbox ann, and a device for it. */
export const serverAndDevice = async (): Promise<{ server: ServerProcess; ann: Tokens; device: DeviceFolder }> => {
  const server = await startServer(temporaryFolder());
  const ann = await addMailbox(server, 'ann');
  return { server, ann, device: newDevice(ann) };
};

/** The values of one kind of event, in order. */
export const eventsOf = (lines: readonly Line[], event: string): Line[] => lines.filter((line) => line.event === event);
