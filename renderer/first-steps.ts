import type { ServerInfo } from '../protocol/bridge.ts';
import { shellWord } from './shell.ts';

/** Where to send by mail: an address that the server takes; what stands behind the @ does not matter to it. */
export const addressOf = (info: ServerInfo): string => `${info.mailbox}@localhost`;

/** PowerShell has another command of this name. */
const curl = (platform: string): string => (platform === 'win32' ? 'curl.exe' : 'curl');

/*
 * Lines to be pasted into a terminal, as the words that belong together. They keep to what every shell reads alike: double quotes, and in
 * them nothing that one of them would expand.
 */
const plain = (text: string): string => text.replace(/["$`\\%!^\p{Cc}]/gu, '');

export const smtpCommand = (info: ServerInfo, platform: string, text: { subject: string; body: string }): string[] | null => {
  if (info.smtp === null) return null;
  const to = addressOf(info);
  return [
    curl(platform),
    `smtp://${info.smtp.replace(/^smtp:\/\//, '')}`,
    '--mail-from me@localhost',
    `--mail-rcpt ${to}`,
    '-H "From: me@localhost"',
    `-H "To: ${to}"`,
    `-H "Subject: ${plain(text.subject)}"`,
    `-F "=${plain(text.body)}"`,
  ];
};

export const httpCommand = (info: ServerInfo, platform: string, text: { subject: string; body: string }): string[] => [
  curl(platform),
  shellWord(`${info.http.replace(/\/$/, '')}/v1/mailboxes/${info.mailbox}/messages`, platform),
  `-H "Authorization: Bearer ${plain(info.sendToken)}"`,
  '-H "Content-Type: text/plain; charset=utf-8"',
  '-H "From: me@localhost"',
  `-H "Subject: ${plain(text.subject)}"`,
  `--data-binary "${plain(text.body)}"`,
];
