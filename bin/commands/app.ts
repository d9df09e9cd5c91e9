import { existsSync } from 'node:fs';
import { Command } from 'commander';
import { exitCodes, exitHelp } from './exit.ts';

/** scripts/start.mjs, which `npm start` runs too: it finds an Electron and a display. */
type Starter = { startApp(args: readonly string[]): Promise<number> };
const starter = new URL('../../../scripts/start.mjs', import.meta.url);

export const appCommand = (): Command =>
  new Command('app')
    .description('the mailbox in a window of its own')
    .argument('[arguments...]', 'passed on to the app')
    .allowUnknownOption()
    .addHelpText('after', exitHelp)
    .action(async (args: string[]) => {
      try {
        if (!existsSync(starter)) throw new Error('The window is not part of this installation; start the Restante app itself.');
        const { startApp } = (await import(starter.href)) as Starter;
        process.exitCode = await startApp(args);
      } catch (error) {
        process.stderr.write(`restante: ${(error as Error).message}\n`);
        process.exitCode = exitCodes.local;
      }
    });
