import { expect, test } from 'vitest';
import type { InboxMessage } from '#restante/main/inbox/port';
import { idsIn } from '../support/device.ts';
import { restante, run } from '../support/process.ts';
import { newDevice } from '../support/receive.ts';
import { addMailbox, openServer, submit } from '../support/server.ts';
import { canMount, smallDisk } from '../support/small-disk.ts';

const kept = 30;

test.skipIf(!canMount)(
  'a full disk: nothing is received or lost, messages can still be read, marked and purged; with room again it goes on',
  async () => {
    const server = await openServer();
    const ann = await addMailbox(server, 'ann');
    const { tokenFile } = newDevice(ann);
    const disk = await smallDisk(24);
    const receive = ['receive', '--server', server.http, '--mailbox', 'ann', '--token-file', tokenFile, '--inbox', disk.folder];
    const start = (...options: string[]) => restante([...receive, '--json', ...options], { within: disk.within });
    const inbox = async (command: string, ...args: string[]) => {
      const ended = await run(['inbox', command, ...args, '--inbox', disk.folder, '--json'], { within: disk.within });
      expect(ended.code, ended.stderr).toBe(0);
      return ended.lines;
    };
    // What is purged leaves room within the file: as much as is kept on the disk, 4 MiB, is taken for room again.
    for (let n = 0; n < kept; n += 1) await submit(server, 'ann', ann.sendToken, Buffer.alloc(200_000, `${n} `));
    expect((await start('--once').ended).code).toBe(0);

    disk.fill();
    const large = await submit(server, 'ann', ann.sendToken, Buffer.alloc(1_500_000, 'large'));
    const small = await submit(server, 'ann', ann.sendToken, Buffer.alloc(200_000, 'small'));
    const full = start();
    expect(await full.line(({ event, id }) => event === 'error' && id === large.id)).toMatchObject({ code: 'storage-full' });
    expect(await full.line(({ event, id }) => event === 'error' && id === undefined)).toMatchObject({ code: 'storage-full' });
    await full.kill();
    expect(await idsIn(server, 'ann', 'delivery')).toEqual([large.id, small.id]);

    const held = (await inbox('list')) as unknown as InboxMessage[];
    expect(held).toHaveLength(kept);
    await inbox('mark', ...held.map(({ uid }) => uid), '--delete');
    await inbox('purge');
    disk.empty();
    const again = start('--once');
    const { code } = await again.ended;
    expect(code, JSON.stringify(again.lines)).toBe(0);
    expect(((await inbox('list')) as unknown as InboxMessage[]).map(({ id }) => id)).toEqual([small.id]);
  },
);
