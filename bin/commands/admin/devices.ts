import { Command } from 'commander';
import type { z } from 'zod';
import type { devicesSchema, ledgerSchema } from '../../../protocol/api.ts';
import { parseMailbox } from '../options.ts';
import { createOutput } from '../output.ts';
import type { Column } from '../table.ts';
import { bytes, localMinute, localTime } from '../words.ts';
import { type Access, connect, withAccess } from './access.ts';
import { type Paging, readPages, withPaging } from './paging.ts';

type Device = z.infer<typeof devicesSchema>['devices'][number];
type Contact = z.infer<typeof ledgerSchema>['entries'][number];

const deviceColumns: readonly Column<Device>[] = [
  { head: 'MAILBOX', text: (d) => d.mailbox },
  { head: 'DEVICE', text: (d) => d.device || '(no name)', atLeast: 12 },
  { head: 'IS', text: (d) => [...(d.owner ? ['owner'] : []), d.connected ? 'connected' : 'away'].join(', ') },
  { head: 'LAST HEARD', text: (d) => localMinute(d.lastAt) },
  { head: 'FETCHED', text: (d) => (d.acquiredAt === null ? 'never' : localMinute(d.acquiredAt)), spare: true },
  { head: 'ROOM', text: (d) => (d.room === null ? '' : bytes(d.room)), right: true, spare: true },
  { head: 'FULL SINCE', text: (d) => (d.deferredAt === null ? '' : localMinute(d.deferredAt)), spare: true },
  { head: 'REMINDED', text: (d) => String(d.retries), right: true, spare: true },
];

export const devicesCommand = (): Command =>
  withAccess(new Command('devices').description('devices that have spoken').option('--mailbox <name>', 'of this mailbox alone')).action(
    async (options: Access & { mailbox?: string }) => {
      const mailbox = options.mailbox === undefined ? undefined : parseMailbox(options.mailbox);
      const { devices } = await connect(options).ask('devices', { query: { mailbox } });
      createOutput(options.json).table(deviceColumns)(devices);
    },
  );

const forgetCommand = (): Command =>
  withAccess(
    new Command('forget')
      .description('forget a device; the next one that speaks may have the mailbox')
      .argument('<mailbox>')
      .argument('<device>', 'its name, as "admin devices --json" says'),
    'print JSON',
  ).action(async (name: string, device: string, access: Access) => {
    const mailbox = parseMailbox(name);
    await connect(access).ask('forgetDevice', { names: { mailbox, device } });
    createOutput(access.json).event({ forgotten: device, mailbox }, `Forgot ${device} of ${mailbox}.`);
  });

export const deviceCommand = (): Command => new Command('device').description('one device').exitOverride().addCommand(forgetCommand());

const ledgerColumns: readonly Column<Contact>[] = [
  { head: 'TIME', text: (c) => localTime(c.at) },
  { head: 'WHAT', text: (c) => c.kind },
  { head: 'WAITING', text: (c) => (c.waiting === null ? '' : String(c.waiting)), right: true },
  { head: 'DEVICE', text: (c) => c.device || '(no name)', atLeast: 12 },
];

export const ledgerCommand = (): Command =>
  withPaging(
    withAccess(
      new Command('ledger')
        .description('what was notified, acquired, deferred and retried in a mailbox, the newest first')
        .argument('<mailbox>'),
    ),
  ).action(async (name: string, options: Access & Paging) => {
    const mailbox = parseMailbox(name);
    const admin = connect(options);
    const show = createOutput(options.json).table(ledgerColumns);
    await readPages<Contact, number>(
      options,
      async (before, limit) => {
        const { entries, next } = await admin.ask('ledger', { names: { mailbox }, query: { before, limit } });
        return { rows: entries, next };
      },
      show,
    );
  });
