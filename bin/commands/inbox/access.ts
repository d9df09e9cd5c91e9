import type { Command } from 'commander';
import type { ServerClient } from '../../../main/sync/request.ts';
import { exitHelp } from '../exit.ts';
import { parseMailbox, parseServer, readToken } from '../options.ts';

/** The options of those that ask the server about a mailbox. */
export interface Access {
  server: string;
  mailbox: string;
  tokenFile: string;
  insecure: boolean;
  json: boolean;
}

export const withAccess = (command: Command): Command =>
  command
    .requiredOption('--server <url>', 'address of the server')
    .requiredOption('--mailbox <name>', 'mailbox to ask about')
    .requiredOption('--token-file <file>', "file with the mailbox's receive token")
    .option('--insecure', 'allow plain HTTP to another machine', false)
    .option('--json', 'print a JSON line per message', false)
    .addHelpText('after', exitHelp);

/** Asks as its reader, not as a device: a device that runs goes on. @throws Problem if the options are not right */
export const ask = async <T>(access: Access, question: (client: ServerClient, mailbox: string) => Promise<T>): Promise<T> => {
  const mailbox = parseMailbox(access.mailbox);
  // Loaded for those that ask a server: most of `restante inbox` asks none, and starts in three quarters of the time without it.
  const { createServerClient } = await import('../../../main/sync/request.ts');
  const client = createServerClient({ server: parseServer(access.server, access.insecure), token: readToken(access.tokenFile) });
  try {
    return await question(client, mailbox);
  } finally {
    await client.close();
  }
};
