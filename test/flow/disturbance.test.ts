import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { type DeviceHere, type DeviceOptions, expectIntact, newDeviceHere, openInbox, uniqueBody } from '../support/device-here.ts';
import { type FaultyProxy, startFaultyProxy } from '../support/faults.ts';
import { temporaryFolder } from '../support/folder.ts';
import { startInside } from '../support/inside.ts';
import { addMailbox, call, startServer, submit, type Tokens } from '../support/server.ts';
import { waitUntil } from '../support/wait-until.ts';

/* Disturbances that are no matter of single bytes; those are in disturbance-requests and disturbance-answers. */

const started = async () => {
  const data = temporaryFolder();
  const place = { server: await startServer(data) };
  const ann: { -readonly [K in keyof Tokens]: Tokens[K] } = await addMailbox(place.server, 'ann');
  const proxy = await startFaultyProxy(() => place.server.http);
  const inbox = await openInbox();
  const sent = new Map<string, Buffer>();
  const send = async (size: number): Promise<string> => {
    const body = uniqueBody(size);
    const { uid } = await submit(place.server, 'ann', ann.sendToken, body);
    sent.set(uid, body);
    return uid;
  };
  const newDevice = (options: Partial<DeviceOptions> = {}): Promise<DeviceHere> => newDeviceHere(proxy, ann, { inbox, ...options });
  const restart = async (): Promise<void> => {
    await place.server.kill('SIGKILL');
    place.server = await startServer(data, { http: new URL(place.server.http).host });
  };
  /** Everything that was sent is here, each once, intact, and the server is empty. */
  const expectAll = async (...devices: DeviceHere[]): Promise<void> => {
    const received = devices.flatMap(({ events }) => events.flatMap((e) => (e.kind === 'received' ? [e.message.uid] : [])));
    expect(received.toSorted()).toEqual([...sent.keys()].toSorted());
    expect((await inbox.page({ folder: 'inbox', limit: 500 })).map(({ uid }) => uid).toSorted()).toEqual([...sent.keys()].toSorted());
    for (const [uid, body] of sent) await expectIntact(inbox, uid, body);
    expect(await waitingAt(place.server, ann)).toEqual([]);
  };
  return { place, ann, proxy, inbox, sent, send, newDevice, restart, expectAll };
};

const waitingAt = async (server: { http: string }, { mailbox, receiveToken }: Tokens): Promise<string[]> => {
  const answer = (await (await call(server, receiveToken, `/v1/mailboxes/${mailbox}/delivery`)).json()) as { messages: { uid: string }[] };
  return answer.messages.map(({ uid }) => uid);
};

const streamsOf = ({ requests }: FaultyProxy): string[] => requests.filter((head) => head.includes('/notifications '));
/** Resolves when more notification streams than these were asked for. */
const streamOf = (proxy: FaultyProxy, known = 0): Promise<boolean> => waitUntil(() => streamsOf(proxy).length > known);

/** Tells of so many of a kind. */
const counted = async (device: DeviceHere, kind: Parameters<DeviceHere['event']>[0], count: number, start = 0): Promise<void> => {
  let from = start;
  for (let n = 0; n < count; n += 1) from = device.events.indexOf(await device.event(kind, from)) + 1;
};

test('a notification in the middle of a cycle, and messages that come while it goes on', async () => {
  const { send, newDevice, expectAll } = await started();
  for (let n = 0; n < 5; n += 1) await send(n);
  const sending: Promise<string>[] = [];
  const device = await newDevice({ told: ({ kind }) => void (kind === 'received' && sending.length < 10 && sending.push(send(7))) });
  device.run();
  await counted(device, 'received', 15);
  await device.event(
    'idle',
    device.events.findLastIndex(({ kind }) => kind === 'received'),
  );
  await Promise.all(sending);
  await expectAll(device);
});

test('the server is killed in the middle of a cycle and comes back', async () => {
  const { send, newDevice, restart, expectAll } = await started();
  for (let n = 0; n < 40; n += 1) await send(100 + n);
  let restarting: Promise<void> | undefined;
  const device = await newDevice({
    patience: { retry: 50 },
    told: ({ kind }) => {
      if (kind === 'received') restarting ??= restart();
    },
  });
  device.run();
  await device.event('failed');
  await restarting;
  await device.event('idle');
  // Its notifications are heard again.
  const from = device.events.length;
  await send(5);
  await device.event('received', from);
  await device.event('idle', from);
  await expectAll(device);
});

