import { expect, test } from 'vitest';
import { everyPlace, forAll, measure, openLanes, runCycle } from '../support/disturbance.ts';

/* As disturbance-requests.test.ts, in what the server answers. */

const cycle = { sizes: [11, 300] };

test('cut after every byte that the server sends', { timeout: 300_000 }, async () => {
  const lanes = await openLanes(4);
  const bytes = (await measure(lanes, cycle)).server;
  let cut = 0;
  await forAll(lanes, everyPlace(bytes, 1), async (lane, after) => {
    await runCycle(lane, cycle, { side: 'server', after, what: 'cut' });
    if (lane.proxy.happened()) cut += 1;
  });
  expect(cut).toBeGreaterThan(bytes * 0.95);
});

test('delayed after every 20th byte that the server sends', { timeout: 120_000 }, async () => {
  const lanes = await openLanes(4);
  const bytes = (await measure(lanes, cycle)).server;
  await forAll(lanes, everyPlace(bytes, 20), (lane, after) => runCycle(lane, cycle, { side: 'server', after, what: 'delay' }));
});

test('16 bytes come twice, after every 10th byte that the server sends', { timeout: 120_000 }, async () => {
  const lanes = await openLanes(4);
  const bytes = (await measure(lanes, cycle)).server;
  await forAll(lanes, everyPlace(bytes, 10), (lane, after) => runCycle(lane, cycle, { side: 'server', after, what: 'repeat' }));
});

test('stalled after every 40th byte that the server sends: the device gives up waiting and asks anew', { timeout: 120_000 }, async () => {
  const lanes = await openLanes(16);
  const hasty = { ...cycle, patience: { head: 300, silence: 300, connect: 300 } };
  const bytes = (await measure(lanes, cycle)).server;
  await forAll(lanes, everyPlace(bytes, 40), (lane, after) => runCycle(lane, hasty, { side: 'server', after, what: 'stall' }));
});

test('every notification comes twice', async () => {
  const lanes = await openLanes(4);
  for (const { proxy } of lanes) proxy.echo = true;
  await forAll(lanes, everyPlace(60, 1), (lane, at) => runCycle(lane, { sizes: [11, 300, at] }));
});
