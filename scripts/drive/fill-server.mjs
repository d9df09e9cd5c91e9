// A month in the life of a server, lived in a few seconds: the real server under a clock that runs ahead to now.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pino from 'pino';
import { startServer } from '../../dist/server/index.js';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** The same numbers every time. */
const numbers = (seed) => () => {
  seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
  return seed / 2_147_483_648;
};

const senders = [
  ['Payroll <payroll@office.example>', 'Slip for the month'],
  ['Door camera <door@house.example>', 'Somebody at the gate'],
  ['Ann Lee <ann@sender.example>', 'Re: The boat'],
  ['Backup <backup@nas.example>', 'Nightly run: everything copied'],
  ['Greenhouse <sensor@garden.example>', 'Humidity below 40 %'],
  ['田中 健 <tanaka@example.jp>', '週次報告'],
  ['Harbour Street store <till@shop.example>', 'Takings of the day'],
];
const week = { delivery: { maxAge: null }, processed: { maxAge: 7 * 86_400, maxCount: 1_000 } };
const fortnight = { delivery: { maxAge: null }, processed: { maxAge: 14 * 86_400, maxCount: 1_000 } };

/**
 * @param data folder of a server that does not run
 * @param reader whose mailbox is the busiest; it is there already
 */
export const fillServer = async (data, reader, { days = 30 } = {}) => {
  const end = Date.now() - minute;
  let now = end - days * day;
  const server = await startServer({
    data,
    http: { host: '127.0.0.1', port: 0 },
    smtp: undefined,
    insecure: false,
    log: pino({ level: 'silent' }),
    now: () => now,
    patience: { submissions: 1e9 },
  });
  const token = readFileSync(join(data, 'admin-token'), 'utf8').trim();
  const ask = async (path, method = 'GET', body, headers = {}) => {
    const response = await fetch(`${server.http}${path}`, { method, body, headers: { Authorization: `Bearer ${token}`, ...headers } });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text;
  };
  const put = (path, value) => ask(path, 'PUT', JSON.stringify(value));
  const tell = async (path, value) => JSON.parse(await ask(path, 'POST', JSON.stringify(value)));
  for (const name of ['bob', 'alerts'])
    await tell('/v1/mailboxes', { name, ...(name === 'bob' && { quota: { messages: 200, bytes: 50e6 } }) });

  const random = numbers(7);
  const waiting = { [reader]: [], bob: [], alerts: [] };
  const submit = async (mailbox) => {
    const [from, subject] = senders[Math.floor(random() * senders.length)];
    const body = Buffer.alloc(Math.floor(400 + 80_000 * random() ** 4), `${subject}\n`);
    const query = `subject=${encodeURIComponent(subject)}&from=${encodeURIComponent(from)}`;
    const { id, uid } = JSON.parse(
      await ask(`/v1/mailboxes/${mailbox}/messages?${query}`, 'POST', body, { 'Content-Type': 'text/plain; charset=utf-8' }),
    );
    waiting[mailbox].push({ id, uid });
  };
  const fetchAll = async (mailbox, device, verb = 'move') => {
    for (const { id } of waiting[mailbox].splice(0)) {
      await ask(`/v1/mailboxes/${mailbox}?get=${id}`, 'GET', undefined, { Device: device });
      now += Math.floor(200 + 3_000 * random());
      await ask(`/v1/mailboxes/${mailbox}?${verb}=${id}`, 'POST', undefined, { Device: device });
    }
  };

  const start = now;
  while (now < end - hour) {
    const next = now + hour;
    const at = new Date(now);
    const awake = at.getUTCHours() > 6 && at.getUTCHours() < 21;
    const some = Math.round((awake ? 3.2 : 0.7) * random() * ([0, 6].includes(at.getUTCDay()) ? 0.6 : 1.4));
    for (let n = 0; n < some; n += 1) {
      now += Math.floor((hour / 8) * random());
      const dice = random();
      await submit(dice < 0.7 ? reader : dice < 0.85 ? 'bob' : 'alerts');
      // The machine sleeps at night.
      if (awake) await fetchAll(reader, 'laptop');
    }
    const age = Math.floor((now - start) / day);
    // Bob was away in the third week.
    if (awake && (age < 14 || age > 19)) await fetchAll('bob', 'desk');
    if (at.getUTCHours() === 9) {
      if (age === 4) await put('/v1/defaults', { retention: fortnight });
      if (age === 12) await put(`/v1/mailboxes/${reader}/retention`, week);
      if (age === 20) await ask(`/v1/mailboxes/${reader}/retention`, 'DELETE');
      if (age === 23 && waiting.alerts.length > 2) {
        const [one, two] = waiting.alerts.splice(0, 2);
        await ask(`/v1/mailboxes/alerts?forward=${one.id}&to=${reader}`, 'POST', undefined, { Device: 'console' });
        await ask(`/v1/mailboxes/alerts?return=${two.id}&reason=Not%20ours`, 'POST', undefined, { Device: 'console' });
      }
      if (age === 25) await fetchAll('alerts', 'console', 'delete');
    }
    now = Math.max(now, next);
  }
  const { messages } = JSON.parse(await ask('/v1/messages?folder=processed&limit=60&order=newest'));
  const uids = (from, to) => messages.slice(from, to).map(({ uid }) => uid);
  await tell('/v1/messages/actions', { action: 'hold', uids: uids(10, 13) });
  await tell('/v1/messages/actions', { action: 'redeliver', uids: uids(20, 21) });
  for (let n = 0; n < 5; n += 1) await submit('alerts');
  now = end;
  await server.stop();
};
