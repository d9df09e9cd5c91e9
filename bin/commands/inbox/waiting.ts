import { Command } from 'commander';
import type { WaitingPage } from '../../../main/sync/request.ts';
import { createOutput } from '../output.ts';
import type { Column } from '../table.ts';
import { bytes, localMinute, messages } from '../words.ts';
import { type Access, ask, withAccess } from './access.ts';

/** A message as the commands show one. */
const shown = ({ cursor: _, folder: __, size, sender, ...message }: WaitingPage['messages'][number]) => ({
  ...message,
  bytes: size,
  from: sender,
});

type Waiting = ReturnType<typeof shown>;

const columns: readonly Column<Waiting>[] = [
  { head: 'UID', text: (m) => m.uid },
  { head: 'ID', text: (m) => String(m.id), right: true, spare: true },
  { head: 'SIZE', text: (m) => bytes(m.bytes), right: true },
  { head: 'ACCEPTED', text: (m) => localMinute(m.acceptedAt), spare: true },
  { head: 'ENDS', text: (m) => (m.ends ? localMinute(m.ends.at) : 'never'), spare: true },
  { head: 'FROM', text: (m) => m.from, atLeast: 10 },
  { head: 'SUBJECT', text: (m) => m.subject || '(no subject)', atLeast: 14 },
];

export const waitingCommand = (): Command =>
  withAccess(new Command('waiting').description('what waits at the server, the oldest first; nothing is fetched')).action(
    (access: Access) =>
      ask(access, async (client, mailbox) => {
        const output = createOutput(access.json);
        const show = output.table(columns);
        let count = 0;
        let size = 0;
        for (let after: string | null | undefined; after !== null; ) {
          const page = await client.waiting(mailbox, after);
          const waiting = page.messages.map(shown);
          if (waiting.length > 0) show(waiting);
          count += waiting.length;
          size += waiting.reduce((sum, m) => sum + m.bytes, 0);
          after = page.next;
        }
        output.say(count === 0 ? 'Nothing waits at the server.' : `${messages(count)} (${bytes(size)})`);
      }),
  );
