import { Command } from 'commander';
import { againCommand } from './again.ts';
import { listCommand } from './list.ts';
import { markCommand } from './mark.ts';
import { showCommand } from './show.ts';
import { tracesCommand } from './traces.ts';
import { waitingCommand } from './waiting.ts';

export const inboxCommand = (): Command => {
  const inbox = new Command('inbox').description('what an inbox holds, and what is gone or waits');
  for (const command of [listCommand(), showCommand(), markCommand(), tracesCommand(), waitingCommand(), againCommand()])
    inbox.addCommand(command.exitOverride());
  return inbox;
};
