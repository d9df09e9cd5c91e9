// The load, in a process of its own so that it does not hold up the looks at the server: work.mjs <what> <json>.
import { createHash } from 'node:crypto';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { request } from 'undici';

const [, , what, json] = process.argv;
const { http, smtp, mailbox, sendToken, receiveToken, bytes } = JSON.parse(json);

/** Lines that no two megabytes have in common, ended as a mail's are. */
function* content(length) {
  const line = Buffer.from(`${'0123456789abcdef'.repeat(4)}\r\n`);
  const block = Buffer.concat(Array.from({ length: 1_000 }, () => line));
  for (let at = 0, left = length; left > 0; at += 1) {
    block.write(String(at).padStart(16, '0'));
    const part = Buffer.from(left < block.length ? block.subarray(0, left) : block);
    left -= part.length;
    yield part;
  }
}

const digestOf = (length) => {
  const hash = createHash('sha256');
  for (const part of content(length)) hash.update(part);
  return hash.digest('base64');
};

const submit = async () => {
  const headers = { authorization: `Bearer ${sendToken}`, 'content-type': 'text/plain', 'content-length': bytes };
  const { statusCode, body } = await request(`${http}/v1/mailboxes/${mailbox}/messages`, {
    method: 'POST',
    headers,
    body: Readable.from(content(bytes)),
  });
  if (statusCode !== 201) throw new Error(`${statusCode} ${await body.text()}`);
  await body.dump();
};

/** A mail of so many bytes with its header, by hand: a client's library would take longer than the server. */
const mail = async () => {
  const [host, port] = smtp.split(':');
  const socket = connect(Number(port), host);
  let told = '';
  let wake = () => {};
  socket.on('data', (data) => {
    told += data;
    wake();
  });
  const reply = async (code) => {
    while (!/^\d{3} .*\r\n/m.test(told)) await new Promise((done) => (wake = done));
    if (!told.startsWith(code)) throw new Error(told);
    told = '';
  };
  const say = (line) => socket.write(`${line}\r\n`);
  await reply('220');
  say('EHLO bench');
  await reply('250');
  say('MAIL FROM:<bench@example.org>');
  await reply('250');
  say(`RCPT TO:<${mailbox}@example.org>`);
  await reply('250');
  say('DATA');
  await reply('354');
  socket.write('Subject: large\r\n\r\n');
  for (const part of content(bytes)) if (!socket.write(part)) await new Promise((done) => socket.once('drain', done));
  say('\r\n.');
  await reply('250');
  socket.end();
};

/** The first message, from a byte on, read as fast as it comes. */
const fetchFrom = async (headers) => {
  const {
    statusCode,
    body,
    headers: got,
  } = await request(`${http}/v1/mailboxes/${mailbox}?get=0`, {
    headers: { authorization: `Bearer ${receiveToken}`, ...headers },
  });
  const hash = createHash('sha256');
  let size = 0;
  for await (const part of body) {
    hash.update(part);
    size += part.length;
  }
  return { statusCode, size, sha256: hash.digest('base64'), etag: got.etag };
};

const expectEqual = (found, expected) => {
  if (found !== expected) throw new Error(`${found}, not ${expected}`);
};

const jobs = {
  submit,
  mail,
  async fetch() {
    const { statusCode, size, sha256 } = await fetchFrom({});
    expectEqual(statusCode, 200);
    expectEqual(size, bytes);
    expectEqual(sha256, digestOf(bytes));
  },
  async resume() {
    const answer = await request(`${http}/v1/mailboxes/${mailbox}?get=0`, { headers: { authorization: `Bearer ${receiveToken}` } });
    answer.body.on('error', () => {}).destroy();
    const from = Math.floor(bytes / 10);
    const { statusCode, size } = await fetchFrom({ range: `bytes=${from}-`, 'if-match': answer.headers.etag });
    expectEqual(statusCode, 206);
    expectEqual(size, bytes - from);
  },
  /** A device that reads a little and then nothing: what waits for it must not pile up. */
  async stall() {
    const answers = await Promise.all(
      Array.from({ length: 8 }, () =>
        request(`${http}/v1/mailboxes/${mailbox}?get=0`, { headers: { authorization: `Bearer ${receiveToken}` } }),
      ),
    );
    await new Promise((done) => setTimeout(done, 1_000));
    for (const { body } of answers) body.on('error', () => {}).destroy();
  },
};
await jobs[what]();
