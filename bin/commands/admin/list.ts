import { Command } from 'commander';
import type { ApiMessage } from '../../../protocol/api.ts';
import { parseMailbox } from '../options.ts';
import { createOutput } from '../output.ts';
import type { Column } from '../table.ts';
import { bytes, localMinute, messages } from '../words.ts';
import { type Access, connect, withAccess } from './access.ts';
import { type Paging, readPages, withPaging } from './paging.ts';
import { parseFolder, parseSize, parseTime } from './values.ts';

interface Options extends Access, Paging {
  mailbox?: string;
  sender?: string;
  subject?: string;
  type?: string;
  largerThan?: string;
  smallerThan?: string;
  since?: string;
  before?: string;
  endsBefore?: string;
  held?: boolean;
  newest?: boolean;
}

const columns: readonly Column<ApiMessage>[] = [
  { head: 'UID', text: (m) => m.uid },
  { head: 'MAILBOX', text: (m) => m.mailbox, spare: true },
  { head: 'ID', text: (m) => String(m.id), right: true, spare: true },
  { head: 'SIZE', text: (m) => bytes(m.size), right: true, spare: true },
  { head: 'SINCE', text: (m) => localMinute(m.enteredAt), spare: true },
  { head: 'ENDS', text: (m) => (m.ends ? localMinute(m.ends.at) : m.held ? 'held' : 'never'), spare: true },
  { head: 'FROM', text: (m) => m.sender, atLeast: 10 },
  { head: 'SUBJECT', text: (m) => m.subject || '(no subject)', atLeast: 14 },
];

const queryOf = (options: Options, now: number) => {
  const { sender, subject, type, largerThan, smallerThan, since, before, endsBefore, held, newest } = options;
  return {
    sender,
    subject,
    type,
    'min-size': largerThan === undefined ? undefined : parseSize(largerThan) + 1,
    'max-size': smallerThan === undefined ? undefined : Math.max(0, parseSize(smallerThan) - 1),
    since: since === undefined ? undefined : parseTime(since, now, 'past'),
    before: before === undefined ? undefined : parseTime(before, now, 'past'),
    'ends-before': endsBefore === undefined ? undefined : parseTime(endsBefore, now, 'future'),
    held,
    order: newest ? 'newest' : undefined,
  };
};

export const listCommand = (): Command =>
  withPaging(
    withAccess(
      new Command('list')
        .description('messages of a folder, of one mailbox or of all, the oldest first')
        .argument('<folder>', 'delivery or processed')
        .option('--mailbox <name>', 'of this mailbox alone')
        .option('--sender <text>', 'whose sender contains this')
        .option('--subject <text>', 'whose subject contains this')
        .option('--type <type>', 'whose media type begins so, as image/')
        .option('--larger-than <size>', 'larger than 900, 500kB, 1.5MB or 2GB')
        .option('--smaller-than <size>', 'smaller than that')
        .option('--since <time>', 'in the folder since: 2026-11-23, 2026-11-23T03:26, or 7d ago')
        .option('--before <time>', 'in the folder before that')
        .option('--ends-before <time>', 'that retention ends before: a date, or within 7d')
        .option('--held', 'that are held')
        .option('--newest', 'the newest first'),
    ),
  ).action(async (text: string, options: Options) => {
    const folder = parseFolder(text);
    const mailbox = options.mailbox === undefined ? undefined : parseMailbox(options.mailbox);
    const query = queryOf(options, Date.now());
    const admin = connect(options);
    const output = createOutput(options.json);
    const show = output.table(columns.filter(({ head }) => head !== 'MAILBOX' || mailbox === undefined));
    let shown = 0;
    let total = { count: 0, bytes: 0 };
    const more = await readPages<ApiMessage, string>(
      options,
      async (after, limit) => {
        const page = { ...query, after, limit };
        const answer = await (mailbox === undefined
          ? admin.ask('messages', { query: { folder, ...page } })
          : admin.ask(folder, { names: { mailbox }, query: page }));
        total = answer.total;
        return { rows: answer.messages, next: answer.next };
      },
      (rows) => {
        // A filter that finds little gives empty pages on the way.
        if (rows.length > 0) show(rows);
        shown += rows.length;
      },
    );
    output.say(
      `${shown} shown${more ? '; there may be more, --all shows them' : ''}. The folder holds ${messages(total.count)} (${bytes(total.bytes)}).`,
    );
  });