/** What an administrator does to the mailbox at the first message that the device has. */
const meanwhile = (act: () => Promise<unknown>): { told: NonNullable<DeviceOptions['told']>; done: () => Promise<unknown> } => {
  let acting: Promise<unknown> | undefined;
  return {
    told: ({ kind }) => {
      if (kind === 'received') acting ??= act();
    },
    done: async () => acting,
  };
};

test('a token that is revoked in the middle of a cycle: refused, nothing lost; with a new one it goes on', async () => {
  const { place, ann, proxy, send, newDevice, expectAll } = await started();
  for (let n = 0; n < 60; n += 1) await send(n);
  const { server } = place;
  const revoked = meanwhile(async () => {
    const { tokens } = (await (await call(server, server.adminToken, '/v1/tokens')).json()) as {
      tokens: { token: string; scope: string }[];
    };
    const receive = tokens.find(({ scope }) => scope === 'receive');
    expect((await call(server, server.adminToken, `/v1/tokens/${receive?.token}`, { method: 'DELETE' })).status).toBe(204);
  });
  const first = await newDevice({ told: revoked.told });
  expect(await first.run()).toMatchObject({ kind: 'failed', problem: { code: 'token-unknown' } });
  await revoked.done();
  const asked = { method: 'POST', body: JSON.stringify({ scope: 'receive', mailbox: 'ann' }) };
  const { secret } = (await (await call(server, server.adminToken, '/v1/tokens', asked)).json()) as { secret: string };
  const second = await newDeviceHere(proxy, { ...ann, receiveToken: secret }, { inbox: first.inbox });
  expect(await second.device.once(new AbortController().signal)).toMatchObject({ kind: 'idle' });
  ann.receiveToken = secret;
  await expectAll(first, second);
});

test('a mailbox that is removed in the middle of a cycle: what came stays here, the rest is on record; its name given anew is another', async () => {
  const { place, proxy, inbox, send, sent, newDevice } = await started();
  for (let n = 0; n < 60; n += 1) await send(n);
  const { server } = place;
  const removed = meanwhile(async () => {
    expect((await call(server, server.adminToken, '/v1/mailboxes/ann?messages=60', { method: 'DELETE' })).status).toBe(204);
  });
  const first = await newDevice({ told: removed.told });
  // Its token went with it.
  expect(await first.run()).toMatchObject({ kind: 'failed', problem: { code: expect.stringMatching(/^(token|mailbox)-unknown$/) } });
  await removed.done();
  for (const [uid, body] of sent) {
    if (await inbox.find(uid)) {
      await expectIntact(inbox, uid, body);
      continue;
    }
    const status = (await (await call(server, server.adminToken, `/v1/submissions/${uid}`)).json()) as { state: string };
    expect(status.state).toBe('deleted');
  }
  const again = await addMailbox(server, 'ann');
  const { uid } = await submit(server, 'ann', again.sendToken, 'for the next');
  const second = await newDeviceHere(proxy, again, { inbox });
  expect(await second.device.once(new AbortController().signal)).toMatchObject({ kind: 'idle' });
  expect(await inbox.find(uid)).toMatchObject({ uid });
  expect(await inbox.pending({ server: proxy.http, mailbox: 'ann' })).toEqual([]);
});

test('sleep and wake: connections that are dead and do not know it are left, and a pass is made, though nobody calls', async () => {
  const { proxy, send, newDevice, expectAll } = await started();
  let slept = 0;
  const device = await newDevice({ now: () => Date.now() + slept, patience: { clock: 10, drift: 60_000 } });
  device.run();
  await device.event('idle');
  await streamOf(proxy);
  proxy.freeze();
  await send(10);
  slept = 3_600_000;
  await device.event('received');
  await device.event(
    'idle',
    device.events.findIndex(({ kind }) => kind === 'received'),
  );
  // Also its stream is another one.
  const from = device.events.length;
  await send(11);
  await device.event('received', from);
  await device.event('idle', from);
  await expectAll(device);
});

