import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The parts of the directory file that tests edit, as an operator would. */
export interface DirectoryText {
  defaults: { retention: unknown; notify: { retryAfter: number; retryMax: number } };
  mailboxes: Record<string, { createdAt: string; retention?: unknown }>;
  tokens: TokenText[];
}

export interface TokenText {
  sha256: string;
  scope: string;
  mailbox?: string;
  createdAt: string;
}

export const createdAt = '2025-01-01T00:00:00Z';

/** A token as an operator makes it by hand: the secret, and the entry for the file. */
export const handMade = (scope: string, mailbox?: string): { secret: string; entry: TokenText } => {
  const secret = randomBytes(32).toString('base64url');
  return { secret, entry: { sha256: hashOf(secret), scope, ...(mailbox !== undefined && { mailbox }), createdAt } };
};

export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

export const directoryFile = (data: string): string => join(data, 'directory.json');

export const editDirectory = (data: string, edit: (directory: DirectoryText) => void): void => {
  const directory = JSON.parse(readFileSync(directoryFile(data), 'utf8')) as DirectoryText;
  edit(directory);
  writeFileSync(directoryFile(data), JSON.stringify(directory, null, 2));
};

/** A new data folder whose devices are reminded after these pauses, in seconds. The first start takes the rest from here. */
export const writeNotifyPolicy = (data: string, notify: { retryAfter: number; retryMax: number }): void =>
  writeFileSync(
    directoryFile(data),
    JSON.stringify({
      version: 1,
      defaults: {
        retention: { delivery: { maxAge: null }, processed: { maxAge: 2_592_000, maxCount: 1_000 } },
        notify,
      },
      mailboxes: {},
      tokens: [],
    }),
  );
