import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import type { Manifest } from '../../../server/backup.ts';
import { exitHelp } from '../exit.ts';
import { createOutput } from '../output.ts';
import { bytes, messages } from '../words.ts';

/** The store is not loaded for the commands that only ask a server. */
const loadBackup = () => import('../../../server/backup.ts');

interface Options {
  data: string;
  json: boolean;
}

const { version } = JSON.parse(readFileSync(new URL('../../../../package.json', import.meta.url), 'utf8')) as { version: string };

const summary = ({ files, mailboxes }: Manifest): { mailboxes: number; messages: number; bytes: number } => ({
  mailboxes: Object.keys(mailboxes).length,
  messages: Object.values(mailboxes).reduce((sum, m) => sum + m.waiting + m.processed, 0),
  bytes: Object.values(files).reduce((sum, file) => sum + (file?.bytes ?? 0), 0),
});

export const backupCommand = (): Command =>
  new Command('backup')
    .description('copy the data of a server of this machine, running or not, into a new folder')
    .argument('<dir>', 'new folder for the backup')
    .requiredOption('--data <dir>', 'data folder of the server')
    .option('--json', 'print JSON', false)
    .addHelpText('after', exitHelp)
    .exitOverride()
    .action(async (folder: string, options: Options) => {
      const { createBackup } = await loadBackup();
      const manifest = await createBackup({ data: options.data, version, now: Date.now }, folder);
      const made = summary(manifest);
      createOutput(options.json).event(
        { event: 'backed-up', folder, at: manifest.at, ...made },
        `Backed up ${messages(made.messages)} in ${folder} (${bytes(made.bytes)}). It holds mail and the admin token: keep it as safe as the server.`,
      );
    });

export const restoreCommand = (): Command =>
  new Command('restore')
    .description('make a data folder of a backup; message ids go on far ahead of it')
    .argument('<dir>', 'folder of the backup')
    .requiredOption('--data <dir>', 'new data folder')
    .option('--json', 'print JSON', false)
    .addHelpText('after', exitHelp)
    .exitOverride()
    .action(async (folder: string, options: Options) => {
      const { restoreBackup } = await loadBackup();
      const manifest = await restoreBackup(folder, options.data);
      const made = summary(manifest);
      createOutput(options.json).event(
        { event: 'restored', data: options.data, at: manifest.at, ...made },
        `Restored ${messages(made.messages)}, as they were at ${manifest.at}, into ${options.data}. Start the server with --data ${options.data}`,
      );
    });
