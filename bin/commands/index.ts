import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { Problem } from '../../protocol/errors.ts';
import { adminCommand } from './admin.ts';
import { exitCodeOf, exitCodes, exitHelp } from './exit.ts';
import { inboxCommand } from './inbox.ts';
import { receiveCommand } from './receive.ts';
import { sendCommand } from './send.ts';
import { serverCommand } from './server.ts';

const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as { version: string };

/** The command `restante`. One error boundary: a code for machines, a sentence for people, an exit code for both. */
export const main = async (argv: readonly string[]): Promise<void> => {
  // A reader that went away (`restante inbox list | head`) is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? exitCodes.ok : exitCodes.unexpected));
  const program = new Command('restante')
    .description('A mailbox that never loses a message silently, and the delivery server it syncs from.')
    .version(version)
    .addHelpText('after', exitHelp)
    .exitOverride();
  for (const command of [serverCommand(), receiveCommand(), inboxCommand(), sendCommand(), adminCommand()])
    program.addCommand(command.exitOverride());
  try {
    await program.parseAsync(argv);
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
      return;
    }
    process.exitCode = exitCodeOf(error);
    const code = error instanceof Problem ? error.code : 'internal';
    const message = error instanceof Error ? error.message : String(error);
    if (argv.includes('--json')) process.stdout.write(`${JSON.stringify({ event: 'error', code, message })}\n`);
    process.stderr.write(`restante: ${message} (${code})\n`);
    if (!(error instanceof Problem) && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  }
};
