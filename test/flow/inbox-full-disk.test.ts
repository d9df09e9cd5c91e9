import { expect, test } from 'vitest';
import { idsIn } from '../support/device.ts';
import { temporaryFolder } from '../support/folder.ts';
import { restante, run } from '../support/process.ts';
import { type Held, newDevice } from '../support/receive.ts';
import { addMailbox, startServer, submit } from '../support/server.ts';
import { canMount, smallDisk } from '../support/small-disk.ts';

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
    for (let n = 0; n < 8; n += 1) await submit(server, 'ann', ann.sendToken, Buffer.alloc(200_000, `${n}`));
    expect((await start('--once').ended).code).toBe(0);

    disk.fill();
    const large = await submit(server, 'ann', ann.sendToken, Buffer.alloc(1_500_000, 'large'));
    await submit(server, 'ann', ann.sendToken, Buffer.alloc(200_000, 'small'));
    const full = start();
    expect(await full.line(({ event, id }) => event === 'error' && id === large.id)).toMatchObject({ code: 'storage-full' });
    expect(await full.line(({ event, id }) => event === 'error' && id === undefined)).toMatchObject({ code: 'storage-full' });
    await full.kill();
    expect(await idsIn(server, 'ann', 'delivery')).toEqual([9, 10]);

    const held = (await inbox('list')) as unknown as Held[];
    expect(held).toHaveLength(8);
    await inbox('mark', ...held.map(({ uid }) => uid), '--delete');
    await inbox('purge');
    const DBG = start('--once');
    const DC = (await DBG.ended).code;
    expect(JSON.stringify(DBG.lines) + DBG.stderr()).toBe('');
    expect(DC).toBe(0);
    expect(((await inbox('list')) as unknown as Held[]).map(({ id }) => id)).toContain(10);
  },
);
