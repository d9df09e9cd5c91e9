import { expect, test } from 'vitest';
import { everyPlace, forAll, measure, openLanes, runCycle } from '../support/disturbance.ts';

/*
 * A whole cycle (notification stream, form B, form A, form C) of two small messages, over the real server, disturbed in what the
 * device sends. The other side is in disturbance-answers.test.ts, large messages in disturbance-large.test.ts.
 */

const cycle = { sizes: [11, 300] };

test('cut after every byte that the device sends', { timeout: 300_000 }, async () => {
  const lanes = await openLanes(4);
  const bytes = (await measure(lanes, cycle)).device;
  let cut = 0;
  await forAll(lanes, everyPlace(bytes, 1), async (lane, after) => {
    await runCycle(lane, cycle, { side: 'device', after, what: 'cut' });
    if (lane.proxy.happened()) cut += 1;
  });
  // The last requests of a cycle may come or not: the device looks again when it was told of something meanwhile.
  expect(cut).toBeGreaterThan(bytes * 0.95);
});

test('delayed after every 10th byte that the device sends', { timeout: 120_000 }, async () => {
  const lanes = await openLanes(4);
  const bytes = (await measure(lanes, cycle)).device;
  await forAll(lanes, everyPlace(bytes, 10), (lane, after) => runCycle(lane, cycle, { side: 'device', after, what: 'delay' }));
});

test('stalled after every 40th byte that the device sends: it gives up waiting and asks anew', { timeout: 120_000 }, async () => {
  const lanes = await openLanes(16);
  const hasty = { ...cycle, patience: { head: 300, silence: 300, connect: 300 } };
  const bytes = (await measure(lanes, cycle)).device;
  await forAll(lanes, everyPlace(bytes, 40), (lane, after) => runCycle(lane, hasty, { side: 'device', after, what: 'stall' }));
});

test('every request reaches the server twice', async () => {
  const lanes = await openLanes(4);
  for (const { proxy } of lanes) proxy.twice = true;
  await forAll(lanes, everyPlace(60, 1), (lane, at) => runCycle(lane, { sizes: [11, 300, at] }));
});
