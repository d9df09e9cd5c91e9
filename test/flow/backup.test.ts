import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createBackup, verifyBackup } from '#restante/server/backup';
import { createSql, openReadOnly } from '#restante/storage/index';
import { acquire, idsIn, statusOf, withTail } from '../support/device.ts';
import { temporaryFolder } from '../support/folder.ts';
import { run } from '../support/process.ts';
import { startProxy } from '../support/proxy.ts';
import { eventsOf, newDevice } from '../support/receive.ts';
import { addMailbox, type ServerProcess, startServer, submit, type Tokens } from '../support/server.ts';

const ahead = 1_000_000_000;

const submitMany = async (server: ServerProcess, box: Tokens, from: number, to: number): Promise<string[]> => {
  const uids: string[] = [];
  for (let n = from; n <= to; n += 1) uids.push((await submit(server, box.mailbox, box.sendToken, `message ${n}`)).uid);
  return uids;
};

const backup = (server: string, to: string) => run(['admin', 'backup', to, '--data', server, '--json']);
const restore = (from: string, data: string) => run(['admin', 'restore', from, '--data', data, '--json']);

describe('restante admin backup and restore', () => {
  it('after a disaster no message comes twice, none is lost that the backup or the device has, and ids go on far ahead', async () => {
    const data = join(temporaryFolder(), 'data');
    const folder = join(temporaryFolder(), 'backup');
    const server = await startServer(data);
    const ann = await addMailbox(server, 'ann');
    await submitMany(server, ann, 1, 10);
    const device = newDevice(ann);
    // Some are on the device and processed, some on the device alone, the rest is at the server.
    await device.once(server, '--cap', '4');

    // A backup while more is submitted.
    let busy = true;
    const during: string[] = [];
    const submitting = (async () => {
      while (busy) during.push(...(await submitMany(server, ann, 11 + during.length, 11 + during.length)));
    })();
    expect(await backup(data, folder)).toMatchObject({ code: 0, lines: [{ event: 'backed-up', mailboxes: 1 }] });
    busy = false;
    await submitting;
    const { lastId } = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')).mailboxes.ann as { lastId: number };
    const after = await submitMany(server, ann, 501, 506);

    // The device takes what the backup lacks too, and is killed holding an instruction for it.
    const proxy = await startProxy(server);
    const last = after.at(-1) ?? '';
    let cut = false;
    proxy.onResponse = (bytes) => {
      cut ||= bytes.includes(`uid="${last}"`);
      return bytes;
    };
    proxy.onRequest = (bytes) => (cut ? 'cut' : bytes);
    const killed = device.start(proxy);
    await killed.line((line) => line.event === 'received' && line.uid === last);
    await killed.kill('SIGKILL');
    await server.kill('SIGKILL');
    expect(cut).toBe(true);
    const before = await device.held();
    expect(before.at(-1)).toMatchObject({ uid: last });
    expect(before.at(-1)?.id).toBeGreaterThan(lastId);

    // The disaster.
    rmSync(data, { recursive: true });
    expect(await restore(folder, data)).toMatchObject({ code: 0, lines: [{ event: 'restored' }] });
    const again = await startServer(data, { http: server.http.replace('http://', '') });
    expect(again.adminToken).toBe(server.adminToken);
    const lines = await device.once(again);
    expect(eventsOf(lines, 'error')).toEqual([]);
    expect(lines.at(-1)).toMatchObject({ event: 'idle' });
    expect(eventsOf(lines, 'received')).toEqual([]);
    expect((await device.held()).map((m) => m.uid)).toEqual(before.map((m) => m.uid));
    expect(await idsIn(again, 'ann', 'delivery')).toEqual([]);

    const [fresh = ''] = await submitMany(again, ann, 600, 600);
    expect(await statusOf(again, fresh)).toMatchObject({ id: lastId + ahead + 1 });
    expect(eventsOf(await device.once(again), 'received')).toMatchObject([{ uid: fresh, id: lastId + ahead + 1 }]);
    const held = await device.held();
    expect(new Set(held.map((m) => m.uid)).size).toBe(held.length);
    expect(held).toHaveLength(10 + during.length + after.length + 1);
  });

  it('an instruction for an id that the backup lacks is done already; new ids are not instructed by it', async () => {
    const data = join(temporaryFolder(), 'data');
    const folder = join(temporaryFolder(), 'backup');
    const server = await startServer(data);
    const ann = await addMailbox(server, 'ann');
    await submitMany(server, ann, 1, 2);
    expect((await backup(data, folder)).code).toBe(0);
    const [uid = ''] = await submitMany(server, ann, 3, 3);
    await server.kill();
    const restored = join(temporaryFolder(), 'restored');
    expect((await restore(folder, restored)).code).toBe(0);
    const again = await startServer(restored);
    const answer = await acquire(again, ann, `get=0&delete=${withTail({ id: 3, uid })}`);
    expect(answer).toMatchObject({ status: 200, acquisition: { sent: { id: 1 }, done: 1 }, refused: {} });
    const { id } = await submit(again, 'ann', ann.sendToken, 'new');
    expect(id).toBe(2 + ahead + 1);
  });

  it('copies a server that is stopped, or was killed, with all that it confirmed', async () => {
    for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
      const data = join(temporaryFolder(), 'data');
      const folder = join(temporaryFolder(), 'new', 'backup');
      const server = await startServer(data);
      const ann = await addMailbox(server, 'ann');
      const large = Buffer.alloc(2_000_000, 'large');
      await submit(server, 'ann', ann.sendToken, large);
      await server.kill(signal);
      expect((await backup(data, folder)).code).toBe(0);
      expect(readdirSync(folder).toSorted()).toEqual(['admin-token', 'directory.json', 'manifest.json', 'messages.db']);
      for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o777, name).toBe(0o600);
      expect(statSync(folder).mode & 0o777).toBe(0o700);
      const restored = join(temporaryFolder(), 'restored');
      expect((await restore(folder, restored)).code).toBe(0);
      expect(readdirSync(restored).toSorted()).toEqual(['admin-token', 'directory.json', 'messages.db']);
      const again = await startServer(restored);
      expect(large.equals((await acquire(again, ann, 'get=0')).body)).toBe(true);
    }
  });

  it('moves the numbers of events ahead as well, and can be restored from a restored server', async () => {
    const data = join(temporaryFolder(), 'data');
    const server = await startServer(data);
    const ann = await addMailbox(server, 'ann');
    await submitMany(server, ann, 1, 3);
    await server.kill();
    let last = data;
    for (const round of [1, 2]) {
      const [folder, next] = [join(temporaryFolder(), 'backup'), join(temporaryFolder(), 'data')];
      expect((await backup(last, folder)).code).toBe(0);
      expect((await restore(folder, next)).code).toBe(0);
      const db = openReadOnly(join(next, 'messages.db'));
      const sql = createSql(db);
      expect(sql.one('SELECT last_id FROM mailbox')).toEqual({ last_id: 3 + round * ahead });
      // The mailbox, its three messages, and that it was restored.
      expect(sql.one('SELECT max(event) AS event, count(*) AS count FROM event')).toEqual({ event: 4 + round * ahead, count: 4 + round });
      expect(sql.one('SELECT kind FROM event ORDER BY event DESC LIMIT 1')).toEqual({ kind: 'restored' });
      db.close();
      last = next;
    }
  });
});

