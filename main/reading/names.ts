import libmime from 'libmime';
import type { MessageRow } from '../../protocol/bridge.ts';
import { mediaTypeOf } from './media.ts';

export const extensionOf = (type: string): string =>
  mediaTypeOf(type) === 'message/rfc822' ? 'eml' : libmime.detectExtension(mediaTypeOf(type));

/** A file name that is only a name, on every system: no path, no control characters, nothing reserved. */
export const safeFileName = (name: string, type: string): string => {
  const cleaned = name
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}<>:"/\\|?*]+/gu, '_')
    // Blanks would push what matters out of sight.
    .replace(/\p{Z}+/gu, ' ')
    .replace(/^[. ]+|[. ]+$/g, '');
  const short = shortened(cleaned);
  const base = short === '' || /^(con|prn|aux|nul|com\d|lpt\d)(\..*)?$/i.test(short) ? `message${short && `_${short}`}` : short;
  return /\.[A-Za-z0-9]{1,8}$/.test(base) ? base : `${base}.${extensionOf(type)}`;
};

/** UTF-16 units of a name. */
const nameAtMost = 120;

/** Cut in its middle: what a file is stands at its end. */
const shortened = (name: string): string => {
  if (name.length <= nameAtMost) return name;
  const [ending = ''] = /\.[A-Za-z0-9]{1,8}$/.exec(name) ?? [];
  return `${name.slice(0, nameAtMost - ending.length).replace(/[\uD800-\uDBFF]$/, '')}${ending}`.replace(/[. ]+$/g, '').trim();
};

/** The name under which a message is saved. */
export const fileNameOf = (row: Pick<MessageRow, 'subject' | 'type'>): string => safeFileName(row.subject || 'message', row.type);
