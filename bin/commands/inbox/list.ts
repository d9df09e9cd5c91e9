import { Command } from 'commander';
import type { InboxMessage } from '../../../main/inbox/port.ts';
import { readSqliteInbox } from '../../../main/inbox/sqlite.ts';
import { createOutput } from '../output.ts';
import { bytes, printable } from '../words.ts';

const line = (m: InboxMessage): string => {
  const flags = `${m.read ? ' ' : '*'}${m.protected ? 'P' : ' '}`;
  const received = new Date(m.receivedAt).toISOString().slice(0, 16).replace('T', ' ');
  return `${flags} ${m.uid}  ${received}  ${bytes(m.bytes).padStart(8)}  ${printable(m.from).slice(0, 24).padEnd(24)}  ${printable(m.subject)}`;
};

export const listCommand = (): Command =>
  new Command('list')
    .description('what the inbox holds, in order of receipt; also while a device receives into it')
    .requiredOption('--inbox <dir>', 'folder of the inbox')
    .option('--deleted', 'the deleted messages that can still be restored, instead of the others', false)
    .option('--json', 'print a JSON line per message', false)
    .action((options: { inbox: string; deleted: boolean; json: boolean }) => {
      const reader = readSqliteInbox(options.inbox);
      const output = createOutput(options.json);
      for (const { key, acceptedAt, receivedAt, ...message } of reader.list())
        if (message.deleted === options.deleted)
          output.event(
            { ...message, acceptedAt: new Date(acceptedAt).toISOString(), receivedAt: new Date(receivedAt).toISOString() },
            line({ ...message, key, acceptedAt, receivedAt }),
          );
      reader.close();
    });
