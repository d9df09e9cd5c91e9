import { Command } from 'commander';
import type { Cap } from '../../../main/inbox/capacity.ts';
import { openSqliteInbox } from '../../../main/inbox/sqlite.ts';
import { createIndexer } from '../../../main/reading/indexer.ts';
import { createDevice, type DeviceEvent } from '../../../main/sync/device.ts';
import type { PassEnd } from '../../../main/sync/flow.ts';
import { createServerClient } from '../../../main/sync/request.ts';
import { Problem } from '../../../protocol/errors.ts';
import { type ReceiptVerb, receiptVerbs } from '../../../protocol/instruction.ts';
import { exitCodeOf, exitCodes, exitHelp } from '../exit.ts';
import { askPersistently } from '../http.ts';
import { parseMailbox, parseServer, readToken } from '../options.ts';
import { createOutput } from '../output.ts';
import { present } from './events.ts';

interface Options {
  server: string;
  mailbox: string;
  tokenFile: string;
  inbox: string;
  cap: string;
  overwriteRead: boolean;
  after: string;
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
      const indexer = createIndexer({ inbox });
      const tell = (event: DeviceEvent): void => {
        output.event(...present(event));
        // When the pass is over: taking messages apart must not slow down receiving them.
        if (['idle', 'full', 'deferred', 'failed'].includes(event.kind)) indexer.wake();
      };
      const device = createDevice({ inbox, server: client, source, order: () => ({ verb: after, policy }), tell, now: Date.now });
      const stop = new AbortController();
      stop.signal.addEventListener('abort', () => void indexer.stop());
      process.once('SIGTERM', () => stop.abort()).once('SIGINT', () => stop.abort());
      inbox.failed.then((error) => {
        process.stderr.write(`restante: the inbox failed: ${error.message}\n`);
        process.exitCode = exitCodes.local;
        stop.abort();
      });
      let end: PassEnd | undefined;
      try {
        if (options.takeOver) await askPersistently(() => client.takeOver(source.mailbox));
        end = options.once ? await device.once(stop.signal) : await device.run(stop.signal);
        indexer.wake();
        if (options.once) await indexer.settled();
      } finally {
        await indexer.stop();
        await client.close();
        await inbox.close();
      }
      if (stop.signal.aborted || end?.kind !== 'failed') return;
      if (options.once) tell(end);
      process.exitCode = exitCodeOf(end.problem);
    });
