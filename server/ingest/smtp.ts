import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerAddress, type SMTPServerOptions, type SMTPServerSession } from 'smtp-server';
import { Problem } from '../../protocol/errors.ts';
import type { Grant } from '../directory/index.ts';
import { limits } from '../limits.ts';
import { clientKey, type Rates } from '../rates.ts';
import type { Acceptance } from '../store/port.ts';
import { type Certificate, minVersion } from '../tls.ts';
import type { Fate } from './fate.ts';
import { readMailHeader } from './header.ts';
import { mailboxOf, readPath } from './path.ts';
import { createPatience } from './patience.ts';
import { reply, replyTo, replyToRecipient } from './reply.ts';
import type { Address, Ingest, Taken } from './submission.ts';

/** ms, but for the number of clients. */
export interface SmtpTimes {
  /** Without a byte from the client. */
  readonly smtpSilence: number;
  /** From the greeting, or from the mail before, to DATA. */
  readonly smtpEnvelope: number;
  /** For the data of one mail. */
  readonly smtpMail: number;
  /** Connections at a time. */
  readonly smtpClients: number;
}

/** Who has authenticated. Of the secret only this function knows: a token that was revoked since opens nothing. */
interface Login {
  grant(): Grant | undefined;
}

const loginOf = (session: SMTPServerSession): Login | undefined => (session.user as Login | undefined) || undefined;

const envelopeOf = (session: SMTPServerSession): Record<string, unknown> => {
  const grant = loginOf(session)?.grant();
  return {
    via: 'smtp',
    from: session.envelope.mailFrom ? session.envelope.mailFrom.address : '',
    client: session.remoteAddress,
    hello: session.hostNameAppearsAs,
    tls: session.secure,
    ...(grant && { token: grant.token }),
  };
};

/** The addresses of a mailbox among the recipients. */
const addressesOf = (recipients: readonly SMTPServerAddress[], mailbox: string): string[] =>
  recipients.map(({ address }) => address).filter((address) => mailboxOf(address) === mailbox);

/** The bytes that MAIL announced; smtp-server has refused what is no number. */
const announced = ({ envelope: { mailFrom } }: SMTPServerSession): number | undefined => {
  const parameters = mailFrom ? mailFrom.args : false;
  const size = parameters ? parameters.SIZE : undefined;
  return typeof size === 'string' ? Number(size) : undefined;
};

type Connection = SMTPServer['connections'] extends Set<infer C> ? C : never;

/** smtp-server refuses addresses that it need not understand, as that with a quoted blank or without a domain: it is given a plain one. */
const readOwnPaths = (connection: Connection): void => {
  const parse = connection._parseAddressCommand.bind(connection);
  connection._parseAddressCommand = (name, command) => {
    const path = readPath(command.toString());
    if (!path) return parse(name, command);
    const parsed = parse(name, `${path.verb}:<someone@somewhere> ${path.parameters}`);
    return parsed && { ...parsed, address: path.address };
  };
};

/** Commands that a delivery server has no use for; some are jests of smtp-server. */
const needless = ['XCLIENT', 'XFORWARD', 'WIZ', 'SHELL', 'KILL'];

const [lineFeed, carriageReturn] = [0x0a, 0x0d];

/**
 * A mail whose lines end in a bare LF may have lost a dot on the way: whether a client doubles the dots
 * behind such a line end, and whether a server takes them away, is not agreed on (RFC 5321 §2.3.8, §4.5.2).
 * Rather than store what may be damaged, it is refused.
 * @throws Problem `mail-ambiguous`
 */
async function* unambiguous(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  /** The last two bytes of what came before; at the start of a mail, as if a line had ended. */
  let before = Buffer.from([carriageReturn, lineFeed]);
  for await (const part of source) {
    const bytes = Buffer.concat([before, part]);
    for (let at = bytes.indexOf('\n.', 1); at > 0; at = bytes.indexOf('\n.', at + 1))
      if (bytes[at - 1] !== carriageReturn)
        throw new Problem('mail-ambiguous', 'A line behind a bare LF begins with a dot; send the mail with CRLF line ends');
    before = bytes.subarray(-2);
    yield part;
  }
}

