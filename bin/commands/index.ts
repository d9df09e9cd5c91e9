import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { Problem } from '../../protocol/errors.ts';
import { exitCodeOf, exitCodes, exitHelp } from './exit.ts';
import { createOutput } from './output.ts';
import { printable } from './words.ts';

const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as { version: string };

/** Loaded one at a time: `inbox list` needs no server. */
const commands: Record<string, { about: string; load(): Promise<Command> }> = {
  app: { about: 'the mailbox in a window of its own', load: async () => (await import('./app.ts')).appCommand() },
  server: { about: 'run the delivery server', load: async () => (await import('./server.ts')).serverCommand() },
  receive: { about: 'the headless device: receive a mailbox', load: async () => (await import('./receive/index.ts')).receiveCommand() },
  inbox: { about: 'what an inbox holds', load: async () => (await import('./inbox/index.ts')).inboxCommand() },
  send: { about: 'send files or standard input', load: async () => (await import('./send.ts')).sendCommand() },
  status: { about: 'what became of a message that was sent', load: async () => (await import('./status.ts')).statusCommand() },
  admin: { about: 'administer a server', load: async () => (await import('./admin/index.ts')).adminCommand() },
};

/** The command `restante`. One error boundary: a code for machines, a sentence for people, an exit code for both. */
export const main = async (argv: readonly string[]): Promise<void> => {
  // Whatever a command stores (messages, tokens) is its user's alone, also in a folder that others may enter.
  process.umask(0o077);
  // A reader that went away (`restante inbox list | head`) is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? exitCodes.ok : exitCodes.unexpected));
  const program = new Command('restante')
    .description('A mailbox that never loses a message silently, and the delivery server it syncs from.')
    .version(version)
    .addHelpText('after', exitHelp)
    .exitOverride();
  const chosen = argv.slice(2).find((word) => !word.startsWith('-'));
  try {
    for (const [name, { about, load }] of Object.entries(commands))
      program.addCommand((chosen === name || chosen === 'help' ? await load() : new Command(name).description(about)).exitOverride());
    await program.parseAsync(argv);
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
      return;
    }
    process.exitCode = exitCodeOf(error);
    const code = error instanceof Problem ? error.code : 'internal';
    const message = error instanceof Error ? error.message : String(error);
    if (argv.includes('--json')) createOutput(true).event({ event: 'error', code, message });
    process.stderr.write(`restante: ${printable(message)} (${code})\n`);
    if (!(error instanceof Problem) && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  }
};
