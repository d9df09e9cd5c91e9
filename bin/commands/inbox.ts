import { Command } from 'commander';
import type { InboxMessage, Marks } from '../../main/inbox/port.ts';
import { openSqliteInbox, readSqliteInbox } from '../../main/inbox/sqlite.ts';
import { Problem } from '../../protocol/errors.ts';
import { exitHelp } from './exit.ts';
import { createOutput } from './output.ts';
import { bytes, printable } from './words.ts';

const line = (m: InboxMessage): string => {
  const flags = `${m.read ? ' ' : '*'}${m.protected ? 'P' : ' '}`;
  const received = new Date(m.receivedAt).toISOString().slice(0, 16).replace('T', ' ');
  return `${flags} ${m.uid}  ${received}  ${bytes(m.bytes).padStart(8)}  ${printable(m.from).slice(0, 24).padEnd(24)}  ${printable(m.subject)}`;
};

const listCommand = (): Command =>
  new Command('list')
    .description('what the inbox holds, in order of receipt; also while a device receives into it')
    .requiredOption('--inbox <dir>', 'folder of the inbox')
    .option('--deleted', 'the deleted messages that can still be restored, instead of the others', false)
    .option('--json', 'print a JSON line per message', false)
    .action((options: { inbox: string; deleted: boolean; json: boolean }) => {
      const reader = readSqliteInbox(options.inbox);
      const output = createOutput(options.json);
      for (const { key, acceptedAt, receivedAt, ...message } of reader.list())
        if (message.deleted === options.deleted)
          output.event(
            { ...message, acceptedAt: new Date(acceptedAt).toISOString(), receivedAt: new Date(receivedAt).toISOString() },
            line({ ...message, key, acceptedAt, receivedAt }),
          );
      reader.close();
    });

const unknown = (uid: string): Problem => new Problem('message-unknown', `The inbox does not hold ${uid.slice(0, 80)}.`);

const showCommand = (): Command =>
  new Command('show')
    .description('write a message to standard output, byte for byte as it was accepted')
    .argument('<uid>')
    .requiredOption('--inbox <dir>', 'folder of the inbox')
    .action(async (uid: string, options: { inbox: string }) => {
      const reader = readSqliteInbox(options.inbox);
      const body = reader.body(uid);
      if (!body) throw unknown(uid);
      for (const chunk of body) if (!process.stdout.write(chunk)) await new Promise((resolve) => process.stdout.once('drain', resolve));
      reader.close();
    });

interface MarkOptions {
  inbox: string;
  read?: boolean;
  protect?: boolean;
  delete?: boolean;
  unread?: boolean;
  unprotect?: boolean;
  restore?: boolean;
  json: boolean;
}

/** One of a pair of opposite options, or neither. */
const either = (yes: boolean | undefined, no: boolean | undefined, names: string): boolean | undefined => {
  if (yes && no) throw new Problem('option-invalid', `Give one of ${names}, not both.`);
  return yes ? true : no ? false : undefined;
};

const markCommand = (): Command =>
  new Command('mark')
    .description('mark messages; no device may be receiving into the inbox meanwhile')
    .argument('<uid...>')
    .requiredOption('--inbox <dir>', 'folder of the inbox')
    .option('--read', 'read: may be overwritten, if that is allowed')
    .option('--unread', 'unread again')
    .option('--protect', 'never overwritten')
    .option('--unprotect', 'no longer protected')
    .option('--delete', 'deleted: gone when the room is needed')
    .option('--restore', 'no longer deleted')
    .option('--json', 'print a JSON line per message', false)
    .addHelpText('after', exitHelp)
    .action(async (uids: string[], options: MarkOptions) => {
      const marks: Marks = {
        read: either(options.read, options.unread, '--read and --unread'),
        protected: either(options.protect, options.unprotect, '--protect and --unprotect'),
        deleted: either(options.delete, options.restore, '--delete and --restore'),
      };
      if (Object.values(marks).every((mark) => mark === undefined))
        throw new Problem('option-invalid', 'Say what to mark, as --read or --protect.');
      readSqliteInbox(options.inbox).close();
      const inbox = await openSqliteInbox(options.inbox);
      const marked = await inbox.mark(uids, marks, Date.now());
      await inbox.close();
      const output = createOutput(options.json);
      for (const uid of marked) output.event({ event: 'marked', uid }, `Marked ${uid}`);
      const missing = uids.find((uid) => !marked.includes(uid));
      if (missing !== undefined) throw unknown(missing);
    });

export const inboxCommand = (): Command => {
  const inbox = new Command('inbox').description('what an inbox holds');
  for (const command of [listCommand(), showCommand(), markCommand()]) inbox.addCommand(command.exitOverride());
  return inbox;
};
