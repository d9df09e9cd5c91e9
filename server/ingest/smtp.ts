import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerAddress, type SMTPServerSession } from 'smtp-server';
import { Problem } from '../../protocol/errors.ts';
import { mailboxName } from '../../protocol/mailbox.ts';
import { limits } from '../limits.ts';
import { type Acceptance, StorageError } from '../store/port.ts';
import { readMailHeader } from './header.ts';
import type { Address, Ingest, Taken } from './submission.ts';

/** An SMTP reply other than 250 (RFC 5321 §4.2, RFC 3463 for the enhanced code in the text). */
const reply = (responseCode: number, text: string): Error => Object.assign(new Error(text), { responseCode });

/** The mailbox of an address: what stands before the `@`, any domain. */
const mailboxOf = (address: string): string | undefined => {
  const name = address.slice(0, address.lastIndexOf('@')).toLowerCase();
  return mailboxName.test(name) ? name : undefined;
};

const replyTo = (error: unknown): Error => {
  if (error instanceof Problem && error.code === 'message-too-large') return reply(552, `5.3.4 ${error.message}`);
  if (error instanceof Problem && error.code === 'mail-ambiguous') return reply(550, `5.6.0 ${error.message}`);
  if (error instanceof StorageError && error.failure === 'full')
    return reply(452, '4.3.1 The disk is full; nothing was stored, try again later');
  return reply(451, '4.3.0 The message could not be stored, try again later');
};

const envelopeOf = (session: SMTPServerSession, recipients: readonly SMTPServerAddress[]): Record<string, unknown> => ({
  via: 'smtp',
  from: session.envelope.mailFrom ? session.envelope.mailFrom.address : '',
  to: recipients.map((r) => r.address),
  client: session.remoteAddress,
  hello: session.hostNameAppearsAs,
  tls: session.secure,
});

/** What smtp-server keeps of a connection; its types leave this open. A 421 ends it. */
interface OpenConnection {
  readonly id: string;
  send(code: number, text: string): void;
}

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
  close(): Promise<void>;
}

/** Submission by SMTP: 250 only when the message is durable for every recipient that was accepted. */
export const createSmtpDoor = (deps: {
  ingest: Ingest;
  has: (mailbox: string) => boolean;
  maxBytes: number;
  failed: (error: unknown) => void;
}): SmtpDoor => {
  /** Ids of the sessions that are handing a message over. */
  const busy = new Set<string>();
  const server = new SMTPServer({
    banner: 'Restante',
    size: deps.maxBytes,
    authOptional: true,
    // No accounts and no certificates for SMTP yet: it listens on loopback.
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    maxClients: limits.smtpClients,
    socketTimeout: limits.smtpSilence,
    closeTimeout: limits.stop,
    onClose: (session) => void busy.delete(session.id),
    onRcptTo(address, session, callback) {
      const mailbox = mailboxOf(address.address);
      if (mailbox === undefined || !deps.has(mailbox)) callback(reply(550, '5.1.1 There is no such mailbox here'));
      else if (session.envelope.rcptTo.length >= limits.smtpRecipients) callback(reply(452, '4.5.3 Too many recipients'));
      else callback();
    },
    onData(stream, session, done) {
      busy.add(session.id);
      const callback: typeof done = (error, message) => {
        busy.delete(session.id);
        done(error, message);
      };
      const addressOf = ({ start, sha256 }: Taken): Address => {
        // The size parameter may have lied or be absent: smtp-server then tells at the end of the data.
        if (stream.sizeExceeded) throw new Problem('message-too-large', `A message may have at most ${deps.maxBytes} bytes`);
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
          envelope: envelopeOf(session, rcptTo),
          recipients: mailboxes.map((mailbox) => ({ mailbox, ...(key !== undefined && { retry: { scope: `smtp:${mailbox}`, key } }) })),
        };
      };
      deps.ingest(unambiguous(stream.iterator({ destroyOnReturn: false })), addressOf).then(
        (acceptances) => callback(null, `2.6.0 ${uidsOf(acceptances)} stored`),
        (error) => {
          // A client that goes away in the middle is its own affair: nothing of it is stored.
          if (stream.destroyed && !stream.readableEnded) return;
          if (!(error instanceof Problem)) deps.failed(error);
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
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        // Those that are between two messages need not be waited for (RFC 5321 §3.8).
        for (const connection of server.connections as Set<OpenConnection>)
          if (!busy.has(connection.id)) connection.send(421, 'The server is stopping, try again later');
      }),
  };
};
