import { Command } from 'commander';
import type { Cap } from '../../../main/inbox/capacity.ts';
import { openSqliteInbox } from '../../../main/inbox/sqlite.ts';
import { createIndexer } from '../../../main/reading/indexer.ts';
import { createDevice, type Device, type DeviceEvent } from '../../../main/sync/device.ts';
import type { PassEnd } from '../../../main/sync/pass.ts';
import { createServerClient } from '../../../main/sync/request.ts';
import { Problem } from '../../../protocol/errors.ts';
import { type ReceiptVerb, receiptVerbs } from '../../../protocol/instruction.ts';
import { exitCodeOf, exitCodes, exitHelp } from '../exit.ts';
import { askPersistently } from '../http.ts';
import { parseMailbox, parseServer, readToken } from '../options.ts';
import { createOutput } from '../output.ts';
import { messages } from '../words.ts';
import { createCommand } from './command.ts';
import { countErrands, createErrands, type ErrandEvent, type Errands } from './errands.ts';
import { present } from './events.ts';

interface Options {
  server: string;
  mailbox: string;
  tokenFile: string;
  inbox: string;
  cap: string;
  overwriteRead: boolean;
  after: string;
  exec?: string;
  once: boolean;
  takeOver: boolean;
  insecure: boolean;
  json: boolean;
}

/** `200` messages, or `20MB` (1 MB = 10⁶ bytes). */
export const parseCap = (text: string): Cap => {
  const match = /^(\d{1,12})(?:\.(\d{1,3}))?(kB|MB|GB)?$/i.exec(text);
  const unit = match?.[3]?.toLowerCase();
  if (match && !unit && match[2] === undefined) return { unit: 'messages', limit: Number(match[1]) };
  const factor = unit && { kb: 1_000, mb: 1_000_000, gb: 1_000_000_000 }[unit];
  if (!match || !factor)
    throw new Problem('option-invalid', `--cap takes a number of messages (200) or a size (20MB), not "${text.slice(0, 40)}".`);
  return { unit: 'bytes', limit: Math.floor(Number(`${match[1]}.${match[2] ?? 0}`) * factor) };
};

const parseAfter = (text: string): ReceiptVerb => {
  const verb = receiptVerbs.find((known) => known === text);
  if (!verb) throw new Problem('option-invalid', `--after is ${receiptVerbs.join(' or ')}, not "${text.slice(0, 40)}".`);
  return verb;
};

/** The first signal lets what has begun come to its end; a second one does not wait. */
const stopBySignal = (endNow: () => void): AbortController => {
  const stop = new AbortController();
  const signals = ['SIGTERM', 'SIGINT'] as const;
  const heard = (signal: NodeJS.Signals): void => {
    if (!stop.signal.aborted) {
      stop.abort();
      return;
    }
    endNow();
    for (const name of signals) process.off(name, heard);
    process.kill(process.pid, signal);
  };
  for (const name of signals) process.on(name, heard);
  return stop;
};

/** A pass, then the commands; and so on while these make room for what waits. */
const receiveOnce = async (
  device: Device,
  errands: Errands | undefined,
  signal: AbortSignal,
): Promise<{ end: PassEnd; failed: number }> => {
  let failed = 0;
  for (;;) {
    const end = await device.once(signal);
    if (!errands || signal.aborted) return { end, failed };
    const run = await errands.once(signal);
    failed += run.failed;
    if (end.kind !== 'full' || run.done === 0) return { end, failed };
  }
};

/** Until it is told to stop, or refused for good. */
const receiveOn = async (device: Device, errands: Errands | undefined, stop: AbortController): Promise<PassEnd | undefined> => {
  const over = new AbortController();
  const runErrands = async (): Promise<void> => {
    try {
      // A message whose command succeeded is read, and may make way.
      await errands?.run(AbortSignal.any([stop.signal, over.signal]), () => void device.roomChanged().catch(() => {}));
    } catch (error) {
      stop.abort();
      throw error;
    }
  };
  const [end] = await Promise.all([device.run(stop.signal).finally(() => over.abort()), runErrands()]);
  return end;
};

export const receiveCommand = (): Command =>
  new Command('receive')
    .description('the headless device: receive a mailbox into an inbox of a size that you choose')
    .requiredOption('--server <url>', 'address of the server')
    .requiredOption('--mailbox <name>', 'mailbox to receive')
    .requiredOption('--token-file <file>', "file with the mailbox's receive token")
    .requiredOption('--inbox <dir>', 'folder of the inbox; made if it does not exist')
    .option('--cap <size>', 'how much the inbox holds: messages (200) or bytes (20MB, 1 MB = 1,000,000 bytes)', '1000')
    .option('--overwrite-read', 'let new messages overwrite read, unprotected ones, the oldest first', false)
    .option('--after <what>', 'what the server does with a message once it is here: move (to its processed folder) or delete', 'move')
    .option('--exec <command>', 'run this for each message, with the message on its standard input, until it succeeds')
    .option('--take-over', 'make this the device of the mailbox; the one before is refused from then on', false)
    .option('--once', 'end when nothing more can be fetched', false)
    .option('--insecure', 'allow plain HTTP to another machine', false)
    .option('--json', 'print events as JSON lines', false)
    .addHelpText('after', exitHelp)
    .action(async (options: Options) => {
      const server = parseServer(options.server, options.insecure);
      const source = { server, mailbox: parseMailbox(options.mailbox) };
      const policy = { cap: parseCap(options.cap), overwriteRead: options.overwriteRead };
      const after = parseAfter(options.after);
      const token = readToken(options.tokenFile);
      const inbox = await openSqliteInbox(options.inbox);
      const client = createServerClient({ server, token, device: await inbox.device() });
      const output = createOutput(options.json);
      const command = options.exec === undefined ? undefined : createCommand(options.exec);
      const indexer = createIndexer({ inbox });
      const tell = (event: DeviceEvent | ErrandEvent): void => {
        output.event(...present(event));
        if (event.kind === 'received') errands?.wake();
        // When the pass is over: taking messages apart must not slow down receiving them.
        if (['idle', 'full', 'deferred', 'failed'].includes(event.kind)) indexer.wake();
      };
      const errands = command && createErrands(inbox, command, tell);
      const device = createDevice({
        ...{ inbox, server: client, source, tell, now: Date.now },
        order: () => ({ verb: after, policy, errand: errands !== undefined }),
      });
      const stop = stopBySignal(() => command?.kill());
      stop.signal.addEventListener('abort', () => void indexer.stop());
      inbox.failed.then((error) => {
        process.stderr.write(`restante: the inbox failed: ${error.message}\n`);
        process.exitCode = exitCodes.local;
        stop.abort();
      });
      let end: PassEnd | undefined;
      let failed = 0;
      try {
        if (options.takeOver) await askPersistently(() => client.takeOver(source.mailbox));
        const left = errands ? 0 : await countErrands(inbox);
        if (left > 0) tell({ kind: 'unexecuted', messages: left });
        if (options.once) ({ end, failed } = await receiveOnce(device, errands, stop.signal));
        else end = await receiveOn(device, errands, stop);
        indexer.wake();
        if (options.once) await indexer.settled();
      } finally {
        await indexer.stop();
        await client.close();
        await inbox.close();
      }
      if (stop.signal.aborted) return;
      if (end?.kind === 'failed') {
        if (options.once) tell(end);
        process.exitCode = exitCodeOf(end.problem);
      } else if (failed > 0)
        throw new Problem('command-failed', `The command failed for ${messages(failed)}; it is run again at the next start.`);
    });
