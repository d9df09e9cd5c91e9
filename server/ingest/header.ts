import libmime from 'libmime';
import { readable, textOf } from '../../protocol/header.ts';

export interface MailHeader {
  readonly subject: string;
  readonly from: string;
  readonly messageId?: string;
}

/** What the start of a mail (RFC 5322) says of it. Never fails: a damaged header says nothing. */
export const readMailHeader = (start: Uint8Array): MailHeader => {
  const text = textOf(start);
  const end = /\r?\n\r?\n/.exec(text);
  const headers = libmime.decodeHeaders(end ? text.slice(0, end.index) : text);
  const first = (name: string): string => {
    const values = headers[name];
    const value = Array.isArray(values) ? values[0] : values;
    return typeof value === 'string' ? value : '';
  };
  const messageId = readable(first('message-id'));
  return { subject: readable(first('subject')), from: readable(first('from')), ...(messageId !== '' && { messageId }) };
};
