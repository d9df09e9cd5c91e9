import { createCipheriv, createHash } from 'node:crypto';
import SMTPConnection from 'nodemailer/lib/smtp-connection';

/** A test message of one of the kinds that a mailbox sees. */
export interface Entry {
  /** Unique in its corpus and the same in every run; stands in the subject, or in the body of a mail without one. */
  readonly name: string;
  readonly kind: string;
  readonly via: 'smtp' | 'http';
  /** What a reader must see as the subject; absent where a damaged header leaves that open. */
  readonly subject?: string;
  /** Content-Type of the stored message. */
  readonly type: string;
  /** What is handed in. */
  readonly body: Buffer;
  /** What the server must store and send: `body`, or for SMTP that with CRLF line ends and an end to its last line. */
  readonly stored: Buffer;
  /** SHA-256 of `stored`, hex. */
  readonly sha256: string;
  /** What makes a retry recognisable: the Idempotency-Key, or the Message-ID in `body`. */
  readonly key: string;
  /** Request headers beside type and key. */
  readonly headers: Readonly<Record<string, string>>;
  /** Query of the submission, with its question mark, or nothing. */
  readonly query: string;
}

interface Draft {
  readonly type?: string;
  readonly subject?: string;
  readonly body: Buffer;
  readonly headers?: Record<string, string>;
  readonly query?: string;
}

/** The first entry of a kind may be large; the later ones are not, so that a corpus of thousands stays small. */
interface Seed {
  readonly name: string;
  readonly key: string;
  readonly first: boolean;
}

// ── Bytes ────────────────────────────────────────────────────────────────────────────────────────

