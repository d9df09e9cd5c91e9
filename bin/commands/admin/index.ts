import { Command } from 'commander';
import { activityCommand, tombstonesCommand } from './activity.ts';
import { backupCommand, restoreCommand } from './backup.ts';
import { brakesCommand, confirmCommand } from './brakes.ts';
import { defaultsCommand } from './defaults.ts';
import { deviceCommand, devicesCommand, ledgerCommand } from './devices.ts';
import { listCommand } from './list.ts';
import { mailboxCommand } from './mailbox.ts';
import { actCommand, readCommand, showCommand } from './message.ts';
import { retentionCommand } from './retention.ts';
import { tokenCommand } from './token.ts';

export const adminCommand = (): Command => {
  const admin = new Command('admin').description('administer a server');
  for (const command of [
    mailboxCommand(),
    tokenCommand(),
    listCommand(),
    showCommand(),
    readCommand(),
    actCommand('redeliver'),
    actCommand('delete'),
    actCommand('hold'),
    actCommand('release'),
    retentionCommand(),
    brakesCommand(),
    confirmCommand(),
    defaultsCommand(),
    devicesCommand(),
    deviceCommand(),
    ledgerCommand(),
    activityCommand(),
    tombstonesCommand(),
    backupCommand(),
    restoreCommand(),
  ])
    admin.addCommand(command);
  return admin;
};
