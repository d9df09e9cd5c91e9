import { Command } from 'commander';
import { readSqliteInbox } from '../../../main/inbox/sqlite.ts';
import { unknown } from './unknown.ts';

export const showCommand = (): Command =>
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
