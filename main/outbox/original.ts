import { buffer } from 'node:stream/consumers';
import PostalMime, { type Email } from 'postal-mime';
import type { Original } from '../../protocol/bridge.ts';
import type { InboxMessage } from '../inbox/port.ts';
import { decodeText } from '../reading/content.ts';
import { isMail, isText, mediaTypeOf } from '../reading/media.ts';

/** Bytes at the start of a message in which its header is looked for; the server looks in as many. */
const headerBytes = 64 * 1024;
/** Messages of a thread that an answer names (RFC 5322 §3.6.4 recommends all; a header has an end). */
const named = 20;

const idForm = /<[^<>\s]{1,250}>/g;

async function* startOf(bytes: AsyncIterable<Uint8Array>, limit: number): AsyncGenerator<Uint8Array> {
  let taken = 0;
  for await (const part of bytes) {
    yield part.subarray(0, limit - taken);
    taken += part.byteLength;
    if (taken >= limit) return;
  }
}

/** The Message-IDs that an answer to the message names, the message's own last; none, if it has none. */
export const readReferences = async ({ type }: InboxMessage, bytes: AsyncIterable<Uint8Array>): Promise<string[]> => {
  if (!isMail(type)) return [];
  const start = await buffer(startOf(bytes, headerBytes));
  try {
    const { messageId, references = '', inReplyTo = '' } = await PostalMime.parse(new Uint8Array(start), { maxNestingDepth: 2 });
    const [own] = messageId?.match(idForm) ?? [];
    return own === undefined ? [] : [...(references.match(idForm) ?? inReplyTo.match(idForm) ?? []).slice(-named + 1), own];
  } catch {
    return [];
  }
};

const senderOf = (mail: Email, otherwise: string): string => {
  const first = mail.replyTo?.[0] ?? mail.from;
  const address = first && 'address' in first ? first.address : undefined;
  if (!first || !address) return otherwise;
  return first.name ? `${first.name} <${address}>` : address;
};

const bodyOf = (mail: Email): Original['body'] => {
  // Some give a layout an empty text for its alternative.
  if (mail.text !== undefined && (mail.text.trim() !== '' || mail.html === undefined)) return { kind: 'text', text: mail.text };
  return mail.html === undefined ? null : { kind: 'html', html: mail.html };
};

/** What an answer quotes. @param bytes undefined if the message is too large for that, or damaged */
export const readOriginal = async (message: InboxMessage, bytes: Uint8Array<ArrayBuffer> | undefined): Promise<Original> => {
  const { from, subject, type, acceptedAt: at } = message;
  const bare: Original = { from, subject, at, body: null };
  if (!bytes) return bare;
  if (mediaTypeOf(type) === 'text/html') return { ...bare, body: { kind: 'html', html: decodeText(bytes, type) } };
  if (isText(type)) return { ...bare, body: { kind: 'text', text: decodeText(bytes, type) } };
  if (!isMail(type)) return bare;
  try {
    const mail = await PostalMime.parse(bytes, { maxNestingDepth: 50 });
    return { from: senderOf(mail, from), subject, at: Date.parse(mail.date ?? '') || at, body: bodyOf(mail) };
  } catch {
    return bare;
  }
};
