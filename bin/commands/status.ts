import { Command } from 'commander';
import { type ApiStatus, statusSchema } from '../../protocol/api.ts';
import { operations } from '../../protocol/operations.ts';
import { formatTarget } from '../../protocol/target.ts';
import { parseUid } from './admin/values.ts';
import { exitHelp } from './exit.ts';
import { timeline } from './history.ts';
import { ask, readAnswer } from './http.ts';
import { parseServer, readToken } from './options.ts';
import { createOutput } from './output.ts';

interface Options {
  server: string;
  tokenFile: string;
  insecure: boolean;
  json: boolean;
}

const describe = (status: ApiStatus): string => [`${status.state} (mailbox ${status.mailbox})`, ...timeline(status)].join('\n');

export const statusCommand = (): Command =>
  new Command('status')
    .description('what became of a message that was sent, and of the copies that were forwarded')
    .argument('<uid>', 'the uid of its receipt')
    .requiredOption('--server <url>', 'address of the server')
    .requiredOption('--token-file <file>', "file with a token of the message's mailbox, or an admin token")
    .option('--insecure', 'allow plain HTTP to another machine', false)
    .option('--json', 'print JSON', false)
    .addHelpText('after', exitHelp)
    .action(async (text: string, options: Options) => {
      const uid = parseUid(text);
      const server = parseServer(options.server, options.insecure);
      const target = formatTarget(operations.submission.path, { uid });
      const status = readAnswer(statusSchema, await ask(server, readToken(options.tokenFile), target, { method: 'GET' }));
      createOutput(options.json).event(status, describe(status));
    });
