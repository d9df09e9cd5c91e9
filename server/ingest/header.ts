import libmime from 'libmime';
import { readable, textOf } from '../../protocol/header.ts';

export interface MailHeader {
  readonly subject: string;
  readonly from: string;
  readonly messageId?: string;
}

/** What the start of a mail (RFC 5322) says of it. Never fails: a damaged header says nothing. */
export const readMailHeader = (start: Uint8Array): MailHeader => {
  // Byte for character: what follows the header may be in any charset, and says nothing of the header's.
  const end = /(?:^|\n)\r?\n/.exec(Buffer.from(start).toString('latin1'));
  const headers = libmime.decodeHeaders(textOf(end ? start.subarray(0, end.index) : start));
  const first = (name: string): string => {
    const values = headers[name];
    const value = Array.isArray(values) ? values[0] : values;
    return typeof value === 'string' ? value : '';
  };
  const messageId = readable(first('message-id'));
  return { subject: readable(first('subject')), from: readable(first('from')), ...(messageId !== '' && { messageId }) };
};
