import { expect, test } from 'vitest';
import { idsIn } from '../support/device.ts';
import { temporaryFolder } from '../support/folder.ts';
import { restante, run } from '../support/process.ts';
import { type Held, newDevice } from '../support/receive.ts';
import { addMailbox, startServer, submit } from '../support/server.ts';
import { canMount, smallDisk } from '../support/small-disk.ts';

const kept = 30;

test.skipIf(!canMount)(
  'a full disk: nothing is received or lost, messages can still be read, deleted and purged, and that is the way out',
  async () => {
    const server = await startServer(temporaryFolder());
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

    const held = (await inbox('list')) as unknown as Held[];
    expect(held).toHaveLength(kept);
    await inbox('mark', ...held.map(({ uid }) => uid), '--delete');
    await inbox('purge');
    const again = start('--once');
    expect(await again.line(({ event }) => event === 'received')).toMatchObject({ id: small.id });
    const { code } = await again.ended;
    expect(code, again.stderr()).toBe(0);
    expect(((await inbox('list')) as unknown as Held[]).map(({ id }) => id)).toEqual([small.id]);
    // The large one would need more room than the file has: nothing of it is lost.
    expect(await idsIn(server, 'ann', 'delivery')).toEqual([large.id]);
  },
);
