import { expect, test } from 'vitest';
import { forAll, type Lane, openLanes, runCycle } from '../support/disturbance.ts';

/* A large message that breaks off goes on where it broke: what came in whole chunks of 256 KiB is not sent again. */

const chunk = 262_144;
const size = 700_000;
/** Bytes that a connection holds on their way to the disk, at most. */
const unread = 131_072;
const cycle = { sizes: [size] };

const header = (head: string, name: string): string | undefined => new RegExp(`^${name}: (.*)\r$`, 'im').exec(head)?.[1];

/** What was asked for with Range, and how many bytes of the rest came. */
const resumedIn = ({ proxy }: Lane): { range: string | undefined; again: number } => {
  const range = proxy.requests.map((head) => header(head, 'range')).find((value) => value !== undefined);
  const rest = proxy.bodies.find(({ head }) => head.startsWith('HTTP/1.1 206'));
  return { range, again: rest?.bytes ?? 0 };
};

/** Bytes of the body behind which it is cut: around the edges of the chunks, and every so many bytes between. */
const places = [
  ...[0, 1, 2].flatMap((n) => [-2, -1, 0, 1, 2].map((by) => n * chunk + by)),
  ...Array.from({ length: Math.floor(size / 20_011) }, (_, n) => n * 20_011),
  ...[size - 2, size - 1],
].filter((place) => place >= 0);

test('cut within the body: what came in whole chunks is not asked for again', { timeout: 300_000 }, async () => {
  const lanes = await openLanes(4);
  await forAll(lanes, places, async (lane, place) => {
    await runCycle(lane, cycle, { side: 'server', after: place, within: 'bodies', what: 'cut' });
    expect(lane.proxy.happened(), `${place}`).toBe(true);
    const { range, again } = resumedIn(lane);
    const kept = Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0);
    // What the connection held when it broke was not read yet.
    expect(kept % chunk, `cut after ${place}`).toBe(0);
    expect(kept, `cut after ${place}`).toBeLessThanOrEqual(place);
    expect(kept, `cut after ${place}`).toBeGreaterThan(place - chunk - unread);
    expect(again, `cut after ${place}`).toBe(kept === 0 ? 0 : size - kept);
  });
});
