import { createTransport } from 'nodemailer';
import { describe, expect, it } from 'vitest';
import { limits } from '#restante/server/limits';
import { acquire, idsIn } from '../support/device.ts';
import { newDevice } from '../support/receive.ts';
import { addMailbox, call, type ServerProcess, startServer, submit, type Tokens } from '../support/server.ts';
import { canMount, type SmallDisk, smallDisk } from '../support/small-disk.ts';

const letter = (bytes: number): Buffer => Buffer.alloc(bytes, 'letter ');

const trySubmit = async (server: ServerProcess, box: Tokens, body: Buffer): Promise<{ status: number; code?: string }> => {
  const init = { method: 'POST', body: body as unknown as RequestInit['body'], headers: { 'Content-Type': 'text/plain' } };
  const response = await call(server, box.sendToken, `/v1/mailboxes/${box.mailbox}/messages`, init as RequestInit);
  return { ...((await response.json()) as { code?: string }), status: response.status };
};

const trySmtp = async (server: ServerProcess, box: Tokens): Promise<number | undefined> => {
  const transport = createTransport({ ...server.smtp, secure: false, ignoreTLS: true });
  const text = 'by mail '.repeat(10_000);
  const reply = transport.sendMail({ from: 'bob@example.org', to: `${box.mailbox}@example.org`, subject: 'mail', text });
  return reply.then(
    () => 250,
    (error: { responseCode?: number }) => error.responseCode,
  );
};

/** Fills the disk, and the last free pages of the store, until the server takes nothing in; answers what it did take. */
const fillUp = async (disk: SmallDisk, server: ServerProcess, box: Tokens): Promise<number> => {
  for (let taken = 0; ; taken += 1) {
    disk.fill();
    const { status, code } = await trySubmit(server, box, letter(50_000));
    if (status === 507) {
      expect(code).toBe('storage-full');
      return taken;
    }
    expect(status).toBe(201);
  }
};

describe.skipIf(!canMount)('a server on a full disk', () => {
  it.each(['delete', 'move'] as const)('takes nothing in, and a device drains it with %s; with room again it takes in', async (after) => {
    const disk = await smallDisk(64);
    const server = await startServer(disk.folder, { within: disk.within, args: ['--log-level', 'silent'] });
    const ann = await addMailbox(server, 'ann');
    const bodies = Array.from({ length: 300 }, (_, n) => letter(n % 50 === 0 ? 600_000 : 1_000 + n));
    for (const body of bodies) await submit(server, 'ann', ann.sendToken, body);
    const taken = await fillUp(disk, server, ann);
    expect(await trySmtp(server, ann)).toBe(452);
    disk.fill();
    const [sent, ...refused] = await Promise.all([
      acquire(server, ann, 'get=0'),
      ...Array.from({ length: 10 }, () => trySubmit(server, ann, letter(50_000))),
    ]);
    expect(sent.status).toBe(200);
    expect(refused.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 507));

    const device = newDevice(ann);
    await device.once(server, '--after', after);
    expect((await device.held()).map(({ bytes }) => bytes)).toEqual([
      ...bodies.map((body) => body.length),
      ...Array.from({ length: taken }, () => 50_000),
    ]);
    expect(await idsIn(server, 'ann', 'delivery')).toEqual([]);
    // It was needed, and new messages may not use what is left of it.
    expect(disk.size('reserve')).toBeLessThan(limits.reserve);
    expect(await trySubmit(server, ann, letter(1))).toMatchObject({ status: 507 });

    disk.empty();
    expect(await trySubmit(server, ann, letter(600_000))).toMatchObject({ status: 201 });
    expect(await trySmtp(server, ann)).toBe(250);
    expect(disk.size('reserve')).toBe(limits.reserve);
  });

  it('takes in again when messages have left room within its file, though the disk has none', async () => {
    const disk = await smallDisk(96);
    const server = await startServer(disk.folder, { within: disk.within, args: ['--log-level', 'silent'] });
    const ann = await addMailbox(server, 'ann');
    for (let n = 0; n < 40; n += 1) await submit(server, 'ann', ann.sendToken, letter(1_000_000));
    await fillUp(disk, server, ann);
    const device = newDevice(ann);
    await device.once(server, '--after', 'delete', '--cap', '90MB');
    disk.fill();
    expect(await trySubmit(server, ann, letter(600_000))).toMatchObject({ status: 201 });
  });

  it('too small for its reserve takes nothing in from the start, and says so', async () => {
    const disk = await smallDisk(20);
    const server = await startServer(disk.folder, { within: disk.within });
    const ann = await addMailbox(server, 'ann');
    expect(await trySubmit(server, ann, letter(1))).toMatchObject({ status: 507 });
    await server.kill();
    expect(server.stderr()).toContain('the disk is full; messages leave, and none is taken in');
  });

  it('started on one lets out what it holds', async () => {
    const disk = await smallDisk(64);
    const options = { within: disk.within, args: ['--log-level', 'silent'] };
    const first = await startServer(disk.folder, options);
    const ann = await addMailbox(first, 'ann');
    for (let n = 0; n < 200; n += 1) await submit(first, 'ann', ann.sendToken, letter(10_000));
    await first.kill();
    disk.fill();
    const second = await startServer(disk.folder, options);
    disk.fill();
    const device = newDevice(ann);
    await device.once(second, '--after', 'move');
    expect(await idsIn(second, 'ann', 'delivery')).toEqual([]);
    expect(await device.held()).toHaveLength(200);
  });
});