test.each([5, -5])('the clock of the device is set by %i years: it goes on', async (years) => {
  const { proxy, send, newDevice, expectAll } = await started();
  let set = 0;
  const device = await newDevice({ now: () => Date.now() + set, patience: { clock: 10, drift: 60_000 } });
  device.run();
  await send(10);
  await device.event('received');
  await device.event('idle');
  const streams = streamsOf(proxy).length;
  set = years * 365 * 86_400_000;
  await streamOf(proxy, streams);
  const from = device.events.length;
  await send(11);
  await device.event('received', from);
  await device.event('idle', from);
  await expectAll(device);
});

test.each([5, -5])('the clock of the server is set by %i years within a cycle: nothing is removed, everything arrives', async (years) => {
  const clock = { now: Date.UTC(2026, 0, 1) };
  const server = await startInside(temporaryFolder(), clock);
  const ann = await server.addMailbox('ann');
  await server.setRetention('ann', { delivery: { maxAge: null }, processed: { maxAge: 30 * 86_400, maxCount: 1_000 } });
  const uids: string[] = [];
  const send = async (): Promise<void> => void uids.push((await submit(server, 'ann', ann.sendToken, uniqueBody(50))).uid);
  for (let n = 0; n < 10; n += 1) await send();
  const device = await newDeviceHere(server, ann, {
    told: ({ kind }) => {
      if (kind === 'received') clock.now = Date.UTC(2026 + years, 0, 1);
    },
  });
  device.run();
  await device.event('idle');
  const from = device.events.length;
  await send();
  await device.event('received', from);
  await device.event('idle', from);
  expect(device.events.flatMap((e) => (e.kind === 'received' ? [e.message.uid] : []))).toEqual(uids);
  expect(await server.list('ann', 'delivery')).toEqual([]);
});

const html = '<html><head><title>Welcome</title></head><body>Please sign in to the network of the hotel.</body></html>';
const answerOf = (status: string, headers: readonly string[], body = html): string =>
  [`HTTP/1.1 ${status}`, ...headers, `Content-Length: ${body.length}`, 'Connection: close', '', body].join('\r\n');
const page = 'Content-Type: text/html; charset=utf-8';
const portals: Record<string, string | Buffer> = {
  '200 with a page': answerOf('200 OK', [page]),
  '204 without anything': 'HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n',
  '302 to its own page': answerOf('302 Found', [page, 'Location: http://portal.example/login']),
  '307 to its own page': answerOf('307 Temporary Redirect', [page, 'Location: http://portal.example/login']),
  '401 with a page': answerOf('401 Unauthorized', [page]),
  '404 with a page': answerOf('404 Not Found', [page]),
  '511 with a page': answerOf('511 Network Authentication Required', [page]),
  '502 of a gateway': answerOf('502 Bad Gateway', ['Content-Type: application/json'], '{"code":"token-unknown"}'),
  'an event stream of its own': answerOf('200 OK', ['Content-Type: text/event-stream'], 'event: hello\ndata: world\n\n'),
  'what is not HTTP': Buffer.from('SSH-2.0-OpenSSH_9.6\r\n'),
  'bytes at random': createHash('sha512').update('random').digest(),
  'an early end': 'HTTP/1.1 200 OK\r\nContent-Le',
  'nothing at all': '',
};

test('portals answer in place of the server, in every way: nothing is believed, and later everything is here', async () => {
  const { proxy, send, newDevice, expectAll } = await started();
  const device = await newDevice();
  for (const [kind, portal] of Object.entries(portals)) {
    const from = device.events.length;
    proxy.instead = () => portal;
    proxy.begin();
    for (let n = 0; n < 3; n += 1) await send(100 + n);
    if (from === 0) device.run();
    await counted(device, 'failed', 3, from);
    for (const event of device.events.slice(from)) {
      if (event.kind !== 'failed') continue;
      expect(event.problem.code, kind).toMatch(/^(answer-invalid|server-unreachable)$/);
      // It will try again.
      expect(event.retryIn, kind).toBeDefined();
    }
    expect(
      device.events.slice(from).filter((e) => e.kind === 'received' || e.kind === 'instructed'),
      kind,
    ).toEqual([]);
    proxy.instead = undefined;
    await device.event('idle', device.events.length);

    // And once more for the confirmation of an instruction.
    let taken = 0;
    proxy.instead = (head) => {
      if (!head.startsWith('POST ') || taken === 3) return undefined;
      taken += 1;
      return portal;
    };
    const later = device.events.length;
    await send(7);
    await device.event('received', later);
    await device.event('idle', later);
    expect(taken, kind).toBe(3);
    proxy.instead = undefined;
  }
  await expectAll(device);
});

