import { Command } from 'commander';
import type { InboxMessage } from '../../../main/inbox/port.ts';
import { type InboxReader, readSqliteInbox } from '../../../main/inbox/sqlite.ts';
import { Problem } from '../../../protocol/errors.ts';
import { exitHelp } from '../exit.ts';
import { createOutput } from '../output.ts';
import { bytes, messages, printable } from '../words.ts';
import { watched } from './digest.ts';

/** What is wrong with the file is told, not thrown. */
const faultsOf = (reader: InboxReader): string[] => {
  try {
    return reader.faults();
  } catch (error) {
    if (error instanceof Problem) return [error.message];
    throw error;
  }
};

const isIntact = (reader: InboxReader, message: InboxMessage): boolean => {
  let intact = false;
  try {
    const body = watched(message, reader.body(message.uid) ?? [], (result) => {
      intact = result;
    });
    for (const _ of body);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
  }
  // One that went meanwhile is not damaged.
  return intact || reader.find(message.uid) === undefined;
};

export const checkCommand = (): Command =>
  new Command('check')
    .description('look whether the file is sound and every message as it was accepted; also while a device receives into the inbox')
    .requiredOption('--inbox <dir>', 'folder of the inbox')
    .option('--json', 'print JSON lines', false)
    .addHelpText('after', exitHelp)
    .action(({ inbox, json }: { inbox: string; json: boolean }) => {
      const reader = readSqliteInbox(inbox);
      const output = createOutput(json);
      const faults = faultsOf(reader);
      for (const fault of faults) output.event({ event: 'file-damaged', fault }, `The file is damaged: ${fault}`);
      const checked = { messages: 0, bytes: 0, damaged: 0 };
      for (const message of reader.list()) {
        checked.messages += 1;
        checked.bytes += message.bytes;
        if (isIntact(reader, message)) continue;
        checked.damaged += 1;
        const { uid, id, subject } = message;
        output.event({ event: 'damaged', uid, id, subject }, `Damaged: ${uid}  ${printable(subject)}`);
      }
      reader.close();
      output.event({ event: 'checked', ...checked }, `${messages(checked.messages)} (${bytes(checked.bytes)}) looked at.`);
      if (faults.length > 0 || checked.damaged > 0)
        throw new Problem('storage-failed', `The inbox in ${inbox} is damaged: ${messages(checked.damaged)} not as accepted.`);
    });
