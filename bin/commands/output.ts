import { type Column, createTable } from './table.ts';

/** Where a command's results go: one JSON object a line for machines, one sentence a line for people. */
export interface Output {
  /** `text` is written unless `--json` was given; `undefined` there means machines only. */
  event(value: object, text?: string): void;
  /** Only for people. */
  say(text: string): void;
  /** Rows page by page: a JSON object a line, or a table as wide as the terminal. */
  table<R extends object>(columns: readonly Column<R>[]): (rows: readonly R[]) => void;
}

/** JSON escapes C0 alone; a terminal also obeys what follows DEL, and some readers end a line at U+2028. */
const toJsonLine = (value: object): string =>
  JSON.stringify(value).replace(/[\u007f-\u009f\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);

export const createOutput = (json: boolean): Output => {
  const write = (line: string): void => void process.stdout.write(`${line}\n`);
  const event: Output['event'] = (value, text) => {
    if (json) write(toJsonLine(value));
    else if (text !== undefined) write(text);
  };
  return {
    event,
    say: (text) => {
      if (!json) write(text);
    },
    table(columns) {
      const lay = createTable(columns, process.stdout.isTTY ? process.stdout.columns : undefined);
      return (rows) => {
        if (json) for (const row of rows) event(row);
        else for (const line of lay(rows)) write(line);
      };
    },
  };
};
