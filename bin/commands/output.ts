/** Where a command's results go: one JSON object a line for machines, one sentence a line for people. */
export interface Output {
  /** `text` is written unless `--json` was given; `undefined` there means machines only. */
  event(value: Record<string, unknown>, text?: string): void;
}

export const createOutput = (json: boolean): Output => ({
  event(value, text) {
    if (json) process.stdout.write(`${JSON.stringify(value)}\n`);
    else if (text !== undefined) process.stdout.write(`${text}\n`);
  },
});

/** `1 message`, `2 messages`. */
export const messages = (count: number): string => `${count} ${count === 1 ? 'message' : 'messages'}`;

/** Decimal units, as the caps are: 1 MB = 10⁶ bytes. */
export const bytes = (count: number): string => {
  if (count < 1_000) return `${count} B`;
  if (count < 1_000_000) return `${(count / 1_000).toFixed(1)} kB`;
  return `${(count / 1_000_000).toFixed(1)} MB`;
};

/** What others wrote, safe for a terminal. */
export const printable = (text: string): string => text.replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, '\ufffd');
