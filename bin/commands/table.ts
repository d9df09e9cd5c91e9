import stringWidth from 'string-width';
import { printable } from './words.ts';

/** A column of a table for people. */
export interface Column<R> {
  readonly head: string;
  text(row: R): string;
  readonly right?: boolean;
  /** Where the terminal is narrow it is cut down to this many cells; without it never. */
  readonly atLeast?: number;
  /** Where that does not do, it is left out, the last such column first. */
  readonly spare?: boolean;
}

const gap = '  ';

const segmenter = new Intl.Segmenter();

/** The start of a text that takes at most so many cells of a terminal; a cut is shown. */
export const cut = (text: string, cells: number): string => {
  if (stringWidth(text) <= cells) return text;
  let taken = '';
  let width = 0;
  for (const { segment } of segmenter.segment(text)) {
    width += stringWidth(segment);
    if (width > cells - 1) break;
    taken += segment;
  }
  return `${taken}…`;
};

const pad = (text: string, cells: number, right = false): string => {
  const space = ' '.repeat(Math.max(0, cells - stringWidth(text)));
  return right ? space + text : text + space;
};

const sum = (widths: readonly number[]): number => widths.reduce((total, width) => total + width, 0) + gap.length * (widths.length - 1);

/** Makes columns fit: spare ones go, then the widest of those that may be cut is cut. */
const squeeze = <R>(columns: readonly Column<R>[], widths: readonly number[], cells: number): (readonly [Column<R>, number])[] => {
  let kept = columns.map((column, place) => ({ column, width: widths[place] ?? 0 }));
  const least = (): number => sum(kept.map(({ column, width }) => Math.min(width, column.atLeast ?? width)));
  while (least() > cells) {
    const spare = kept.findLast(({ column }) => column.spare);
    if (!spare) break;
    kept = kept.filter((one) => one !== spare);
  }
  for (let over = sum(kept.map(({ width }) => width)) - cells; over > 0; over -= 1) {
    const widest = kept
      .filter(({ column, width }) => column.atLeast !== undefined && width > column.atLeast)
      .reduce<(typeof kept)[number] | undefined>((most, one) => (most && most.width >= one.width ? most : one), undefined);
    if (!widest) break;
    widest.width -= 1;
  }
  return kept.map(({ column, width }) => [column, width]);
};

/**
 * Lays rows out in columns. Rows may come in pages: the head stands above the first, and a column never gets
 * narrower. What strangers wrote is made safe for a terminal.
 * @param cells of the terminal; `undefined`: not a terminal, nothing is cut or left out
 */
export const createTable = <R>(columns: readonly Column<R>[], cells: number | undefined): ((rows: readonly R[]) => string[]) => {
  let widths = columns.map(({ head }) => stringWidth(head));
  let begun = false;
  return (rows) => {
    const texts = rows.map((row) => new Map(columns.map((column) => [column, printable(column.text(row))])));
    widths = columns.map((column, place) =>
      texts.reduce((most, line) => Math.max(most, stringWidth(line.get(column) ?? '')), widths[place] ?? 0),
    );
    const shown =
      cells === undefined ? columns.map((column, place) => [column, widths[place] ?? 0] as const) : squeeze(columns, widths, cells);
    const line = (textOf: (column: Column<R>) => string): string => {
      const text = shown
        .map(([column, width]) => pad(cut(textOf(column), width), width, column.right))
        .join(gap)
        .trimEnd();
      return cells === undefined ? text : cut(text, cells);
    };
    const lines = texts.map((row) => line((column) => row.get(column) ?? ''));
    if (begun) return lines;
    begun = true;
    return [line(({ head }) => head), ...lines];
  };
};
