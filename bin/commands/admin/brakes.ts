import { Command } from 'commander';
import type { z } from 'zod';
import type { brakesSchema } from '../../../protocol/api.ts';
import { parseMailbox } from '../options.ts';
import { createOutput } from '../output.ts';
import type { Column } from '../table.ts';
import { bytes, localMinute, messages } from '../words.ts';
import { type Access, connect, withAccess } from './access.ts';
import { parseFolder, parseNumber } from './values.ts';

type Brake = z.infer<typeof brakesSchema>['brakes'][number];

const columns: readonly Column<Brake>[] = [
  { head: 'MAILBOX', text: (b) => b.mailbox },
  { head: 'FOLDER', text: (b) => b.folder },
  { head: 'WOULD GO', text: (b) => String(b.due), right: true },
  { head: 'SIZE', text: (b) => bytes(b.bytes), right: true, spare: true },
  { head: 'OF', text: (b) => String(b.stored), right: true },
  { head: 'WAITS SINCE', text: (b) => localMinute(b.since), spare: true },
];

export const brakesCommand = (): Command =>
  withAccess(
    new Command('brakes').description('folders in which retention waits for a confirmation, since it would remove so much'),
  ).action(async (access: Access) => {
    const { brakes } = await connect(access).ask('brakes');
    const output = createOutput(access.json);
    if (brakes.length === 0) return output.say('Retention waits nowhere.');
    output.table(columns)(brakes);
    const [first] = brakes;
    if (first) output.say(`To let it go: restante admin confirm ${first.mailbox} ${first.folder} ${first.due}`);
  });

export const confirmCommand = (): Command =>
  withAccess(
    new Command('confirm')
      .description('let retention remove what it waits with; nothing goes if it is another number by now')
      .argument('<mailbox>')
      .argument('<folder>', 'delivery or processed')
      .argument('<count>', 'how many messages, as "admin brakes" says'),
    'print JSON',
  ).action(async (mailbox: string, folder: string, count: string, access: Access) => {
    const body = { folder: parseFolder(folder), count: parseNumber(count) };
    const confirmed = await connect(access).ask('confirmRetention', { names: { mailbox: parseMailbox(mailbox) }, body });
    createOutput(access.json).event(confirmed, `Confirmed: ${messages(confirmed.count)} of the ${folder} folder of ${mailbox} go.`);
  });