/** The uids of a receipt, as many as a reply line holds (RFC 5321 §4.5.3.1.5). */
const uidsOf = (acceptances: readonly Acceptance[]): string =>
  acceptances
    .flatMap((a) => (a.kind === 'accepted' || a.kind === 'known' ? [a.uid] : []))
    .slice(0, 10)
    .join(' ');

export interface SmtpDoor {
  listen(port: number, host: string): Promise<AddressInfo>;
  /** New sessions see it; open ones go on as they are. */
  use(certificate: Certificate): void;
  close(): Promise<void>;
}

/** Submission by SMTP: 250 only when the message is durable for every recipient that was accepted. */
export const createSmtpDoor = (deps: {
  ingest: Ingest;
  grant: (secret: string) => Grant | undefined;
  /** `size`: bytes that the client announced. */
  fate: (mailbox: string, grant: Grant | undefined, size: number | undefined) => Promise<Fate>;
  rates: Rates;
  /** For STARTTLS; `undefined`: there is none. */
  certificate: Certificate | undefined;
  /** Other machines reach the door: no AUTH before STARTTLS, and no MAIL before AUTH. */
  demanding: boolean;
  maxBytes: number;
  times: SmtpTimes;
  failed: (error: unknown) => void;
}): SmtpDoor => {
  const { fate, rates, certificate, demanding, maxBytes, times, failed } = deps;
  /** Ids of the sessions that are handing a message over. */
  const busy = new Set<string>();
  const connectionOf = (id: string): Connection | undefined => [...server.connections].find((c) => c.id === id);
  const patience = createPatience((id) => connectionOf(id)?.send(421, '4.4.2 It took too long; nothing was stored, try again later'));
  const disabled = [...needless, ...(certificate ? [] : ['STARTTLS'])];

  const onConnect: SMTPServerOptions['onConnect'] = (session, callback) => {
    const connection = connectionOf(session.id);
    if (connection) readOwnPaths(connection);
    // What is not offered is not advertised either: a client would send its password to see it refused.
    session.disabledCommands = demanding ? [...disabled, 'AUTH'] : disabled;
    patience.allow(session.id, times.smtpEnvelope);
    callback();
  };

  const onAuth: SMTPServerOptions['onAuth'] = ({ password }, session, callback) => {
    const find = (): Grant | undefined => deps.grant(password ?? '');
    const scope = find()?.scope;
    if (scope === 'send' || scope === 'admin') return callback(null, { user: { grant: find } satisfies Login });
    // The token comes first, and only then how often others failed: a valid one is never turned away.
    return rates.failures.take(clientKey(session.remoteAddress)).kind === 'allowed'
      ? callback(reply(535, '5.7.8 The password is not a token that may send'))
      : callback(reply(454, '4.7.0 Too many passwords were wrong, try again later'));
  };

  const onMailFrom: SMTPServerOptions['onMailFrom'] = (_address, session, callback) => {
    const login = loginOf(session);
    const grant = login?.grant();
    if (demanding && !session.secure) return callback(reply(530, '5.7.0 Use STARTTLS, then authenticate'));
    if (demanding && !login) return callback(reply(530, '5.7.0 Authenticate first'));
    if (login && !grant) return callback(reply(530, '5.7.0 The token does not hold any more; authenticate anew'));
    if (rates.submissions.take(grant?.token ?? clientKey(session.remoteAddress)).kind === 'refused')
      return callback(reply(450, '4.7.1 Too many mails came at once, try again later'));
    return callback();
  };

  const onRcptTo: SMTPServerOptions['onRcptTo'] = ({ address }, session, callback) => {
    const mailbox = mailboxOf(address);
    if (mailbox === undefined) return callback(replyToRecipient('unknown'));
    if (session.envelope.rcptTo.length >= limits.smtpRecipients) return callback(reply(452, '4.5.3 Too many recipients'));
    return fate(mailbox, loginOf(session)?.grant(), announced(session)).then(
      (found) => callback(replyToRecipient(found)),
      (error) => {
        failed(error);
        callback(reply(451, '4.3.0 The mailbox cannot be looked up now, try again later'));
      },
    );
  };

  const server = new SMTPServer({
    banner: 'Restante',
    size: maxBytes,
    ...(certificate && { ...certificate, minVersion }),
    disabledCommands: disabled,
    authMethods: ['PLAIN', 'LOGIN'],
    // Who must authenticate, and when, is decided above.
    authOptional: true,
    allowInsecureAuth: true,
    disableReverseLookup: true,
    maxClients: times.smtpClients,
    socketTimeout: times.smtpSilence,
    closeTimeout: limits.stop,
    onConnect,
    onSecure(_socket, session, callback) {
      session.disabledCommands = disabled;
      callback();
    },
    onAuth,
    onMailFrom,
    onRcptTo,
    onClose(session) {
      busy.delete(session.id);
      patience.end(session.id);
    },
    onData(stream, session, done) {
      busy.add(session.id);
      patience.allow(session.id, times.smtpMail);
      // From here on it is the server that takes its time.
      stream.once('end', () => patience.end(session.id));
      const callback: typeof done = (error, message) => {
        busy.delete(session.id);
        patience.allow(session.id, times.smtpEnvelope);
        done(error, message);
      };
      const addressOf = ({ start, sha256 }: Taken): Address => {
        // The size parameter may have lied or be absent: smtp-server then tells at the end of the data.
        if (stream.sizeExceeded) throw new Problem('message-too-large', `A message may have at most ${maxBytes} bytes`);
        const { subject, from, messageId } = readMailHeader(start);
        // A header longer than what is looked at may hold its Message-ID further down: its bytes must do.
        const identity = messageId ?? (start.byteLength === limits.mailHeaderBytes ? '' : undefined);
        const { mailFrom, rcptTo } = session.envelope;
        const mailboxes = [...new Set(rcptTo.map((r) => mailboxOf(r.address)))].filter((m) => m !== undefined);
        // A lost 250 makes the client send again: the same Message-ID with the same bytes is that mail.
        const key = identity === undefined ? undefined : `${Buffer.from(sha256).toString('hex')} ${identity}`;
        return {
          type: 'message/rfc822',
          subject,
          sender: from || (mailFrom ? mailFrom.address : ''),
          envelope: envelopeOf(session),
          recipients: mailboxes.map((mailbox) => ({
            mailbox,
            // Its own alone: of a blind copy nobody else is told.
            envelope: { to: addressesOf(rcptTo, mailbox) },
            ...(key !== undefined && { retry: { scope: `smtp:${mailbox}`, key } }),
          })),
        };
      };
      deps.ingest(unambiguous(stream.iterator({ destroyOnReturn: false })), addressOf).then(
        (acceptances) => callback(null, `2.6.0 ${uidsOf(acceptances)} stored`),
        (error) => {
          // A client that goes away in the middle is its own affair: nothing of it is stored.
          if (stream.destroyed && !stream.readableEnded) return;
          if (!(error instanceof Problem)) failed(error);
          const answer = (): void => callback(replyTo(error));
          if (stream.readableEnded) answer();
          // What is left of the data must be read before the client listens for an answer.
          else stream.once('end', answer).resume();
        },
      );
    },
  });
  // Clients that break off or talk nonsense; nothing of theirs was stored.
  server.on('error', () => {});
  return {
    listen: (port, host) =>
      new Promise((resolve, reject) => {
        server.server.once('error', reject);
        server.listen(port, host, () => {
          server.server.off('error', reject);
          resolve(server.server.address() as AddressInfo);
        });
      }),
    use: (next) => server.updateSecureContext({ ...next }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        // Those that are between two messages need not be waited for (RFC 5321 §3.8).
        for (const connection of server.connections)
          if (!busy.has(connection.id)) connection.send(421, 'The server is stopping, try again later');
      }),
  };
};
