import { readFileSync } from 'node:fs';
import { Problem } from '../../protocol/errors.ts';
import { mailboxName } from '../../protocol/mailbox.ts';

/** The base URL of a server. Plain HTTP to another machine would show the token to whoever listens: only on insistence. */
export const parseServer = (text: string, insecure: boolean): string => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !['http:', 'https:'].includes(url.protocol) || url.username !== '' || url.pathname !== '/' || url.search !== '')
    throw new Problem('option-invalid', `--server takes an address as http://127.0.0.1:7425, not "${text.slice(0, 80)}".`);
  const loopback = /^(127\.\d+\.\d+\.\d+|\[::1\]|localhost)$/.test(url.hostname);
  if (url.protocol === 'http:' && !loopback && !insecure)
    throw new Problem(
      'address-insecure',
      `${url.host} is another machine and the connection would not be encrypted. Use https://, or insist with --insecure.`,
    );
  return url.origin;
};

export const parseMailbox = (name: string): string => {
  if (!mailboxName.test(name)) throw new Problem('option-invalid', `"${name.slice(0, 80)}" is not a mailbox name.`);
  return name;
};

/** A token stands in a file: on a command line other users would see it. */
export const readToken = (file: string): string => {
  let text: string;
  try {
    text = readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new Problem('file-unreadable', `The token file ${file} cannot be read: ${(error as Error).message}.`, { cause: error });
  }
  if (!/^[A-Za-z0-9\-._~+/]+=*$/.test(text)) throw new Problem('file-unreadable', `The file ${file} does not hold a token.`);
  return text;
};
