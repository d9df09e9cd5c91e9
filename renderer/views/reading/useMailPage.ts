import { useEffect, useMemo, useState } from 'react';
import type { MessageContent } from '../../../protocol/bridge.ts';
import { useApp } from '../../state/app.ts';
import type { Link } from './addresses.ts';
import { type CleanMail, cleanHtml } from './clean-html.ts';
import { openInert } from './inert.ts';
import { pageOf } from './page.ts';

export type MailPage =
  | { readonly kind: 'cleaning' }
  /** Served under its token. `remote`: pictures from elsewhere that it asks for, loaded or not. */
  | {
      readonly kind: 'ready';
      readonly token: string;
      readonly links: readonly Link[];
      readonly remote: number;
      readonly ownColours: boolean;
    }
  /** It can be read as text. */
  | { readonly kind: 'failed' };

/** A mail that was cleaned, of the message and under the leave that it was cleaned for. */
interface Cleaned extends CleanMail {
  readonly row: MessageContent['row'];
  readonly allowed: boolean;
}

const cleaning: MailPage = { kind: 'cleaning' };
const failed: MailPage = { kind: 'failed' };

/** 128 random bits: what does not know them finds no page. */
export const newToken = (): string => crypto.randomUUID().replaceAll('-', '');

/** Null: it cannot be laid out. */
const written = (mail: Cleaned, words: string): string | null => {
  try {
    return pageOf(mail.root, { ownColours: mail.hasColours(), words });
  } catch {
    return null;
  }
};

/**
 * Cleans the layout of a mail and has it served for its frame as long as it is shown.
 * @param remote pictures from elsewhere are loaded @param words that are marked: where they change nothing, the page stays
 */
export const useMailPage = (
  content: MessageContent | null,
  html: string | null,
  { remote, words }: { remote: boolean; words: string },
): MailPage => {
  const { bridge } = useApp();
  const [mail, setMail] = useState<Cleaned | null>(null);
  const [page, setPage] = useState<MailPage>(cleaning);
  useEffect(() => {
    if (content === null || html === null) {
      setMail(null);
      setPage(cleaning);
      return;
    }
    let current = true;
    const { attachments, row } = content;
    openInert()
      .then((inert) => ({ ...cleanHtml(inert, html, { attachments, remote }), row, allowed: remote }))
      .then(
        (cleaned) => current && setMail(cleaned),
        () => current && setPage(failed),
      );
    return () => {
      current = false;
    };
  }, [content, html, remote]);
  const text = useMemo(() => mail && written(mail, words), [mail, words]);
  useEffect(() => {
    if (mail === null) return;
    if (text === null) return setPage(failed);
    const { row, allowed, links, remote } = mail;
    const token = newToken();
    let current = true;
    void bridge.call('reading.show', { token, account: row.account, uid: row.uid, page: text, remote: allowed }).then(({ ok }) => {
      if (!current) void bridge.call('reading.hide', { token });
      else setPage(ok ? { kind: 'ready', token, links, remote: remote.size, ownColours: mail.hasColours() } : failed);
    });
    return () => {
      current = false;
      void bridge.call('reading.hide', { token });
    };
  }, [bridge, mail, text]);
  return page;
};
