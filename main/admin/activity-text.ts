import type { ApiActivity } from '../../protocol/api.ts';
import type { ActivityFormat } from '../../protocol/bridge.ts';

const columns = [
  'event',
  'at',
  'kind',
  'mailbox',
  'uid',
  'id',
  'subject',
  'sender',
  'via',
  'detail',
] as const satisfies readonly (keyof ApiActivity)[];

/**
 * A field of RFC 4180. Spreadsheets take a field that begins like a formula for one, quoted or not; what strangers wrote must not be:
 * an apostrophe before it makes it text.
 */
export const csvField = (value: unknown): string => {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const safe = /^[\s\p{C}]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/u.test(text) ? `'${text}` : text;
  return /[",\r\n']/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

const line = (fields: readonly unknown[]): string => `${fields.map(csvField).join(',')}\r\n`;

/** What stands before the entries. The mark tells spreadsheets that it is UTF-8. */
export const headOf = (format: ActivityFormat): string => (format === 'csv' ? `\ufeff${line(columns)}` : '');

export const entryText = (entry: ApiActivity, format: ActivityFormat): string =>
  format === 'csv' ? line(columns.map((column) => entry[column])) : `${JSON.stringify(entry)}\n`;
