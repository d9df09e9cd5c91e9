// What an administrator asks of a filled store, what it costs, and what a device feels of it.
import { startServerIn } from './server.mjs';

export const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];
const forEver = { delivery: { maxAge: null }, processed: { maxAge: null, maxCount: null } };

export const timed = async (work) => {
  const before = performance.now();
  await work();
  return performance.now() - before;
};

/** Medians in ms, and the longest. */
export const repeated = async (work, times = 7) => {
  await work();
  const all = [];
  for (let at = 0; at < times; at += 1) all.push(await timed(work));
  return { ms: median(all), longest: Math.max(...all) };
};

/** All pages until there is one that has something, or the end: what a reader waits for. */
const walk = async (ask, path) => {
  for (let after = ''; ; ) {
    const { next } = await ask('GET', `${path}${after}`);
    if (next === null) return;
    after = `&after=${next}`;
  }
};

export const measure = async (data, { big }) => {
  const starts = [];
  for (let at = 0; at < 3; at += 1) {
    const server = await startServerIn(data);
    starts.push(server.readyAfter);
    await server.stop();
  }
  const { ask, stop } = await startServerIn(data);
  const results = { 'start of the server': { ms: median(starts), longest: Math.max(...starts) } };
  const all = '/v1/messages?folder=processed';
  const one = '/v1/mailboxes/big/processed?order=oldest';
  const half = new Date(Date.now() - 150 * 86_400_000).toISOString();
  const soon = new Date(Date.now() + 86_400_000).toISOString();
  try {
    const middleOf = async (path) => (await ask('GET', `${path}&since=${half}`)).next;
    const get = async (what, path, times) => {
      results[what] = await repeated(() => ask('GET', path), times);
    };
    await get('first page, one mailbox', one);
    await get('first page, all mailboxes', all);
    await get('newest first, one mailbox', `${one.replace('oldest', 'newest')}`);
    await get('newest first, all mailboxes', `${all}&order=newest`);
    await get('a page in the middle, one mailbox', `${one}&after=${await middleOf(one)}`);
    await get('a page in the middle, all mailboxes', `${all}&after=${await middleOf(all)}`);
    for (const [where, path] of [
      ['one mailbox', one],
      ['all mailboxes', all],
    ]) {
      await get(`one call, sender that matches nothing, ${where}`, `${path}&sender=nobody`);
      await get(`one call, type image/, ${where}`, `${path}&type=image/&limit=10`);
      await get(`one call, larger than any, ${where}`, `${path}&min-size=1000`);
      await get(`one call, ends before tomorrow, ${where}`, `${path}&ends-before=${soon}`);
    }
    await get('mailboxes with what they hold', '/v1/mailboxes');
    await get('activity, newest page', '/v1/activity');
    await get('activity, a page of one kind that is not there', '/v1/activity?kind=braked');
    await get('activity, a page of one mailbox', '/v1/activity?mailbox=big');
    const [{ uid }] = (await ask('GET', one)).messages;
    await get('everything about one message', `/v1/messages/${uid}`);
    const policy = { delivery: { maxAge: null }, processed: { maxAge: 280 * 86_400, maxCount: null } };
    const preview = (path) => repeated(() => ask('POST', path, policy), 3);
    results['preview of an age, one mailbox'] = await preview('/v1/mailboxes/big/retention/preview');
    results['preview of an age, all mailboxes'] = await preview('/v1/retention/preview');

    // A device beside it: what it is sent and instructs goes through the thread that writes.
    const serve = async () => {
      const { id } = await ask('POST', '/v1/mailboxes/busy/messages', 'hello');
      return timed(() => ask('POST', `/v1/mailboxes/busy?move=${id}&room=0`));
    };
    const alone = [];
    for (let at = 0; at < 50; at += 1) alone.push(await serve());
    results['an instruction, nothing beside it'] = { ms: median(alone), longest: Math.max(...alone) };
    let over = false;
    const reading = walk(ask, `${all}&sender=nobody`).then(() => {
      over = true;
    });
    const beside = [];
    while (!over) beside.push(await serve());
    await reading;
    results['an instruction while all is searched'] = { ms: median(beside), longest: Math.max(...beside) };
    results['all is searched, every page'] = await repeated(() => walk(ask, `${all}&sender=nobody`), 1);

    // One more than the number allows goes at once; the answer to the policy to its being gone.
    const gone = async (keep) => {
      await ask('PUT', '/v1/mailboxes/big/retention', { ...forEver, processed: { maxAge: null, maxCount: keep } });
      const before = performance.now();
      while ((await ask('GET', `${one}&limit=1`)).total.count > keep);
      return performance.now() - before;
    };
    const sweeps = [];
    for (let at = 1; at <= 5; at += 1) sweeps.push(await gone(big - at * 100));
    results['retention removes 100 of one mailbox'] = { ms: median(sweeps), longest: Math.max(...sweeps) };
    return results;
  } finally {
    await stop();
  }
};
