import { Command } from 'commander';
import { listCommand } from './list.ts';
import { markCommand } from './mark.ts';
import { showCommand } from './show.ts';

export const inboxCommand = (): Command => {
  const inbox = new Command('inbox').description('what an inbox holds');
  for (const command of [listCommand(), showCommand(), markCommand()]) inbox.addCommand(command.exitOverride());
  return inbox;
};
