import { LinkifyIt } from 'linkify-it';
import type { Link } from './addresses.ts';

const linkify = new LinkifyIt().add('ftp:', null).add('//', null);

/** A stretch of text, or a link in it. */
export type Piece = string | Link;

/** Text with the addresses in it told apart. */
export const piecesOf = (text: string): Piece[] => {
  const pieces: Piece[] = [];
  let at = 0;
  for (const { index, lastIndex, url } of linkify.match(text) ?? []) {
    if (!URL.canParse(url)) continue;
    if (index > at) pieces.push(text.slice(at, index));
    pieces.push({ url: new URL(url).href, text: text.slice(index, lastIndex) });
    at = lastIndex;
  }
  if (at < text.length) pieces.push(text.slice(at));
  return pieces;
};

const hostIn = (text: string): string | undefined => {
  const [, host] = /^(?:https?:\/\/)?((?:[\p{L}\p{N}-]+\.)+[\p{L}][\p{L}\p{N}-]+)(?::\d+)?(?:[/?#]|$)/iu.exec(text.trim()) ?? [];
  return host !== undefined && URL.canParse(`https://${host}`) ? new URL(`https://${host}`).hostname : undefined;
};

const withoutWww = (host: string): string => host.replace(/^www\./, '');

/** What a reader should know before they follow a link to the web. */
export interface Judged {
  /** The host that would be visited. */
  readonly to: string;
  /** The host that the link's text names, if it is another one. */
  readonly claims: string | null;
  /** It stands before the host, where another host is expected, or is written in letters that look like others. */
  readonly odd: boolean;
}

export const judgeLink = ({ url, text }: Link): Judged => {
  const { hostname, username } = new URL(url);
  const named = hostIn(text);
  const other = named !== undefined && withoutWww(named) !== withoutWww(hostname) && !hostname.endsWith(`.${withoutWww(named)}`);
  return { to: hostname, claims: other ? named : null, odd: username !== '' || /(^|\.)xn--/.test(hostname) };
};
