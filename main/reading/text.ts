import { indexedAtMost } from '../inbox/words.ts';
import { decodeText } from './content.ts';
import { wordsOfHtml } from './html.ts';
import { searched } from './limits.ts';
import { isMail, isText, mediaTypeOf } from './media.ts';
import { parseMail } from './mime.ts';
import { type MessageText, noText } from './text-thread.ts';

const bodyOf = (text: string, html: string): string => (text.trim() === '' ? wordsOfHtml(html) : text).slice(0, indexedAtMost);

/** The words of a message. Never fails on what strangers wrote: what cannot be taken apart has none. */
export const readText = async (type: string, bytes: Uint8Array): Promise<MessageText> => {
  if (isMail(type))
    try {
      const { text = '', html = '', attachments } = await parseMail(bytes);
      const names = attachments.slice(0, searched.names).map(({ filename }) => (filename ?? '').slice(0, searched.name));
      return { body: bodyOf(text, html), attachments: names };
    } catch {
      return noText;
    }
  if (!isText(type)) return noText;
  const text = decodeText(bytes, type);
  return { body: mediaTypeOf(type) === 'text/html' ? bodyOf('', text) : bodyOf(text, ''), attachments: [] };
};
