import { Command } from 'commander';
import type { Trace, TraceReason } from '../../../main/inbox/port.ts';
import { readSqliteInbox } from '../../../main/inbox/sqlite.ts';
import { type Paging, readPages, withPaging } from '../admin/paging.ts';
import { createOutput } from '../output.ts';
import type { Column } from '../table.ts';
import { bytes, localMinute } from '../words.ts';

const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

/** A trace as machines read it. */
const shown = ({ key: _, acceptedAt, receivedAt, goneAt, backAt, ...trace }: Trace) => ({
  ...trace,
  acceptedAt: new Date(acceptedAt).toISOString(),
  receivedAt: iso(receivedAt),
  goneAt: new Date(goneAt).toISOString(),
  backAt: iso(backAt),
});

type Shown = ReturnType<typeof shown>;

const reasons: Record<TraceReason, string> = {
  overwritten: 'overwritten here',
  deleted: 'deleted here',
  expired: 'expired at the server',
  removed: 'removed at the server',
  returned: 'returned to its sender',
};

const columns: readonly Column<Shown>[] = [
  { head: 'UID', text: (t) => t.uid },
  { head: 'GONE', text: (t) => localMinute(t.goneAt), spare: true },
  { head: 'WHY', text: (t) => `${reasons[t.because]}${t.backAt === null ? '' : ', fetched again'}` },
  { head: 'SIZE', text: (t) => bytes(t.bytes), right: true, spare: true },
  { head: 'FROM', text: (t) => t.from, atLeast: 10 },
  { head: 'SUBJECT', text: (t) => t.subject || '(no subject)', atLeast: 14 },
];

export const tracesCommand = (): Command =>
  withPaging(
    new Command('traces')
      .description('what is gone and why, the newest first; also while a device receives into the inbox')
      .requiredOption('--inbox <dir>', 'folder of the inbox')
      .option('--json', 'print a JSON line per message', false),
  ).action(async (options: Paging & { inbox: string; json: boolean }) => {
    const reader = readSqliteInbox(options.inbox);
    const show = createOutput(options.json).table(columns);
    await readPages<Shown, number>(
      options,
      async (before, limit) => {
        const traces = reader.traces(before, limit);
        return { rows: traces.map(shown), next: traces.length === limit ? (traces.at(-1)?.key ?? null) : null };
      },
      show,
    );
    reader.close();
  });
