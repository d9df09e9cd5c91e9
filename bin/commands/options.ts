import { readFileSync } from 'node:fs';
import { parseAddress, tokenForm } from '../../main/account/address.ts';
import { Problem } from '../../protocol/errors.ts';
import { mailboxName } from '../../protocol/mailbox.ts';

/** The base URL of a server. @throws Problem */
export const parseServer = (text: string, insecure: boolean): string => {
  const address = parseAddress(text, insecure);
  switch (address.kind) {
    case 'address':
      return address.server;
    case 'malformed':
      throw new Problem('option-invalid', `--server takes an address as http://127.0.0.1:7425, not "${text.slice(0, 80)}".`);
    case 'insecure':
      throw new Problem(
        'address-insecure',
        `${address.host} is another machine and the connection would not be encrypted. Use https://, or insist with --insecure.`,
      );
  }
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
  if (!tokenForm.test(text)) throw new Problem('file-unreadable', `The file ${file} does not hold a token.`);
  return text;
};
