import libmime from 'libmime';
import { decodeWords, type Email } from 'postal-mime';
import type { Header, MessageContent, MessageRow } from '../../protocol/bridge.ts';
import { type AttachedFile, filesOf, previewOf } from './attachments.ts';
import { decodeBytes, withLatinSigns } from './charset.ts';
import { headersAtMost, shownAtMost, textAtMost } from './limits.ts';
import { mediaTypeOf } from './media.ts';
import { parseMail } from './mime.ts';
import { fileNameOf } from './names.ts';

/** Text in the charset that its type names, or in the one that it looks like. */
export const decodeText = (bytes: Uint8Array, type: string): string =>
  decodeBytes(bytes, libmime.parseHeaderValue(type).params.charset, mediaTypeOf(type) === 'text/html');

type Shown = Omit<MessageContent, 'row'>;

/** A message taken apart: what is shown of it, and its files with their bytes. */
export interface Opened {
  readonly shown: Shown;
  readonly files: readonly AttachedFile[];
}

const textBody = (text: string): Shown['body'] => ({ kind: 'text', text: text.slice(0, textAtMost), cut: text.length > textAtMost });
const htmlBody = (html: string, text: string | null): Shown['body'] => ({
  kind: 'html',
  html: html.slice(0, textAtMost),
  text: text?.slice(0, textAtMost) ?? null,
  cut: html.length > textAtMost,
});

const headersOf = (mail: Email): Header[] =>
  mail.headers.slice(0, headersAtMost.count).map(({ originalKey, value }) => ({
    name: originalKey.slice(0, headersAtMost.length),
    value: withLatinSigns(decodeWords(value)).slice(0, headersAtMost.length),
  }));

const openMail = async (row: MessageRow, bytes: Uint8Array): Promise<Opened> => {
  let mail: Email;
  try {
    mail = await parseMail(bytes);
  } catch {
    // What cannot be taken apart can be saved as it came.
    return { shown: { body: { kind: 'file', name: fileNameOf(row), why: 'type' }, attachments: [], to: '', headers: [] }, files: [] };
  }
  const to = (mail.to ?? []).map((a) => a.name || ('address' in a ? (a.address ?? '') : '')).join(', ');
  const files = filesOf(mail);
  const attachments = files.map(({ data: _, ...attachment }) => attachment);
  const body =
    mail.html === undefined
      ? textBody(withLatinSigns(mail.text ?? ''))
      : htmlBody(withLatinSigns(mail.html), mail.text === undefined ? null : withLatinSigns(mail.text));
  return { shown: { body, attachments, to: withLatinSigns(to), headers: headersOf(mail) }, files };
};

/** What the reading pane shows of a message. Never fails on what strangers wrote. @param bytes empty if it is too large to be shown */
export const openMessage = async (row: MessageRow, bytes: Uint8Array): Promise<Opened> => {
  const type = mediaTypeOf(row.type);
  const shown = (body: Shown['body']): Opened => ({ shown: { body, attachments: [], to: '', headers: [] }, files: [] });
  const file = (why: 'size' | 'type'): Opened => shown({ kind: 'file', name: fileNameOf(row), why });
  if (row.bytes > shownAtMost) return file('size');
  if (type === 'message/rfc822') return openMail(row, bytes);
  if (type === 'text/html') return shown(htmlBody(decodeText(bytes, row.type), null));
  if (type.startsWith('text/')) return shown(textBody(decodeText(bytes, row.type)));
  const preview = previewOf(type);
  if (preview === 'image') return shown({ kind: 'image', type, data: bytes });
  return preview ? shown({ kind: preview, name: fileNameOf(row), type }) : file('type');
};
