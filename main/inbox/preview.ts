/** In UTF-16 units: as much as a wide list shows on one line. */
const previewAtMost = 160;

/** What of a text is looked at for it: before that come at most the lines that it answers. */
const lookedAt = 4_096;

/** How a text begins, on one line: without what it quotes, and without lines that are drawn. */
export const previewOf = (text: string): string => {
  const lines = text.slice(0, lookedAt).split('\n');
  const own = lines.filter((line) => !/^\s*>/.test(line) && !/^[\s\-=_*~#|+]*$/.test(line));
  const line = own
    .join(' ')
    .replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ')
    .trim();
  return line.length <= previewAtMost
    ? line
    : line
        .slice(0, previewAtMost)
        .toWellFormed()
        .replace(/\ufffd$/, '');
};
