import { Command } from 'commander';
import type { ApiMailbox } from '../../../protocol/api.ts';
import { Problem } from '../../../protocol/errors.ts';
import type { Quota } from '../../../protocol/mailbox.ts';
import { parseMailbox } from '../options.ts';
import { createOutput } from '../output.ts';
import type { Column } from '../table.ts';
import { bytes, localMinute, messages } from '../words.ts';
import { type Access, type Admin, connect, withAccess } from './access.ts';
import { describePolicy } from './policy.ts';
import { parseCount, parseNumber, parseSizeOrAny } from './values.ts';

export interface QuotaOptions {
  quotaMessages?: string;
  quotaBytes?: string;
}

export const withQuota = (command: Command): Command =>
  command
    .option('--quota-messages <number>', 'undelivered messages at most, or any')
    .option('--quota-bytes <size>', 'bytes of undelivered messages at most: 900, 500kB, 1.5MB, 2GB or any');

/** The quota with what is given changed; `undefined`: nothing is given. */
export const changedQuota = ({ quotaMessages, quotaBytes }: QuotaOptions, before: Quota): Quota | undefined =>
  quotaMessages === undefined && quotaBytes === undefined
    ? undefined
    : {
        messages: quotaMessages === undefined ? before.messages : parseCount(quotaMessages),
        bytes: quotaBytes === undefined ? before.bytes : parseSizeOrAny(quotaBytes),
      };

export const describeQuota = ({ messages: most, bytes: size }: Quota): string =>
  [...(most === null ? [] : [messages(most)]), ...(size === null ? [] : [bytes(size)])].join(', ') || 'any';

const without: Quota = { messages: null, bytes: null };

const find = async (admin: Admin, name: string): Promise<ApiMailbox> => {
  const { mailboxes } = await admin.ask('mailboxes');
  const found = mailboxes.find((mailbox) => mailbox.name === name);
  if (!found) throw new Problem('mailbox-unknown', `There is no mailbox ${name}.`);
  return found;
};

interface AddOptions extends Access, QuotaOptions {
  shared?: boolean;
}

const addCommand = (): Command =>
  withQuota(
    withAccess(
      new Command('add')
        .description('add a mailbox; its two tokens are shown this once')
        .argument('<name>')
        .option('--shared', 'several devices may take from it'),
      'print JSON',
    ),
  ).action(async (name: string, options: AddOptions) => {
    const quota = changedQuota(options, without);
    const body = { name, ...(options.shared && { shared: true }), ...(quota && { quota }) };
    const added = await connect(options).ask('addMailbox', { body });
    createOutput(options.json).event(
      added,
      `Added ${added.mailbox}. Keep its tokens now; they are not shown again.\nreceive: ${added.receiveToken}\nsend:    ${added.sendToken}`,
    );
  });

const columns: readonly Column<ApiMailbox>[] = [
  { head: 'MAILBOX', text: (m) => m.name },
  { head: 'WAITING', text: (m) => String(m.waiting), right: true },
  { head: 'SIZE', text: (m) => bytes(m.waitingBytes), right: true, spare: true },
  { head: 'PROCESSED', text: (m) => String(m.processed), right: true },
  { head: 'SIZE', text: (m) => bytes(m.processedBytes), right: true, spare: true },
  { head: 'DEVICES', text: (m) => (m.shared ? 'shared' : 'one'), spare: true },
  { head: 'QUOTA', text: (m) => describeQuota(m.quota), spare: true },
  { head: 'KEEPS', text: (m) => `${describePolicy(m.retention)}${m.ownRetention ? '' : ' (default)'}`, atLeast: 12, spare: true },
  { head: 'ADDED', text: (m) => localMinute(m.createdAt), spare: true },
];

const listCommand = (): Command =>
  withAccess(new Command('list').description('all mailboxes with what they hold')).action(async (access: Access) => {
    const { mailboxes, missing } = await connect(access).ask('mailboxes');
    const output = createOutput(access.json);
    output.table(columns)(mailboxes);
    for (const name of missing) {
      // Apart from the others by having no other member.
      output.event(
        { missing: name },
        `${name} holds messages and is not in the directory: nothing of it is removed. Add it to reach them.`,
      );
    }
  });

interface SetOptions extends Access, QuotaOptions {
  shared?: boolean;
  single?: boolean;
  quotaDefault?: boolean;
}

const setCommand = (): Command =>
  withQuota(
    withAccess(
      new Command('set')
        .description("change a mailbox's devices or quota")
        .argument('<name>')
        .option('--shared', 'several devices may take from it')
        .option('--single', 'one device may')
        .option('--quota-default', 'the default quota'),
      'print JSON',
    ),
  ).action(async (text: string, options: SetOptions) => {
    const name = parseMailbox(text);
    const { shared, single, quotaDefault } = options;
    if (shared && single) throw new Problem('option-invalid', 'Give one of --shared and --single, not both.');
    const admin = connect(options);
    const given = changedQuota(options, without) !== undefined;
    if (given && quotaDefault) throw new Problem('option-invalid', 'Give a quota or --quota-default, not both.');
    const quota = given ? changedQuota(options, (await find(admin, name)).quota) : quotaDefault ? null : undefined;
    const body = { ...((shared || single) && { shared: shared === true }), ...(quota !== undefined && { quota }) };
    if (Object.keys(body).length === 0) throw new Problem('option-invalid', 'Say what to change, as --shared or --quota-messages 1000.');
    const changed = await admin.ask('changeMailbox', { names: { mailbox: name }, body });
    const devices = changed.shared ? 'several devices may take from it' : 'one device takes from it';
    const own = changed.ownQuota ? '' : ' (default)';
    createOutput(options.json).event(changed, `${name}: ${devices}, quota ${describeQuota(changed.quota)}${own}.`);
  });

const removeCommand = (): Command =>
  withAccess(
    new Command('remove')
      .description('remove a mailbox with its tokens and its messages; without --messages it says what would be lost')
      .argument('<name>')
      .option('--messages <number>', 'how many messages go with it'),
    'print JSON',
  ).action(async (text: string, options: Access & { messages?: string }) => {
    const name = parseMailbox(text);
    const admin = connect(options);
    if (options.messages === undefined) {
      const { waiting, waitingBytes, processed, processedBytes } = await find(admin, name);
      const { tokens } = await admin.ask('tokens', { query: { mailbox: name } });
      const count = waiting + processed;
      const size = bytes(waitingBytes + processedBytes);
      throw new Problem(
        'option-invalid',
        `${name} has ${messages(count)} (${waiting} undelivered, ${size} together) and ${tokens.length} tokens. To remove it with them say --messages ${count}. Nothing was changed.`,
      );
    }
    const count = parseNumber(options.messages);
    await admin.ask('removeMailbox', { names: { mailbox: name }, query: { messages: count } });
    createOutput(options.json).event({ removed: name, messages: count }, `Removed ${name} with its tokens and ${messages(count)}.`);
  });

export const mailboxCommand = (): Command => {
  const mailbox = new Command('mailbox').description('mailboxes').exitOverride();
  for (const command of [addCommand(), listCommand(), setCommand(), removeCommand()]) mailbox.addCommand(command);
  return mailbox;
};
