import { Command, Option } from 'commander';
import type { InboxMessage } from '../../../main/inbox/port.ts';
import { type InboxReader, readSqliteInbox } from '../../../main/inbox/sqlite.ts';
import { type ExportFormat, exportFormats, exportMessages, type OutgoingMessage } from '../../../main/reading/export.ts';
import { Problem } from '../../../protocol/errors.ts';
import { exitHelp } from '../exit.ts';
import { createOutput } from '../output.ts';
import { bytes, messages, printable } from '../words.ts';
import { watched } from './digest.ts';
import { unknown } from './unknown.ts';

interface ExportCommandOptions {
  inbox: string;
  to: string;
  format: ExportFormat;
  json: boolean;
}

/** These, or all that are not deleted. @throws Problem `message-unknown` */
function* chosen(reader: InboxReader, uids: readonly string[]): Generator<InboxMessage> {
  if (uids.length === 0) {
    for (const message of reader.list()) if (!message.deleted) yield message;
    return;
  }
  for (const uid of uids) {
    const message = reader.find(uid);
    if (!message) throw unknown(uid);
    yield message;
  }
}

/** Damaged ones are exported as they are, and told: what can still be read is better kept. */
function* outgoing(reader: InboxReader, uids: readonly string[], damaged: InboxMessage[]): Generator<OutgoingMessage> {
  for (const message of chosen(reader, uids)) {
    const body = reader.body(message.uid);
    if (!body) continue;
    const ended = (intact: boolean): void => {
      if (intact) return;
      if (!reader.find(message.uid)) throw new Problem('message-unknown', `${message.uid} made way while it was exported. Start again.`);
      damaged.push(message);
    };
    yield { ...message, body: watched(message, body, ended) };
  }
}

export const exportCommand = (): Command =>
  new Command('export')
    .description('write messages to a file or folder for other programs; also while a device receives into the inbox')
    .argument('[uid...]')
    .requiredOption('--inbox <dir>', 'folder of the inbox')
    .requiredOption('--to <path>', 'what does not exist yet: a file for mbox, a folder for eml')
    .addOption(new Option('--format <format>', 'one file, or a file per message').choices(exportFormats).makeOptionMandatory())
    .option('--json', 'print JSON lines', false)
    .addHelpText('after', exitHelp)
    .action(async (uids: string[], { inbox, to, format, json }: ExportCommandOptions) => {
      const reader = readSqliteInbox(inbox);
      const stopping = new AbortController();
      const stop = (): void => stopping.abort(new Problem('file-unwritable', 'The export was stopped; nothing of it was kept.'));
      const signals = ['SIGINT', 'SIGTERM'] as const;
      for (const signal of signals) process.once(signal, stop);
      const damaged: InboxMessage[] = [];
      const exported = await exportMessages(outgoing(reader, [...new Set(uids)], damaged), {
        to,
        format,
        signal: stopping.signal,
      }).finally(() => {
        for (const signal of signals) process.off(signal, stop);
        reader.close();
      });
      const output = createOutput(json);
      for (const { uid, id, subject } of damaged)
        output.event({ event: 'damaged', uid, id, subject }, `Damaged: ${uid}  ${printable(subject)}`);
      output.event(
        { event: 'exported', to, format, ...exported },
        `${messages(exported.messages)} (${bytes(exported.bytes)}) written to ${printable(to)}.`,
      );
      if (damaged.length > 0)
        throw new Problem('storage-failed', `${messages(damaged.length)} exported as found, damaged. See "restante inbox check".`);
    });
