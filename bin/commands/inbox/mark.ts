import { Command } from 'commander';
import type { Marks } from '../../../main/inbox/port.ts';
import { changeSqliteInbox } from '../../../main/inbox/sqlite.ts';
import { Problem } from '../../../protocol/errors.ts';
import { exitHelp } from '../exit.ts';
import { createOutput } from '../output.ts';
import { unknown } from './unknown.ts';

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

export const markCommand = (): Command =>
  new Command('mark')
    .description('mark messages, also while a device receives into the inbox')
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
      const inbox = await changeSqliteInbox(options.inbox);
      const marked = await inbox.mark(uids, marks, Date.now());
      await inbox.close();
      const output = createOutput(options.json);
      for (const uid of marked) output.event({ event: 'marked', uid }, `Marked ${uid}`);
      const missing = uids.find((uid) => !marked.includes(uid));
      if (missing !== undefined) throw unknown(missing);
    });