describe('what is refused', () => {
  const made = async (): Promise<string> => {
    const data = join(temporaryFolder(), 'data');
    const folder = join(temporaryFolder(), 'backup');
    const server = await startServer(data);
    const ann = await addMailbox(server, 'ann');
    await submitMany(server, ann, 1, 5);
    await server.kill();
    expect((await backup(data, folder)).code).toBe(0);
    return folder;
  };
  const refused = async (work: ReturnType<typeof run>, code: string): Promise<void> =>
    expect(await work).toMatchObject({ code: 3, lines: [{ event: 'error', code }] });

  it('a backup into a folder that holds something, or of a folder that is no server’s', async () => {
    const folder = await made();
    await refused(backup(folder, folder), 'backup-exists');
    await refused(backup(temporaryFolder(), join(temporaryFolder(), 'new')), 'folder-unusable');
  });

  it('a restore into a folder that holds something', async () => {
    const folder = await made();
    const data = temporaryFolder();
    writeFileSync(join(data, 'something'), '');
    await refused(restore(folder, data), 'data-not-empty');
    expect(readdirSync(data)).toEqual(['something']);
  });

  it.each([
    ['without a manifest, as one that broke off', (f: string) => rmSync(join(f, 'manifest.json'))],
    ['with half a manifest', (f: string) => truncateSync(join(f, 'manifest.json'), 100)],
    ['with a manifest of a later version', (f: string) => replace(join(f, 'manifest.json'), '"restanteBackup": 1', '"restanteBackup": 2')],
    ['without its directory', (f: string) => rmSync(join(f, 'directory.json'))],
    ['with a byte changed in its directory', (f: string) => replace(join(f, 'directory.json'), 'ann', 'bob')],
    ['with a store that is cut off', (f: string) => truncateSync(join(f, 'messages.db'), 8_192)],
    ['with a byte changed in its store', (f: string) => replace(join(f, 'messages.db'), 'message 3', 'massage 3')],
  ])('a restore %s', async (_, spoil) => {
    const folder = await made();
    spoil(folder);
    const data = join(temporaryFolder(), 'data');
    await refused(restore(folder, data), 'backup-damaged');
    if (existsSync(data)) expect(readdirSync(data)).toEqual([]);
  });

  it('a start on a restore that broke off', async () => {
    const data = temporaryFolder();
    cpSync(await made(), join(data, 'restore.part'), { recursive: true });
    await refused(run(['server', '--data', data, '--http', '127.0.0.1:0', '--smtp', 'off', '--json']), 'folder-unusable');
    expect(readdirSync(data)).toEqual(['restore.part']);
  });

  it('a store that is damaged is not backed up', async () => {
    const data = join(temporaryFolder(), 'data');
    const server = await startServer(data);
    const ann = await addMailbox(server, 'ann');
    await submitMany(server, ann, 1, 200);
    await server.kill();
    const store = readFileSync(join(data, 'messages.db'));
    store.fill(0x5a, 8_192, store.length - 4_096);
    writeFileSync(join(data, 'messages.db'), store);
    const folder = join(temporaryFolder(), 'backup');
    expect((await backup(data, folder)).code).toBe(3);
    mkdirSync(folder, { recursive: true });
    expect(existsSync(join(folder, 'manifest.json'))).toBe(false);
  });
});

/** The same number of bytes. */
const replace = (file: string, text: string, by: string): void => {
  const bytes = readFileSync(file);
  const at = bytes.indexOf(text);
  if (at < 0) throw new Error(`no ${text} in ${file}`);
  bytes.write(by, at);
  writeFileSync(file, bytes);
};

describe('a backup that is read again', () => {
  it('is as it was written, or says what is not', async () => {
    const data = join(temporaryFolder(), 'data');
    const folder = join(temporaryFolder(), 'backup');
    const server = await startServer(data);
    await submitMany(server, await addMailbox(server, 'ann'), 1, 3);
    await createBackup({ data, version: '0', now: Date.now }, folder);
    expect((await verifyBackup(folder)).mailboxes).toMatchObject({ ann: { waiting: 3 } });
    const file = join(folder, 'directory.json');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace('ann', 'bob'));
    await expect(verifyBackup(folder)).rejects.toMatchObject({ code: 'backup-damaged' });
    writeFileSync(file, text);
    rmSync(join(folder, 'manifest.json'));
    await expect(verifyBackup(folder)).rejects.toMatchObject({ code: 'backup-damaged' });
  });
});
