import MailComposer from 'nodemailer/lib/mail-composer';
import type { StoredLetter } from './letter.ts';

/** Who sends, as a mail says it. */
export interface From {
  readonly name: string;
  readonly mailbox: string;
  readonly domain: string;
}

/** The Message-ID of a letter: its own each time that it is sent. */
const messageIdOf = ({ id, at }: StoredLetter, domain: string): string =>
  `<${id}.${at.toString(36)}@${domain.replace(/^\[(IPv6:)?|\]$/g, '').replaceAll(':', '-')}>`;

/**
 * A letter as a mail (RFC 5322), as a stream. It is made once and kept until every recipient has it: a retry must send the
 * same bytes. The composer folds and encodes header lines, and lets no line end through.
 * @param pathOf where the bytes of an attachment are
 */
export const composeMail = (
  letter: StoredLetter,
  { name, mailbox, domain }: From,
  pathOf: (file: string) => string,
): AsyncIterable<Uint8Array> =>
  new MailComposer({
    from: { name, address: `${mailbox}@${domain}` },
    to: letter.to.map((recipient) => ({ name: '', address: `${recipient}@${domain}` })),
    subject: letter.subject,
    messageId: messageIdOf(letter, domain),
    date: new Date(letter.at),
    ...(letter.references.length > 0 && { inReplyTo: letter.references.at(-1), references: [...letter.references] }),
    // A mail of attachments alone would become the first of them.
    text: letter.text.replace(/\r\n?|\n/g, '\r\n') || '\r\n',
    attachments: letter.files.map((file) => ({
      filename: file.name,
      path: pathOf(file.id),
      contentDisposition: 'attachment' as const,
      contentType: file.type,
    })),
    disableUrlAccess: true,
  })
    .compile()
    .createReadStream();