/** Bytes that look random and are the same in every run. */
export const noise = (seed: string, length: number): Buffer => {
  const key = createHash('sha256').update(seed).digest();
  return createCipheriv('aes-256-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(length));
};

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const utf8 = (text: string): Buffer => Buffer.from(text, 'utf8');
const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');
const join = (...parts: readonly (string | Buffer)[]): Buffer => Buffer.concat(parts.map((p) => (typeof p === 'string' ? utf8(p) : p)));

/** The same greeting as the character sets write it. */
const greetings = {
  'utf-8': utf8('こんにちは, Привет, café, 🙂'),
  'iso-2022-jp': latin1('\x1b$B$3$s$K$A$O\x1b(B'),
  shift_jis: Buffer.from('82b182f182c982bf82cd', 'hex'),
  'koi8-r': Buffer.from('f0d2c9d7c5d4', 'hex'),
  'iso-8859-1': latin1('café'),
} as const;
type Charset = keyof typeof greetings;

const everyByte = Buffer.from(Array.from({ length: 256 }, (_, at) => at));

const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');

/** A second of sound, 8 kHz, 8 bit. */
const wav = (seed: string): Buffer => {
  const head = Buffer.alloc(44);
  head.write('RIFF', 0, 'latin1');
  head.writeUInt32LE(36 + 8_000, 4);
  head.write('WAVEfmt ', 8, 'latin1');
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(8_000, 24);
  head.writeUInt32LE(8_000, 28);
  head.writeUInt16LE(1, 32);
  head.writeUInt16LE(8, 34);
  head.write('data', 36, 'latin1');
  head.writeUInt32LE(8_000, 40);
  return join(head, noise(seed, 8_000));
};

const pdf = (seed: string): Buffer =>
  join('%PDF-1.4\n%', latin1('âãÏÓ'), '\n1 0 obj\n<<>>\nstream\n', noise(seed, 2_000), '\nendstream\n%%EOF');

const base64Lines = (bytes: Buffer): string => (bytes.toString('base64').match(/.{1,76}/g) ?? []).join('\r\n');

const large = ({ first }: Seed): number => (first ? 5_000_000 : 300_000);

// ── Mails ────────────────────────────────────────────────────────────────────────────────────────

/** A mail from its header lines, without line ends, and its body. Every one has the Message-ID by which a retry is known. */
const mail = (seed: Seed, lines: readonly (string | Buffer)[], body: Buffer | string, eol = '\r\n'): Buffer =>
  join(
    ...['From: Ann Sender <ann@sender.example>', 'To: bob@restante.example', `Message-ID: <${seed.key}>`, ...lines].flatMap((l) => [
      l,
      eol,
    ]),
    eol,
    body,
  );

const textMail =
  (charset: Charset) =>
  (seed: Seed): Draft => ({
    subject: `${seed.name} ${charset}`,
    body: mail(
      seed,
      [
        `Subject: ${seed.name} ${charset}`,
        'MIME-Version: 1.0',
        `Content-Type: text/plain; charset=${charset}`,
        'Content-Transfer-Encoding: 8bit',
      ],
      join(greetings[charset], '\r\n', seed.name, '\r\n'),
    ),
  });

const attachment = (type: string, name: string, bytes: Buffer, extra = ''): string =>
  `Content-Type: ${type}; name="${name}"\r\nContent-Transfer-Encoding: base64\r\n${extra}\r\n${base64Lines(bytes)}\r\n`;

const multipart = (seed: Seed, subtype: string, parts: readonly string[]): Draft => ({
  subject: `${seed.name} multipart/${subtype}`,
  body: mail(
    seed,
    [`Subject: ${seed.name} multipart/${subtype}`, 'MIME-Version: 1.0', `Content-Type: multipart/${subtype}; boundary="=_part"`],
    `${parts.map((part) => `--=_part\r\n${part}`).join('')}--=_part--\r\n`,
  ),
});

const htmlPart = (seed: Seed, more = ''): string =>
  `Content-Type: text/html; charset=utf-8\r\n\r\n<p>${seed.name} <b>bold</b>${more}</p>\r\n`;

const dots = '.\r\n..\r\n...\r\n.leading\r\n\r\n.\r\n\r\n..\r\nRCPT TO:<eve@example>\r\n.\r\nQUIT\r\n.';

const viaSmtp: Record<string, (seed: Seed) => Draft> = {
  ascii: (seed) => ({ subject: `${seed.name} plain`, body: mail(seed, [`Subject: ${seed.name} plain`], `Hello, ${seed.name}.\r\n`) }),
  'utf-8': textMail('utf-8'),
  'iso-2022-jp': textMail('iso-2022-jp'),
  shift_jis: textMail('shift_jis'),
  'koi8-r': textMail('koi8-r'),
  'iso-8859-1': textMail('iso-8859-1'),
  html: (seed) => ({
    subject: `${seed.name} html`,
    body: mail(
      seed,
      [`Subject: ${seed.name} html`, 'Content-Type: text/html; charset=utf-8'],
      `<p>${seed.name}</p><script>alert(1)</script><img src="http://remote.example/x.png">\r\n`,
    ),
  }),
  attachments: (seed) =>
    multipart(seed, 'mixed', [
      htmlPart(seed),
      attachment('application/pdf', 'report.pdf', pdf(seed.name), 'Content-Disposition: attachment; filename="report.pdf"\r\n'),
      attachment('audio/wav', 'sound.wav', wav(seed.name), 'Content-Disposition: attachment; filename="sound.wav"\r\n'),
    ]),
  'inline image': (seed) =>
    multipart(seed, 'related', [
      htmlPart(seed, '<img src="cid:dot@restante">'),
      attachment('image/png', 'dot.png', png, 'Content-ID: <dot@restante>\r\nContent-Disposition: inline\r\n'),
    ]),
  'large attachment': (seed) =>
    multipart(seed, 'mixed', [
      htmlPart(seed),
      attachment('application/octet-stream', 'large.bin', noise(seed.name, (large(seed) * 3) / 4)),
    ]),
  'lines of dots': (seed) => ({
    subject: `${seed.name} dots`,
    body: mail(seed, [`Subject: ${seed.name} dots`], dots),
  }),
  'mixed line ends': (seed) => ({
    subject: `${seed.name} line ends`,
    body: mail(seed, [`Subject: ${seed.name} line ends`], 'crlf\r\nlf\ncr\rlfcr\n\rcrcr\r\r.\r.\n.\r\n\n\nend\r'),
  }),
  'LF only': (seed) => ({ subject: `${seed.name} LF`, body: mail(seed, [`Subject: ${seed.name} LF`], `one\n.two\n${seed.name}`, '\n') }),
  'every byte': (seed) => ({
    subject: `${seed.name} every byte`,
    body: mail(
      seed,
      [`Subject: ${seed.name} every byte`, 'Content-Transfer-Encoding: binary'],
      join(everyByte, everyByte, noise(seed.name, 5_000)),
    ),
  }),
  'long line': (seed) => ({
    subject: `${seed.name} long line`,
    body: mail(seed, [`Subject: ${seed.name} long line`], 'x'.repeat(100_000)),
  }),
  'no body': (seed) => ({ subject: `${seed.name} no body`, body: mail(seed, [`Subject: ${seed.name} no body`], '') }),
  'no subject': (seed) => ({ subject: '', body: mail(seed, [], `${seed.name}\r\n`) }),
  'empty subject': (seed) => ({ subject: '', body: mail(seed, ['Subject:'], `${seed.name}\r\n`) }),
  'very long subject': (seed) => ({
    subject: `${seed.name} ${'long '.repeat(600)}`.slice(0, 1_000).trim(),
    body: mail(seed, [`Subject: ${seed.name} ${'long '.repeat(600)}`], `${seed.name}\r\n`),
  }),
  'folded subject': (seed) => ({
    subject: `${seed.name} one two three`,
    body: mail(seed, [`Subject: ${seed.name}\r\n one\r\n two\r\n three`], `${seed.name}\r\n`),
  }),
  'duplicate headers': (seed) => ({
    body: mail(
      seed,
      [`Subject: ${seed.name} first`, 'X-Twice: a', `Subject: ${seed.name} second`, 'X-Twice: b', 'From: eve@example'],
      `${seed.name}\r\n`,
    ),
  }),
  'encoded subject': (seed) => ({
    subject: `${seed.name} 日本語 café`,
    body: mail(seed, [`Subject: ${seed.name} =?UTF-8?B?5pel5pys6Kqe?= =?iso-8859-1?Q?_caf=E9?=`], `${seed.name}\r\n`),
  }),
  'broken words': (seed) => ({
    body: mail(seed, [`Subject: ${seed.name} =?UTF-8?B?5pel5p=?= =?no-such-set?Q?a=FFb?= =?UTF-8?Q?=E6=97 =??= =?`], `${seed.name}\r\n`),
  }),
  '8-bit header': (seed) => ({
    subject: `${seed.name} 日本語 raw`,
    body: mail(seed, [`Subject: ${seed.name} 日本語 raw`], `${seed.name}\r\n`),
  }),
  'Latin-1 header': (seed) => ({
    subject: `${seed.name} café`,
    body: mail(seed, [latin1(`Subject: ${seed.name} café`)], `${seed.name}\r\n`),
  }),
  'odd header lines': (seed) => ({
    body: mail(
      seed,
      [`Subject: ${seed.name} odd`, 'no colon here', ': nameless', 'X-\x01: \x02\x7f', ' leading space'],
      `${seed.name}\r\n`,
    ),
  }),
};

// ── HTTP ─────────────────────────────────────────────────────────────────────────────────────────

const named = (kind: string, draft: (seed: Seed) => Omit<Draft, 'subject' | 'query'>): ((seed: Seed) => Draft) => {
  return (seed) => ({ subject: `${seed.name} ${kind}`, headers: { Subject: `${seed.name} ${kind}` }, ...draft(seed) });
};

const text = (charset: Charset): ((seed: Seed) => Draft) =>
  named(charset, (seed) => ({ type: `text/plain; charset=${charset}`, body: join(greetings[charset], '\n', seed.name) }));

const binary = (kind: string, length: (seed: Seed) => number): ((seed: Seed) => Draft) =>
  named(kind, (seed) => ({ type: 'application/octet-stream', body: noise(seed.name, length(seed)) }));

const viaHttp: Record<string, (seed: Seed) => Draft> = {
  'text utf-8': text('utf-8'),
  'text iso-2022-jp': text('iso-2022-jp'),
  'text shift_jis': text('shift_jis'),
  'text koi8-r': text('koi8-r'),
  'text iso-8859-1': text('iso-8859-1'),
  'text html': named('html', (seed) => ({ type: 'text/html; charset=utf-8', body: utf8(`<!doctype html><p>${seed.name}</p>`) })),
  json: named('json', (seed) => ({ type: 'application/json', body: utf8(JSON.stringify({ name: seed.name })) })),
  png: named('png', (seed) => ({ type: 'image/png', body: join(png, seed.name) })),
  jpeg: named('jpeg', (seed) => ({
    type: 'image/jpeg',
    body: join(Buffer.from('ffd8ffe0', 'hex'), noise(seed.name, 40_000), Buffer.from('ffd9', 'hex')),
  })),
  audio: named('audio', (seed) => ({ type: 'audio/wav', body: wav(seed.name) })),
  pdf: named('pdf', (seed) => ({ type: 'application/pdf', body: pdf(seed.name) })),
  empty: named('empty', () => ({ type: 'text/plain', body: Buffer.alloc(0) })),
  '5 MB': binary('5 MB', large),
  'one chunk': binary('one chunk', () => 256 * 1024),
  'one chunk and a byte': binary('one chunk and a byte', () => 256 * 1024 + 1),
  'all bytes': named('all bytes', (seed) => ({ type: 'application/octet-stream', body: join(everyByte, '\0\0', seed.name, '\0') })),
  'line ends': named('line ends', (seed) => ({ type: 'text/plain', body: utf8(`crlf\r\nlf\ncr\rlfcr\n\r\n.\n\r\r${seed.name}`) })),
  'dots as they are': named('dots', (seed) => ({ type: 'text/plain', body: utf8(`.\r\n..\r\n.\n${seed.name}\r\n.\r\n`) })),
  'mail by HTTP': (seed) => ({
    subject: `${seed.name} mail`,
    type: 'message/rfc822',
    body: mail(seed, [`Subject: ${seed.name} mail`], `bare\nline ends stay\r${seed.name}`, '\n'),
  }),
  'type with parameters': named('typed', (seed) => ({ type: `text/x-odd+y; a="b;c, d"; charset=UTF-8`, body: utf8(seed.name) })),
  'subject in words': (seed) => ({
    subject: `${seed.name} 日本語`,
    type: 'text/plain; charset=utf-8',
    body: utf8(seed.name),
    headers: { Subject: `${seed.name} =?UTF-8?B?5pel5pys6Kqe?=` },
  }),
  'subject in raw UTF-8': (seed) => ({
    subject: `${seed.name} 🙂`,
    type: 'text/plain; charset=utf-8',
    body: utf8(seed.name),
    headers: { Subject: utf8(`${seed.name} 🙂`).toString('latin1') },
  }),
  'subject in the query': (seed) => ({
    subject: `${seed.name} a&b=c+d ñ`,
    type: 'text/plain; charset=utf-8',
    body: utf8(seed.name),
    query: `?subject=${encodeURIComponent(`${seed.name} a&b=c+d ñ`)}&from=${encodeURIComponent('Zoë <zoe@sender.example>')}`,
  }),
};

// ── The corpus ───────────────────────────────────────────────────────────────────────────────────

/** What SMTP makes of bytes: only CRLF ends a line there, and the last line has an end; stuffed dots are taken out again. */
const byWire = (body: Buffer): Buffer => {
  const lines = body.toString('latin1').replace(/\r\n|\r|\n/g, '\r\n');
  return latin1(lines.endsWith('\r\n') ? lines : `${lines}\r\n`);
};

/** Every kind with its way in, the two ways taking turns. */
export const kinds: readonly { kind: string; via: 'smtp' | 'http' }[] = (() => {
  const smtp = Object.keys(viaSmtp).map((kind) => ({ kind, via: 'smtp' as const }));
  const http = Object.keys(viaHttp).map((kind) => ({ kind, via: 'http' as const }));
  return Array.from({ length: Math.max(smtp.length, http.length) }, (_, at) => [smtp[at], http[at]])
    .flat()
    .filter((k) => k !== undefined);
})();

const entryAt = (at: number): Entry => {
  const chosen = kinds[at % kinds.length];
  if (!chosen) throw new Error('there are no kinds');
  const { kind, via } = chosen;
  const name = `#${String(at + 1).padStart(5, '0')}`;
  const key = `${at + 1}.${kind.replace(/[^a-z0-9]+/gi, '-')}@corpus.example`;
  const draft = (via === 'smtp' ? viaSmtp : viaHttp)[kind]?.({ name, key, first: at < kinds.length });
  if (!draft) throw new Error(`no kind ${kind}`);
  const { type = 'message/rfc822', subject, body, headers = {}, query = '' } = draft;
  const stored = via === 'smtp' ? byWire(body) : body;
  return { name, kind, via, ...(subject !== undefined && { subject }), type, body, stored, sha256: sha256(stored), key, headers, query };
};

/** The first `count` test messages, the same in every run: each kind in turn. `kinds.length` is one of each. */
export const corpus = (count: number): Entry[] => Array.from({ length: count }, (_, at) => entryAt(at));

// ── Sending ──────────────────────────────────────────────────────────────────────────────────────

/** Where to send: the mailbox and the token that `addMailbox` gave. */
export interface Destination {
  readonly mailbox: string;
  readonly sendToken: string;
}

interface Doors {
  readonly http: string;
  readonly smtp: { readonly host: string; readonly port: number };
}

/** Whether it may be sent again: the server was away, going or coming. */
class Away extends Error {
  override readonly name = 'Away';
}

const sendByHttp = async (entry: Entry, server: Doors, to: Destination): Promise<string> => {
  const response = await fetch(`${server.http}/v1/mailboxes/${to.mailbox}/messages${entry.query}`, {
    method: 'POST',
    body: new Uint8Array(entry.body),
    headers: { Authorization: `Bearer ${to.sendToken}`, 'Content-Type': entry.type, 'Idempotency-Key': entry.key, ...entry.headers },
  }).catch((error: Error) => {
    throw new Away(`${entry.name}: ${error.message}`, { cause: error });
  });
  const answer = await response.text().catch((error: Error) => {
    throw new Away(`${entry.name}: ${error.message}`, { cause: error });
  });
  if (response.status === 503) throw new Away(`${entry.name}: ${answer}`);
  if (response.status !== 201) throw new Error(`${entry.name} (${entry.kind}) by HTTP: ${response.status} ${answer}`);
  return (JSON.parse(answer) as { uid: string }).uid;
};

/** Sends bytes by SMTP as they are; returns the last reply. Failures have `responseCode` if the server gave one. */
export const sendMail = (
  smtp: Doors['smtp'],
  envelope: { from: string; to: string | string[]; size?: number },
  body: Buffer,
): Promise<string> =>
  new Promise((resolve, reject) => {
    const connection = new SMTPConnection({ ...smtp, ignoreTLS: true, name: 'test.example' });
    const fail = (error: Error): void => {
      // In this order: closing ends the connection, which must not count as the server's doing.
      reject(error);
      connection.close();
    };
    connection.on('error', fail);
    connection.once('end', () => reject(new Away('the connection was ended')));
    connection.connect((refused) => {
      if (refused) fail(refused);
      else
        connection.send(envelope, body, (error, info) => {
          if (error) return fail(error);
          resolve(info.response);
          connection.quit();
        });
    });
  });

const sendBySmtp = async (entry: Entry, server: Doors, to: Destination): Promise<string> => {
  const reply = await sendMail(server.smtp, { from: 'ann@sender.example', to: `${to.mailbox}@restante.example` }, entry.body).catch(
    (error: Error & { responseCode?: number }) => {
      if (error.responseCode === undefined || error.responseCode < 500) throw new Away(`${entry.name}: ${error.message}`, { cause: error });
      throw new Error(`${entry.name} (${entry.kind}) by SMTP: ${error.message}`, { cause: error });
    },
  );
  const uid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/.exec(reply)?.[0];
  if (uid === undefined) throw new Error(`${entry.name} by SMTP: no uid in "${reply}"`);
  return uid;
};

/** Waits a little before attempt `n`, 5 ms at first and 100 ms at last, and gives up after about half a minute. */
const backOff = (n: number, error: Error): Promise<void> => {
  if (n > 300) throw error;
  return new Promise((resolve) => setTimeout(resolve, Math.min(5 * n, 100)));
};

/**
 * Submits an entry and returns the uid of its receipt. While the server is away (killed, starting, stopping)
 * it is sent again as a careful sender would: with the same key. `server` may be a function, for one that
 * comes back elsewhere. `again(n, error)` is awaited before the n-th repetition; it gives up by throwing.
 */
export const send = async (
  entry: Entry,
  server: Doors | (() => Doors),
  to: Destination,
  again: (attempt: number, error: Error) => Promise<void> = backOff,
): Promise<string> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const doors = typeof server === 'function' ? server() : server;
      return await (entry.via === 'smtp' ? sendBySmtp : sendByHttp)(entry, doors, to);
    } catch (error) {
      if (!(error instanceof Away)) throw error;
      await again(attempt, error);
    }
  }
};
