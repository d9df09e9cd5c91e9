// What the window of an administrator asks of a filled store, as it does it, and what it costs.
import { median, repeated, timed } from '../scale/measure.mjs';
import { startServerIn } from '../scale/server.mjs';

const day = 86_400;
const processed = (maxAge, maxCount = null) => ({ delivery: { maxAge: null }, processed: { maxAge, maxCount } });
/** What somebody types: 2, 28, 280 days; each is asked of the server when the hand rests. */
const typed = [2, 28, 280].map((days) => processed(days * day));
const iso = (days) => new Date(Date.now() - days * day * 1_000).toISOString();

/** Of one folder with `big` messages, 300 days of them. */
export const measureFolder = async (data, { big }) => {
  const { ask, stop } = await startServerIn(data);
  const results = {};
  const get = async (what, path, times) => {
    results[what] = await repeated(() => ask('GET', path), times);
  };
  const folder = '/v1/messages?folder=processed&mailbox=big';
  const box = '/v1/mailboxes/big/retention';
  try {
    await get('first page', `${folder}&order=newest`);
    const { next } = await ask('GET', `${folder}&order=newest&before=${iso(150)}`);
    await get('a page in the middle, by its cursor', `${folder}&order=newest&after=${next}`);
    await get('last page, from the other end', `${folder}&order=oldest`);
    const all = '/v1/messages?folder=processed';
    await get('a page at a quarter, by its place', `${folder}&order=newest&skip=${big / 4}`);
    await get('a page in the middle, by its place', `${folder}&order=newest&skip=${big / 2}`);
    await get('last page, by its place', `${folder}&order=newest&skip=${big - 100}`);
    await get('first page, all mailboxes', `${all}&order=newest`);
    await get('a page in the middle, by its place, all mailboxes', `${all}&order=newest&skip=${big / 2}`);
    await get('last page, by its place, all mailboxes', `${all}&order=newest&skip=${big - 100}`);
    await get('filter: a sender of some', `${folder}&order=newest&sender=sender-7@`);
    await get('filter: type image/, one in a thousand', `${folder}&order=newest&type=image/&limit=10`);
    await get('filter: one call, a subject that is nowhere', `${folder}&order=newest&subject=nowhere`);
    await get('filter: a month', `${folder}&order=newest&since=${iso(120)}&before=${iso(90)}`);
    results['preview while an age is typed, each'] = await repeated(async () => {
      for (const policy of typed) await ask('POST', `${box}/preview`, policy);
    }, 3);
    results['preview while an age is typed, each'].ms /= typed.length;
    results['preview of a number that takes half'] = await repeated(() => ask('POST', `${box}/preview`, processed(null, big / 2)), 3);
    // Nothing is due of it: the answer says that it holds.
    results['a policy saved with its preview, that removes nothing'] = await repeated(
      () => ask('PUT', `${box}?previewed=0,0`, processed(400 * day)),
      5,
    );
    // The preview of an age that is compared with one in force: both are added up.
    results['preview of an age beside one in force'] = await repeated(() => ask('POST', `${box}/preview`, processed(280 * day)), 3);
    const savings = [];
    for (let at = 1; at <= 3; at += 1)
      savings.push(await timed(() => ask('PUT', `${box}?previewed=0,100`, processed(null, big - at * 100))));
    results['a policy saved with its preview, that removes 100'] = { ms: median(savings), longest: Math.max(...savings) };
    await get('what was changed in the policies', '/v1/activity?kind=policy-changed,defaults-changed,removal-confirmed,braked&limit=20');
    await get('brakes', '/v1/retention/brakes');
    await get('statistics: 7 days by the hour', `/v1/statistics?mailbox=big&step=hour&from=${iso(7)}`);
    await get('statistics: 90 days by the day', `/v1/statistics?mailbox=big&step=day&zone=Europe/Vienna&from=${iso(90)}`);
    await get('statistics: 90 days by the day, all mailboxes', `/v1/statistics?step=day&zone=Europe/Vienna&from=${iso(90)}`);
    return results;
  } finally {
    await stop();
  }
};

/** Of `boxes` mailboxes that have the default. */
export const measureMailboxes = async (data) => {
  const { ask, stop } = await startServerIn(data);
  const results = {};
  try {
    const statistics = `/v1/statistics?step=day&zone=Europe/Vienna&from=${iso(90)}`;
    results['statistics: 90 days by the day, all of 2,000'] = await repeated(() => ask('GET', statistics), 3);
    results['statistics: 90 days by the day, one of 2,000'] = await repeated(() => ask('GET', `${statistics}&mailbox=box0`), 3);
    results['mailboxes with what they hold, 2,000'] = await repeated(() => ask('GET', '/v1/mailboxes'), 3);
    results['preview of a default while it is typed, each, 2,000'] = await repeated(async () => {
      for (const policy of typed) await ask('POST', '/v1/retention/preview', policy);
    }, 3);
    results['preview of a default while it is typed, each, 2,000'].ms /= typed.length;
    results['a default saved with its preview, 2,000'] = await repeated(
      () => ask('PUT', '/v1/defaults?previewed=0,0', { retention: processed(400 * day) }),
      3,
    );
    return results;
  } finally {
    await stop();
  }
};
