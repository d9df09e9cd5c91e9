import { Problem } from '../../protocol/errors.ts';
import { StorageError } from '../store/port.ts';
import type { Fate } from './fate.ts';

/** An SMTP reply other than 250 (RFC 5321 §4.2, RFC 3463 for the enhanced code in the text). */
export const reply = (responseCode: number, text: string): Error => Object.assign(new Error(text), { responseCode });

/** The reply to a mail that was not stored. */
export const replyTo = (error: unknown): Error => {
  if (error instanceof Problem && error.code === 'message-too-large') return reply(552, `5.3.4 ${error.message}`);
  if (error instanceof Problem && error.code === 'mail-ambiguous') return reply(550, `5.6.0 ${error.message}`);
  if (error instanceof Problem && error.code === 'mailbox-full') return reply(452, `4.2.2 ${error.message}`);
  if (error instanceof StorageError && error.failure === 'full')
    return reply(452, '4.3.1 The disk is full; nothing was stored, try again later');
  return reply(451, '4.3.0 The message could not be stored, try again later');
};

/** The reply to a recipient; `undefined`: it is taken. */
export const replyToRecipient = (fate: Fate): Error | undefined => {
  switch (fate) {
    case 'accepted':
      return undefined;
    case 'unknown':
      return reply(550, '5.1.1 There is no such mailbox here');
    case 'forbidden':
      return reply(550, '5.7.1 This token does not allow to send to this mailbox');
    case 'full':
      return reply(452, '4.2.2 The mailbox is full, try again later');
  }
};
