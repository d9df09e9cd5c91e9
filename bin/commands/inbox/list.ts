import { Command } from 'commander';
import type { Filter, InboxMessage } from '../../../main/inbox/port.ts';
import { type InboxReader, readSqliteInbox } from '../../../main/inbox/sqlite.ts';
import { pageLimit } from '../../../protocol/api.ts';
import { Problem } from '../../../protocol/errors.ts';
import { parseNumber, parseTime } from '../admin/values.ts';
import { createOutput } from '../output.ts';
import { bytes, messages, printable } from '../words.ts';

interface ListOptions {
  inbox: string;
  deleted: boolean;
  search?: string;
  unread?: boolean;
  protected?: boolean;
  withAttachments?: boolean;
  type?: string;
  since?: string;
  until?: string;
  limit?: string;
  json: boolean;
}

const line = (m: InboxMessage): string => {
  const flags = `${m.read ? ' ' : '*'}${m.protected ? 'P' : ' '}`;
  const received = new Date(m.receivedAt).toISOString().slice(0, 16).replace('T', ' ');
  return `${flags} ${m.uid}  ${received}  ${bytes(m.bytes).padStart(8)}  ${printable(m.from).slice(0, 24).padEnd(24)}  ${printable(m.subject)}`;
};

const filterOf = (options: ListOptions): Filter => {
  const now = Date.now();
  const at = (text: string): number => Date.parse(parseTime(text, now, 'past'));
  return {
    ...(options.unread && { unread: true }),
    ...(options.protected && { protected: true }),
    ...(options.withAttachments && { attachments: true }),
    ...(options.type !== undefined && { type: options.type }),
    ...(options.since !== undefined && { since: at(options.since) }),
    ...(options.until !== undefined && { until: at(options.until) }),
  };
};

/** @throws Problem if it says nothing */
const limitOf = ({ limit }: ListOptions): number => {
  if (limit === undefined) return Number.POSITIVE_INFINITY;
  const number = parseNumber(limit);
  if (number === 0) throw new Problem('option-invalid', '--limit is at least 1.');
  return number;
};

/** In order of receipt if nothing is looked for; else the newest first. */
function* chosen(reader: InboxReader, options: ListOptions, filter: Filter, limit: number): Generator<InboxMessage> {
  if (options.search === undefined && options.limit === undefined && Object.keys(filter).length === 0) {
    for (const message of reader.list()) if (message.deleted === options.deleted) yield message;
    return;
  }
  const words = options.search === undefined ? {} : { words: options.search };
  let before: number | undefined;
  for (let left = limit; left > 0; ) {
    const wanted = Math.min(left, pageLimit);
    const from = before === undefined ? {} : { before };
    const page = reader.page({ folder: options.deleted ? 'deleted' : 'inbox', ...words, filter, ...from, limit: wanted });
    yield* page;
    before = page.at(-1)?.key;
    if (page.length < wanted) return;
    left -= page.length;
  }
}

export const listCommand = (): Command =>
  new Command('list')
    .description(
      'what the inbox holds, in order of receipt, or the newest first of what is looked for; also while a device receives into it',
    )
    .requiredOption('--inbox <dir>', 'folder of the inbox')
    .option('--deleted', 'the deleted messages that can still be restored, instead of the others', false)
    .option('--search <words>', 'with all these words in subject, sender, text or names of attachments')
    .option('--unread', 'unread ones')
    .option('--protected', 'protected ones')
    .option('--with-attachments', 'with attachments')
    .option('--type <type>', 'of a media type, as application/pdf, or a kind, as image/')
    .option('--since <date>', 'accepted at that time or later')
    .option('--until <date>', 'accepted before that time')
    .option('--limit <n>', 'so many at most, the newest')
    .option('--json', 'print a JSON line per message', false)
    .action((options: ListOptions) => {
      const filter = filterOf(options);
      const limit = limitOf(options);
      const reader = readSqliteInbox(options.inbox);
      const output = createOutput(options.json);
      const unsearched = options.search !== undefined || options.withAttachments ? reader.unsearched() : 0;
      if (unsearched > 0)
        process.stderr.write(
          `restante: ${messages(unsearched)} not yet filed for the search, and may be missing here; who receives into the inbox files them\n`,
        );
      for (const message of chosen(reader, options, filter, limit)) {
        const { key: _, acceptedAt, receivedAt, ...told } = message;
        const times = { acceptedAt: new Date(acceptedAt).toISOString(), receivedAt: new Date(receivedAt).toISOString() };
        output.event({ ...told, ...times }, line(message));
      }
      reader.close();
    });
