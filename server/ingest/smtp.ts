import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerAddress, type SMTPServerSession } from 'smtp-server';
import { Problem } from '../../protocol/errors.ts';
import { mailboxName } from '../../protocol/mailbox.ts';
import { limits } from '../limits.ts';
import { StorageError } from '../store/port.ts';
import { readMailHeader } from './header.ts';
import type { Ingest } from './submission.ts';

/** An SMTP reply other than 250 (RFC 5321 §4.2, RFC 3463 for the enhanced code in the text). */
const reply = (responseCode: number, text: string): Error => Object.assign(new Error(text), { responseCode });

/** The mailbox of an address: what stands before the `@`, any domain. */
const mailboxOf = (address: string): string | undefined => {
  const name = address.slice(0, address.lastIndexOf('@')).toLowerCase();
  return mailboxName.test(name) ? name : undefined;
};

const replyTo = (error: unknown): Error => {
  if (error instanceof Problem && error.code === 'message-too-large') return reply(552, `5.3.4 ${error.message}`);
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
      const store = async (): Promise<string> => {
        const taken = await deps.ingest.take(stream.iterator({ destroyOnReturn: false }));
        // The size parameter may have lied or be absent: smtp-server then tells at the end of the data.
        if (stream.sizeExceeded) throw new Problem('message-too-large', `A message may have at most ${deps.maxBytes} bytes`);
        const header = readMailHeader(taken.start);
        const mailboxes = [...new Set(session.envelope.rcptTo.map((r) => mailboxOf(r.address)))].filter((m) => m !== undefined);
        const digest = Buffer.from(taken.sha256).toString('hex');
        const acceptances = await deps.ingest.accept(
          taken,
          {
            type: 'message/rfc822',
            subject: header.subject,
            sender: header.from || (session.envelope.mailFrom ? session.envelope.mailFrom.address : ''),
            envelope: envelopeOf(session, session.envelope.rcptTo),
          },
          // A lost 250 makes the client send again: the same Message-ID with the same bytes is that mail.
          mailboxes.map((mailbox) => ({
            mailbox,
            ...(header.messageId !== undefined && { retry: { scope: `smtp:${mailbox}`, key: `${digest} ${header.messageId}` } }),
          })),
        );
        return acceptances.flatMap((a) => (a.kind === 'key-reused' ? [] : [a.uid])).join(' ');
      };
      store().then(
        (uids) => callback(null, `2.6.0 ${uids.slice(0, 400)} stored`),
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
