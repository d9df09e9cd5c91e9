/** `1 message`, `2 messages`. */
export const messages = (count: number): string => `${count} ${count === 1 ? 'message' : 'messages'}`;

/** Decimal units, as the caps are: 1 MB = 10⁶ bytes. */
export const bytes = (count: number): string => {
  if (count < 1_000) return `${count} B`;
  if (count < 1_000_000) return `${(count / 1_000).toFixed(1)} kB`;
  if (count < 1_000_000_000) return `${(count / 1_000_000).toFixed(1)} MB`;
  return `${(count / 1_000_000_000).toFixed(1)} GB`;
};

/** What others wrote, safe for a terminal: on one line, without escape sequences, in its own direction. */
export const printable = (text: string): string =>
  text.replace(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '\ufffd');

const two = (part: number): string => String(part).padStart(2, '0');

/** A time as this machine's clock shows it, `2026-11-23 03:26:35`. */
export const localTime = (iso: string): string => {
  const at = new Date(iso);
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
};
/** The same to the minute. */
export const localMinute = (iso: string): string => localTime(iso).slice(0, 16);
