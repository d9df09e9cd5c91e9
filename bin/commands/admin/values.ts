import { Problem } from '../../../protocol/errors.ts';

/* What people write on a command line, as the interface takes it. */

const wrong = (what: string, text: string): Problem => new Problem('option-invalid', `${what}, not "${text.slice(0, 40)}".`);

const unitSeconds = { d: 86_400, h: 3_600, m: 60, s: 1 };

const parseSpan = (text: string): number | undefined => {
  const match = /^([1-9]\d{0,9})([dhms])$/.exec(text);
  return match ? Number(match[1]) * unitSeconds[match[2] as keyof typeof unitSeconds] : undefined;
};

/** `30d`, `12h`, `5m` or `90s`, in seconds. */
export const parseSeconds = (text: string): number => {
  const seconds = parseSpan(text);
  if (seconds === undefined) throw wrong('A span of time is 30d, 12h, 5m or 90s', text);
  return seconds;
};

/** The same, or `never`: null. */
export const parseAge = (text: string): number | null => {
  if (text === 'never') return null;
  const seconds = parseSpan(text);
  if (seconds === undefined) throw wrong('An age is 30d, 12h, 5m, 90s or never', text);
  return seconds;
};

/** `0`, `1000`, or `any`: null. */
export const parseCount = (text: string): number | null => {
  if (text === 'any') return null;
  if (!/^\d{1,9}$/.test(text)) throw wrong('A number of messages is 0, 1000 or any', text);
  return Number(text);
};

export const parseNumber = (text: string): number => {
  if (!/^\d{1,15}$/.test(text)) throw wrong('That takes a whole number', text);
  return Number(text);
};

/** `900`, `500kB`, `1.5MB` or `2GB`, in bytes; 1 MB = 10⁶ bytes. */
export const parseSize = (text: string): number => {
  const [, whole, fraction = '0', unit = 'B'] = /^(\d{1,12})(?:\.(\d{1,3}))?(B|kB|MB|GB)?$/i.exec(text) ?? [];
  const factor = { b: 1, kb: 1_000, mb: 1_000_000, gb: 1_000_000_000 }[unit.toLowerCase()];
  if (whole === undefined || factor === undefined) throw wrong('A size is 900, 500kB, 1.5MB or 2GB', text);
  return Math.floor(Number(`${whole}.${fraction}`) * factor);
};

/** The same, or `any`: null. */
export const parseSizeOrAny = (text: string): number | null => (text === 'any' ? null : parseSize(text));

/**
 * A time, as ISO 8601: `2026-11-23` and `2026-11-23T03:26` by this machine's clock, `2026-11-23T03:26:35Z`, or a span as
 * `7d`, which lies in the past or in the future.
 */
export const parseTime = (text: string, now: number, direction: 'past' | 'future'): string => {
  const span = parseSpan(text);
  if (span !== undefined) return new Date(now + (direction === 'past' ? -1 : 1) * span * 1_000).toISOString();
  const match = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})?)?$/.exec(text);
  // A date alone would be taken for one of UTC.
  const at = match ? Date.parse(match[1] === undefined ? `${text}T00:00` : text) : Number.NaN;
  if (Number.isNaN(at)) throw wrong('A time is 2026-11-23, 2026-11-23T03:26, 2026-11-23T03:26:35Z or a span as 7d', text);
  return new Date(at).toISOString();
};

export const parseUid = (text: string): string => {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text))
    throw new Problem('option-invalid', `"${text.slice(0, 80)}" is not the uid of a message.`);
  return text.toLowerCase();
};

export const parseFolder = (text: string): 'delivery' | 'processed' => {
  if (text !== 'delivery' && text !== 'processed') throw wrong('A folder is delivery or processed', text);
  return text;
};
