import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { InboxMessage } from '#restante/main/inbox/port';
import { readSqliteInbox } from '#restante/main/inbox/sqlite';
import { temporaryFolder } from './folder.ts';
import { type Line, type RestanteProcess, restante, run } from './process.ts';
import { addMailbox, openServer, type Tokens } from './server.ts';

/** A device for one mailbox: the real `restante receive`, with its inbox in a folder of its own. */
export interface DeviceFolder {
  readonly inbox: string;
  readonly tokenFile: string;
  /** Starts `restante receive`. */
  start(server: { http: string }, ...options: string[]): RestanteProcess;
  /** `restante receive --once` to its end; its event lines. @throws if it fails */
  once(server: { http: string }, ...options: string[]): Promise<Line[]>;
  /** What the inbox holds, in order of receipt, without what is deleted; read beside whoever receives into it. */
  held(): Promise<InboxMessage[]>;
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
    async held() {
      const reader = readSqliteInbox(inbox);
      const held = [...reader.list()].filter(({ deleted }) => !deleted);
      reader.close();
      return held;
    },
    mark: async (uids, ...marks) => {
      await succeed(['inbox', 'mark', ...uids, '--inbox', inbox, ...marks]);
    },
  };
};

/** A server with the mailbox ann, and a device for it. */
export const serverAndDevice = async () => {
  const server = await openServer();
  const ann = await addMailbox(server, 'ann');
  return { server, ann, device: newDevice(ann) };
};

/** The values of one kind of event, in order. */
export const eventsOf = (lines: readonly Line[], event: string): Line[] => lines.filter((line) => line.event === event);
