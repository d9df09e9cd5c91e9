import { useEffect, useState } from 'react';
import type { MessageContent } from '../../../protocol/bridge.ts';
import { useApp } from '../../state/app.ts';
import type { Link } from './addresses.ts';
import { cleanHtml } from './clean-html.ts';
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

/** 128 random bits: what does not know them finds no page. */
export const newToken = (): string => crypto.randomUUID().replaceAll('-', '');

/** Cleans the layout of a mail and has it served for its frame as long as it is shown. @param remote pictures from elsewhere are loaded */
export const useMailPage = (content: MessageContent | null, html: string | null, remote: boolean): MailPage => {
  const { bridge } = useApp();
  const [page, setPage] = useState<MailPage>({ kind: 'cleaning' });
  useEffect(() => {
    if (content === null || html === null) return;
    let current = true;
    const token = newToken();
    const show = async (): Promise<MailPage> => {
      const inert = await openInert();
      const { root, links, remote: elsewhere, hasColours } = cleanHtml(inert, html, { attachments: content.attachments, remote });
      const ownColours = hasColours();
      const { account, uid } = content.row;
      const shown = await bridge.call('reading.show', { token, account, uid, page: pageOf(root, { ownColours }), remote });
      return shown.ok ? { kind: 'ready', token, links, remote: elsewhere.size, ownColours } : { kind: 'failed' };
    };
    void show()
      .catch((): MailPage => ({ kind: 'failed' }))
      .then((shown) => {
        if (current) setPage(shown);
        else void bridge.call('reading.hide', { token });
      });
    return () => {
      current = false;
      void bridge.call('reading.hide', { token });
    };
  }, [bridge, content, html, remote]);
  return page;
};