/** Changes the heads of so many answers that bring a message; returns how many it has changed. */
const beheading = (proxy: FaultyProxy, times: number, change: (head: string) => string): (() => number) => {
  let changed = 0;
  proxy.behead = (head) => {
    if (changed === times || !/^acquisition: sent=/im.test(head)) return head;
    changed += 1;
    return change(head);
  };
  return () => changed;
};

const lies: [string, (head: string) => string][] = [
  ['more done than was told', (head) => head.replace(/done=\d+/, 'done=7')],
  ['no number of what is done', (head) => head.replace(/, done=\d+/, '')],
  ['an id that was not asked for', (head) => head.replace(/sent=\d+/, 'sent=0')],
  ['no uid', (head) => head.replace(/uid="[^"]*"/, 'uid=""')],
  ['no digest', (head) => head.replace(/^repr-digest: .*\r\n/im, '')],
  ['a digest of another kind', (head) => head.replace(/sha-256=/, 'sha-512=')],
  ['a wrong digest', (head) => head.replace(/sha-256=:[^:]*:/, `sha-256=:${createHash('sha256').update('x').digest('base64')}:`)],
  ['no length', (head) => head.replace(/^content-length: .*\r\n/im, '')],
  ['a length that is too large', (head) => head.replace(/^(content-length): (\d+)/im, (_, name, n) => `${name}: ${Number(n) + 9}`)],
  ['a length that is too small', (head) => head.replace(/^(content-length): (\d+)/im, (_, name, n) => `${name}: ${Number(n) - 9}`)],
  ['no acquisition', (head) => head.replace(/^acquisition: .*\r\n/im, '')],
  ['an acquisition that is none', (head) => head.replace(/^acquisition: .*\r\n/im, 'Acquisition: sent=?, next\r\n')],
  ['a status that is none of it', (head) => head.replace(/^HTTP\/1.1 200/, 'HTTP/1.1 203')],
];

test('answers that lie, in every way, once and twice: nothing of them is stored, and asked again everything is here', async () => {
  const { proxy, send, newDevice, expectAll } = await started();
  const device = await newDevice({ patience: { head: 300, silence: 300 } });
  device.run();
  await device.event('idle');
  for (const [lie, change] of lies)
    for (const times of [1, 2]) {
      const from = device.events.length;
      const told = beheading(proxy, times, change);
      await Promise.all([send(100), send(101), send(102)]);
      await counted(device, 'received', 3, from);
      await device.event(
        'idle',
        device.events.findLastIndex(({ kind }) => kind === 'received'),
      );
      expect(told(), lie).toBe(times);
    }
  await expectAll(device);
  expect(device.events.filter(({ kind }) => kind === 'trouble')).toEqual([]);
});

test('a wrong digest three times: the message stays at the server and is told once; the others are here', async () => {
  const { proxy, place, ann, inbox, send, sent, newDevice } = await started();
  const [wrong, ...right] = [await send(100), await send(101), await send(102)];
  const [, change] = lies.find(([name]) => name === 'a wrong digest') ?? [];
  proxy.behead = (head) => (head.includes(wrong) && change ? change(head) : head);
  const device = await newDevice();
  device.run();
  expect(await device.event('deferred')).toMatchObject({ waiting: 1, waitingBytes: 100 });
  const from = device.events.length;
  right.push(await send(103));
  await device.event('received', from);
  await device.event('trouble');
  expect(device.events.filter(({ kind }) => kind === 'trouble')).toMatchObject([{ problem: { code: 'digest-mismatch' }, uid: wrong }]);
  for (const uid of right) await expectIntact(inbox, uid, sent.get(uid) ?? Buffer.of());
  expect(await inbox.find(wrong)).toBeUndefined();
  expect(await waitingAt(place.server, ann)).toContain(wrong);
});
