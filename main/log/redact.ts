/** A token is 43 characters of base64url; without a capital it is taken for a name, as one token in 10^9 would be. */
const token = /(?<![A-Za-z0-9_-])(?=[a-z0-9_-]*[A-Z])[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])/g;
/** It begins where a word does: tried from every sign, a long line would take its length squared. */
const address = /(?<![^\s"'<>@,;:()[\]\\])[^\s"'<>@,;:()[\]\\]+@[^\s"'<>@,;:()[\]\\]+/g;

/** A line for a log: without tokens, and without anybody's address. */
export const withoutSecrets = (text: string): string => text.replace(token, '…').replace(address, '…@…');

/** The same for what leaves the computer: also without these words, as the names of its user and of servers. */
export const withoutWords = (text: string, words: readonly string[]): string => {
  const known = words
    .map((word) => word.trim())
    .filter((word) => word !== '')
    .toSorted((a, b) => b.length - a.length)
    // As it stands, and as JSON writes it.
    .flatMap((word) => [...new Set([word, JSON.stringify(word).slice(1, -1)])])
    .map((word) => word.replace(/[$()*+./?[\\\]^{|}]/g, '\\$&'));
  if (known.length === 0) return withoutSecrets(text);
  // Whole words: a mailbox named `in` must not make a log unreadable.
  return withoutSecrets(text.replace(new RegExp(`(?<![\\p{L}\\p{N}])(${known.join('|')})(?![\\p{L}\\p{N}])`, 'giu'), '…'));
};
