import { expect, test } from 'vitest';
import { idsIn } from '../support/device.ts';
import { eventsOf, serverAndDevice } from '../support/receive.ts';
import { submit } from '../support/server.ts';

const started = async (sizes: readonly number[]) => {
  const { server, ann, device } = await serverAndDevice();
  for (const size of sizes) await submit(server, 'ann', ann.sendToken, 'x'.repeat(size));
  const held = async (): Promise<number[]> => (await device.held()).map(({ id }) => id);
  const uidOf = async (id: number): Promise<string> => (await device.held()).find((m) => m.id === id)?.uid ?? '';
  return { server, ann, device, held, uidOf };
};

test('p. 12, cap by number: exactly so many messages are received, whatever their size', async () => {
  const { server, device, held } = await started([5_000, 0, 1, 10]);
  await device.once(server, '--cap', '3');
  expect(await held()).toEqual([1, 2, 3]);
  expect(await idsIn(server, 'ann', 'delivery')).toEqual([4]);
});

test('106, cap by size: a message that does not fit waits, a smaller one behind it is received', async () => {
  const { server, device, held } = await started([600, 600, 300, 200]);
  const lines = await device.once(server, '--cap', '1kB');
  expect(await held()).toEqual([1, 3]);
  expect(eventsOf(lines, 'full')).toMatchObject([{ waiting: 2, waitingBytes: 800, smallest: 200, room: 100 }]);
  expect(await idsIn(server, 'ann', 'delivery')).toEqual([2, 4]);
});

test('106, cap by size: messages passed over for their size come first as soon as there is room', async () => {
  const { server, device, held } = await started([600, 600, 300]);
  await device.once(server, '--cap', '1kB');
  await device.once(server, '--cap', '2kB');
  expect(await held()).toEqual([1, 3, 2]);
});

test('106, cap by size: a message of no bytes counts as one', async () => {
  const { server, device, held } = await started([0, 0, 999, 0]);
  await device.once(server, '--cap', '1kB');
  expect(await held()).toEqual([1, 2, 4]);
});

test('106: a message larger than the whole cap is told, kept by the server, and taken when the cap allows', async () => {
  const { server, device, held } = await started([5_000]);
  const lines = await device.once(server, '--cap', '1kB');
  expect(eventsOf(lines, 'left')).toMatchObject([{ waiting: 1, smallest: 5_000, room: 1_000 }]);
  expect(eventsOf(lines, 'too-large')).toMatchObject([{ id: 1, bytes: 5_000, from: '', subject: '' }]);
  expect(eventsOf(await device.once(server, '--cap', '1kB'), 'too-large'), 'told once').toEqual([]);
  expect(await idsIn(server, 'ann', 'delivery')).toEqual([1]);
  await device.once(server, '--cap', '5kB');
  expect(await held()).toEqual([1]);
});

test('p. 12, overwriting: off, read messages stay; on, the oldest read one makes way', async () => {
  const { server, device, held, uidOf } = await started([1, 1, 1, 1]);
  await device.once(server, '--cap', '3');
  await device.mark([await uidOf(2), await uidOf(3)], '--read');
  await device.once(server, '--cap', '3');
  expect(await held()).toEqual([1, 2, 3]);
  const lines = await device.once(server, '--cap', '3', '--overwrite-read');
  expect(eventsOf(lines, 'overwritten')).toMatchObject([{ id: 2 }]);
  expect(await held()).toEqual([1, 3, 4]);
});

test('p. 12, overwriting by size: the shortest run in order of receipt, and none if it would not suffice', async () => {
  const { server, ann, device, held, uidOf } = await started([400, 300, 300]);
  await device.once(server, '--cap', '1kB');
  await device.mark([await uidOf(1), await uidOf(2)], '--read');
  await submit(server, 'ann', ann.sendToken, 'x'.repeat(701));
  await device.once(server, '--cap', '1kB', '--overwrite-read');
  expect(await held()).toEqual([1, 2, 3]);
  await submit(server, 'ann', ann.sendToken, 'x'.repeat(100));
  await device.once(server, '--cap', '1kB', '--overwrite-read');
  expect(await held()).toEqual([2, 3, 5]);
});

test('p. 12, protection: a protected message is not overwritten, read or not; unprotected it is', async () => {
  const { server, device, held, uidOf } = await started([1, 1, 1]);
  await device.once(server, '--cap', '2');
  await device.mark([await uidOf(1)], '--read', '--protect');
  await device.once(server, '--cap', '2', '--overwrite-read');
  expect(await held()).toEqual([1, 2]);
  await device.mark([await uidOf(1)], '--unprotect');
  await device.once(server, '--cap', '2', '--overwrite-read');
  expect(await held()).toEqual([2, 3]);
});

test('deleted messages make way before read ones, and can be restored until then', async () => {
  const { server, device, held, uidOf } = await started([1, 1, 1, 1]);
  await device.once(server, '--cap', '3');
  await device.mark([await uidOf(1)], '--read');
  const [two, three] = [await uidOf(2), await uidOf(3)];
  await device.mark([two, three], '--delete');
  await device.mark([three], '--restore');
  const lines = await device.once(server, '--cap', '3', '--overwrite-read');
  expect(eventsOf(lines, 'purged')).toMatchObject([{ id: 2 }]);
  expect(await held()).toEqual([1, 3, 4]);
});

test('a lowered cap removes nothing and stops acquisition until there is room', async () => {
  const { server, ann, device, held } = await started([1, 1, 1]);
  await device.once(server, '--cap', '3');
  await submit(server, 'ann', ann.sendToken, 'x');
  const lines = await device.once(server, '--cap', '1');
  expect(eventsOf(lines, 'full')).toMatchObject([{ waiting: 1 }]);
  expect(await held()).toEqual([1, 2, 3]);
});

test('a message that was overwritten here is known: sent again under its id, it is instructed and not stored again', async () => {
  const { server, ann, device, held, uidOf } = await started([1]);
  await device.once(server, '--cap', '1');
  const uid = await uidOf(1);
  await device.mark([uid], '--read');
  await submit(server, 'ann', ann.sendToken, 'x');
  await device.once(server, '--cap', '1', '--overwrite-read');
  expect(await held()).toEqual([2]);
});
