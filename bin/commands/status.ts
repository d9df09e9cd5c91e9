import { Command } from 'commander';
import { Problem } from '../../protocol/errors.ts';
import { exitHelp } from './exit.ts';
import { ask } from './http.ts';
import { parseServer, readToken } from './options.ts';
import { createOutput } from './output.ts';

interface Options {
  server: string;
  tokenFile: string;
  insecure: boolean;
  json: boolean;
}

interface Status {
  uid: string;
  mailbox: string;
  id: number;
  state: string;
  history: { kind: string; at: string; detail?: { rule?: string } }[];
}

const describe = ({ mailbox, state, history }: Status): string =>
  [
    `${state} (mailbox ${mailbox})`,
    ...history.map(
      ({ at, kind, detail }) => `${at.slice(0, 19).replace('T', ' ')}  ${kind}${detail?.rule ? ` by the rule ${detail.rule}` : ''}`,
    ),
  ].join('\n');

export const statusCommand = (): Command =>
  new Command('status')
    .description('what became of a message that was sent')
    .argument('<uid>', 'the uid of its receipt')
    .requiredOption('--server <url>', 'address of the server')
    .requiredOption('--token-file <file>', "file with a token of the message's mailbox, or an admin token")
    .option('--insecure', 'allow plain HTTP to another machine', false)
    .option('--json', 'print JSON', false)
    .addHelpText('after', exitHelp)
    .action(async (uid: string, options: Options) => {
      if (!/^[0-9a-f-]{36}$/i.test(uid)) throw new Problem('option-invalid', `"${uid.slice(0, 80)}" is not the uid of a message.`);
      const server = parseServer(options.server, options.insecure);
      const status = (await ask(server, readToken(options.tokenFile), `/v1/submissions/${uid}`, { method: 'GET' })) as Status;
      createOutput(options.json).event({ ...status }, describe(status));
    });
