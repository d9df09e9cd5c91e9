import { expect } from 'vitest';
import type { Inbox } from '#restante/main/inbox/port';
import type { ClientPatience } from '#restante/main/sync/request';
import { deviceOn, expectIntact, openInbox, roomy, uniqueBody } from './device-here.ts';
import { type Fault, type FaultyProxy, startFaultyProxy } from './faults.ts';
import { temporaryFolder } from './folder.ts';
import { addMailbox, call, type ServerProcess, startServer, submit, type Tokens } from './server.ts';

/* Many runs of a whole cycle, each disturbed at another place; some go on at the same time, each on a lane of its own. */

/** A mailbox, its inbox and the way between them. */
export interface Lane {
  readonly server: ServerProcess;
  readonly tokens: Tokens;
  readonly inbox: Inbox;
  readonly proxy: FaultyProxy;
}

export const openLanes = async (count: number): Promise<Lane[]> => {
  const server = await startServer(temporaryFolder());
  return Promise.all(
    Array.from({ length: count }, async (_, at): Promise<Lane> => {
      const tokens = await addMailbox(server, `lane-${at}`);
      return { server, tokens, inbox: await openInbox(), proxy: await startFaultyProxy(() => server.http) };
    }),
  );
};

/** Everything that the inbox holds. */
const heldOf = async (inbox: Inbox): Promise<number> =>
  Object.values((await inbox.counts(roomy.policy)).tally).reduce((sum, { count }) => sum + count, 0);

export interface Cycle {
  /** Bytes of the messages. */
  readonly sizes: readonly number[];
  readonly patience?: Partial<ClientPatience>;
}

/**
 * Notification stream, first request, answers, instructions, until nothing waits: disturbed as told. Ends with the right messages,
 * each once, intact, and the server empty, or fails.
 */
export const runCycle = async (lane: Lane, { sizes, patience }: Cycle, fault?: Fault): Promise<void> => {
  const { server, tokens, inbox, proxy } = lane;
  const { mailbox } = tokens;
  const sent = new Map<string, Buffer>();
  for (const size of sizes) {
    const body = uniqueBody(size);
    sent.set((await submit(server, mailbox, tokens.sendToken, body)).uid, body);
  }
  const before = await heldOf(inbox);
  proxy.begin(fault);
  const device = await deviceOn(inbox, { http: proxy.http, mailbox, token: tokens.receiveToken, ...(patience && { patience }) });
  device.run();
  await device.event('idle');
  await device.stop();

  const told = `${JSON.stringify(fault)} ${JSON.stringify(sizes)}`;
  const received = device.events.flatMap((e) => (e.kind === 'received' ? [e.message.uid] : []));
  expect(received, told).toEqual([...sent.keys()]);
  expect((await heldOf(inbox)) - before, told).toBe(sent.size);
  for (const [uid, body] of sent) await expectIntact(inbox, uid, body);
  const left = (await (await call(server, tokens.receiveToken, `/v1/mailboxes/${mailbox}/delivery`)).json()) as { messages: unknown[] };
  expect(left.messages, told).toEqual([]);
  expect(await inbox.pending({ server: proxy.http, mailbox }), told).toEqual([]);
};

/** Runs for all of them, shared among the lanes. */
export const forAll = async <T>(
  lanes: readonly Lane[],
  faults: readonly T[],
  run: (lane: Lane, fault: T) => Promise<void>,
): Promise<void> => {
  const queue = [...faults];
  await Promise.all(
    lanes.map(async (lane) => {
      for (let fault = queue.shift(); fault !== undefined; fault = queue.shift()) await run(lane, fault);
    }),
  );
};

/** What each side sends in a cycle that nobody disturbs. */
export const measure = async ([lane]: readonly Lane[], cycle: Cycle): Promise<{ device: number; server: number }> => {
  if (!lane) throw new Error('there is no lane');
  await runCycle(lane, cycle);
  return { ...lane.proxy.counted };
};

/** 0, then every so many, below the end. */
export const everyPlace = (end: number, step: number): number[] => Array.from({ length: Math.ceil(end / step) }, (_, at) => at * step);
