import { Command } from 'commander';
import { Problem } from '../../protocol/errors.ts';
import { type Retention, retentionSchema } from '../../protocol/retention.ts';
import { backupCommand, restoreCommand } from './backup.ts';
import { exitHelp } from './exit.ts';
import { ask } from './http.ts';
import { parseMailbox, parseServer, readToken } from './options.ts';
import { createOutput, messages } from './output.ts';

interface Access {
  server: string;
  tokenFile: string;
  insecure: boolean;
  json: boolean;
}

const withAccess = (command: Command): Command =>
  command
    .requiredOption('--server <url>', 'address of the server')
    .requiredOption('--token-file <file>', 'file with an admin token')
    .option('--insecure', 'allow plain HTTP to another machine', false)
    .option('--json', 'print JSON', false)
    .addHelpText('after', exitHelp)
    .exitOverride();

const addCommand = (): Command =>
  withAccess(new Command('add').description('add a mailbox; its two tokens are shown this once').argument('<name>')).action(
    async (name: string, access: Access) => {
      const added = (await ask(parseServer(access.server, access.insecure), readToken(access.tokenFile), '/v1/mailboxes', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ name }),
      })) as { mailbox: string; receiveToken: string; sendToken: string };
      const text = `Added ${added.mailbox}. Keep its tokens now; they are not shown again.\nreceive: ${added.receiveToken}\nsend:    ${added.sendToken}`;
      createOutput(access.json).event({ ...added }, text);
    },
  );

const days = 86_400;

/** `30d`, `12h`, `90s` or `never`, in seconds. */
const parseAge = (text: string): number | null => {
  if (text === 'never') return null;
  const match = /^([1-9]\d{0,9})([dhms])$/.exec(text);
  const unit = { d: days, h: 3_600, m: 60, s: 1 }[match?.[2] ?? ''];
  if (!match || !unit) throw new Problem('option-invalid', `An age is 30d, 12h, 5m, 90s or never, not "${text.slice(0, 40)}".`);
  return Number(match[1]) * unit;
};

const parseCount = (text: string): number | null => {
  if (text === 'any') return null;
  if (!/^\d{1,9}$/.test(text)) throw new Problem('option-invalid', `A number of messages is 0, 1000 or any, not "${text.slice(0, 40)}".`);
  return Number(text);
};

const age = (seconds: number | null): string => {
  if (seconds === null) return 'for ever';
  const [unit, name] = [[days, 'd'] as const, [3_600, 'h'] as const, [60, 'm'] as const].find(([u]) => seconds % u === 0) ?? [1, 's'];
  return `for ${seconds / unit}${name}`;
};

const describe = (mailbox: string, { delivery, processed }: Retention): string =>
  `${mailbox} keeps undelivered messages ${age(delivery.maxAge)}, processed ones ${age(processed.maxAge)}` +
  `${processed.maxCount === null ? '' : ` and at most ${messages(processed.maxCount)}`}.`;

interface RetentionOptions extends Access {
  deliveryAge?: string;
  processedAge?: string;
  processedCount?: string;
}

const retentionCommand = (): Command =>
  withAccess(
    new Command('retention')
      .description('show how long a mailbox keeps messages, or change what is given')
      .argument('<mailbox>')
      .option('--delivery-age <age>', 'undelivered messages: 30d, 12h, 5m, 90s or never')
      .option('--processed-age <age>', 'processed messages, from the move on')
      .option('--processed-count <number>', 'processed messages at most, or any'),
  ).action(async (name: string, options: RetentionOptions) => {
    const server = parseServer(options.server, options.insecure);
    const token = readToken(options.tokenFile);
    const path = `/v1/mailboxes/${parseMailbox(name)}/retention`;
    const before = retentionSchema.parse(await ask(server, token, path, { method: 'GET' }));
    const { deliveryAge, processedAge, processedCount } = options;
    const after: Retention = {
      delivery: { maxAge: deliveryAge === undefined ? before.delivery.maxAge : parseAge(deliveryAge) },
      processed: {
        maxAge: processedAge === undefined ? before.processed.maxAge : parseAge(processedAge),
        maxCount: processedCount === undefined ? before.processed.maxCount : parseCount(processedCount),
      },
    };
    const changed = deliveryAge !== undefined || processedAge !== undefined || processedCount !== undefined;
    if (changed)
      await ask(server, token, path, { method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify(after) });
    createOutput(options.json).event({ mailbox: name, ...after }, describe(name, after));
  });

export const adminCommand = (): Command => {
  const mailbox = new Command('mailbox').description('mailboxes').addCommand(addCommand());
  return new Command('admin')
    .description('administer a server')
    .addCommand(mailbox.exitOverride())
    .addCommand(retentionCommand())
    .addCommand(backupCommand())
    .addCommand(restoreCommand());
};
