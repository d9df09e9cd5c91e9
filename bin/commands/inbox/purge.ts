import { Command } from 'commander';
import { changeSqliteInbox } from '../../../main/inbox/sqlite.ts';
import { Problem } from '../../../protocol/errors.ts';
import { exitHelp } from '../exit.ts';
import { createOutput } from '../output.ts';
import { messages } from '../words.ts';

export const purgeCommand = (): Command =>
  new Command('purge')
    .description('remove deleted messages for good, all or these; also while a device receives into the inbox')
    .argument('[uid...]')
    .requiredOption('--inbox <dir>', 'folder of the inbox')
    .option('--json', 'print a JSON line per message', false)
    .addHelpText('after', exitHelp)
    .action(async (words: string[], options: { inbox: string; json: boolean }) => {
      const uids = [...new Set(words)];
      const inbox = await changeSqliteInbox(options.inbox);
      const gone = await inbox.purge(uids.length > 0 ? uids : undefined, Date.now()).finally(inbox.close);
      const output = createOutput(options.json);
      for (const { uid, id } of gone) output.event({ event: 'purged', uid, id }, `Removed ${uid}`);
      output.say(`${messages(gone.length)} removed for good.`);
      const went = new Set(gone.map(({ uid }) => uid));
      const missing = uids.find((uid) => !went.has(uid));
      if (missing !== undefined)
        throw new Problem('message-unknown', `${missing.slice(0, 80)} is not among the deleted messages of the inbox.`);
    });
