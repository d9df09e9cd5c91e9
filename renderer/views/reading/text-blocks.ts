/** A stretch of a text: written by its sender, or quoted from another message. */
export interface Block {
  readonly quoted: boolean;
  readonly text: string;
  readonly lines: number;
}

/** UTF-16 units of a stretch: each is laid out when it comes into view. */
const blockAtMost = 16 * 1024;

/** Quotations of fewer lines are shown. */
export const foldedFrom = 4;

const isQuoted = (line: string): boolean => /^ ?>/.test(line);

/** A text in stretches, in its order. */
export const blocksOf = (text: string): Block[] => {
  const blocks: Block[] = [];
  let quoted = false;
  let lines: string[] = [];
  let length = 0;
  const close = (): void => {
    if (lines.length > 0) blocks.push({ quoted, text: lines.join('\n'), lines: lines.length });
    lines = [];
    length = 0;
  };
  for (const line of text.replace(/\r\n?/g, '\n').replace(/\n+$/, '').split('\n')) {
    const quotation = isQuoted(line);
    if (quotation !== quoted || length > blockAtMost) close();
    quoted = quotation;
    lines.push(line);
    length += line.length + 1;
  }
  close();
  return blocks;
};
