import libmime from 'libmime';
import PostalMime, { type Email } from 'postal-mime';
import type { Attachment, MessageContent, MessageRow } from '../../protocol/bridge.ts';
import { shownAtMost } from './limits.ts';
import { mediaTypeOf } from './media.ts';

export { shownAtMost };

/** Types that a browser engine draws without running anything of theirs. */
const drawn = /^image\/(png|jpeg|gif|webp|avif|bmp)$/;

const parameterOf = (type: string, name: string): string | undefined => libmime.parseHeaderValue(type).params[name];

/** Text in the charset that its type names; UTF-8 if it names none, or one that nobody knows. */
export const decodeText = (bytes: Uint8Array, type: string): string => {
  const charset = parameterOf(type, 'charset') ?? 'utf-8';
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return new TextDecoder().decode(bytes);
  }
};

/** A file name that is only a name, on every system: no path, no control characters, nothing reserved. */
export const safeFileName = (name: string, type: string): string => {
  const cleaned = name
    .replace(/[\p{Cc}\p{Cf}<>:"/\\|?*]+/gu, '_')
    .replace(/^[. ]+|[. ]+$/g, '')
    .slice(0, 120)
    .trim();
  const base = cleaned === '' || /^(con|prn|aux|nul|com\d|lpt\d)(\..*)?$/i.test(cleaned) ? `message${cleaned && `_${cleaned}`}` : cleaned;
  const extension = libmime.detectExtension(mediaTypeOf(type));
  return /\.[A-Za-z0-9]{1,8}$/.test(base) ? base : `${base}.${mediaTypeOf(type) === 'message/rfc822' ? 'eml' : extension}`;
};

/** The name under which a message is saved. */
export const fileNameOf = (row: Pick<MessageRow, 'subject' | 'type'>): string => safeFileName(row.subject || 'message', row.type);

/** One attachment with its bytes. */
export interface AttachedFile extends Attachment {
  readonly data: Uint8Array;
}

const filesOf = (mail: Email): AttachedFile[] =>
  mail.attachments.map(({ filename, mimeType, content }) => {
    const data = typeof content === 'string' ? new TextEncoder().encode(content) : new Uint8Array(content);
    return { name: safeFileName(filename ?? 'attachment', mimeType), type: mimeType, bytes: data.byteLength, data };
  });

export const parseMail = (bytes: Uint8Array): Promise<Email> => PostalMime.parse(bytes, { maxNestingDepth: 50 });

/** The attachments of a message; none if it is not a mail, or a damaged one. */
export const readAttachments = async (row: MessageRow, bytes: Uint8Array): Promise<AttachedFile[]> => {
  if (mediaTypeOf(row.type) !== 'message/rfc822') return [];
  try {
    return filesOf(await parseMail(bytes));
  } catch {
    return [];
  }
};

type Shown = Pick<MessageContent, 'body' | 'attachments' | 'to'>;

const readMail = async (row: MessageRow, bytes: Uint8Array): Promise<Shown> => {
  let mail: Email;
  try {
    mail = await parseMail(bytes);
  } catch {
    // What cannot be taken apart can be saved as it came.
    return { body: { kind: 'file', name: fileNameOf(row) }, attachments: [], to: '' };
  }
  const to = (mail.to ?? []).map((a) => a.name || ('address' in a ? (a.address ?? '') : '')).join(', ');
  const attachments = filesOf(mail).map(({ data: _, ...attachment }) => attachment);
  if (mail.text !== undefined || mail.html === undefined) return { body: { kind: 'text', text: mail.text ?? '' }, attachments, to };
  return { body: { kind: 'html', html: mail.html }, attachments, to };
};

/** What the reading pane shows of a message. Never fails on what strangers wrote. */
export const readContent = async (row: MessageRow, bytes: Uint8Array): Promise<Shown> => {
  const type = mediaTypeOf(row.type);
  const file: Shown = { body: { kind: 'file', name: fileNameOf(row) }, attachments: [], to: '' };
  if (row.bytes > shownAtMost) return file;
  if (type === 'message/rfc822') return readMail(row, bytes);
  if (type === 'text/html') return { ...file, body: { kind: 'html', html: decodeText(bytes, row.type) } };
  if (type.startsWith('text/')) return { ...file, body: { kind: 'text', text: decodeText(bytes, row.type) } };
  if (drawn.test(type)) return { ...file, body: { kind: 'image', type, data: bytes } };
  return file;
};
