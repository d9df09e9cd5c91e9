import { Command } from 'commander';
import { againCommand } from './again.ts';
import { checkCommand } from './check.ts';
import { exportCommand } from './export.ts';
import { listCommand } from './list.ts';
import { markCommand } from './mark.ts';
import { purgeCommand } from './purge.ts';
import { showCommand } from './show.ts';
import { tracesCommand } from './traces.ts';
import { waitingCommand } from './waiting.ts';

export const inboxCommand = (): Command => {
  const inbox = new Command('inbox').description('what an inbox holds, and what is gone or waits');
  const here = [listCommand(), showCommand(), markCommand(), purgeCommand(), exportCommand(), checkCommand(), tracesCommand()];
  for (const command of [...here, waitingCommand(), againCommand()]) inbox.addCommand(command.exitOverride());
  return inbox;
};
