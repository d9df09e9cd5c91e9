/**
 * A word of a line to be pasted into a terminal: quoted, unless no shell sees anything in it. On Windows with the quotes that both
 * of its shells know, elsewhere with those in which nothing is expanded.
 */
export const shellWord = (word: string, platform: string): string => {
  if (/^[\w/.:-]+$/.test(word)) return word;
  if (platform === 'win32') return /^[\w/.:\\-]+$/.test(word) ? word : `"${word}"`;
  return `'${word.replaceAll("'", `'\\''`)}'`;
};
