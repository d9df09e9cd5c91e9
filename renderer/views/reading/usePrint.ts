import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { MessageContent } from '../../../protocol/bridge.ts';
import { useApp } from '../../state/app.ts';
import { useFormat } from '../shared/format.tsx';
import { cleanHtml } from './clean-html.ts';
import { openInert } from './inert.ts';
import { printPageOf, textRoot } from './page.ts';
import { newToken } from './useMailPage.ts';

/** Prints a message alone, under its subject and who wrote it when. @returns a function of whether pictures from elsewhere are loaded */
export const usePrint = (content: MessageContent | null): ((remote: boolean) => Promise<void>) => {
  const { t } = useTranslation();
  const format = useFormat();
  const { bridge, toast } = useApp();
  return useCallback(
    async (remote) => {
      if (!content) return;
      const { body, row, to, attachments } = content;
      if (body.kind !== 'text' && body.kind !== 'html') return;
      const inert = await openInert();
      const root = body.kind === 'html' ? cleanHtml(inert, body.html, { attachments, remote }).root : textRoot(inert.window, body.text);
      const title = row.subject || t('list.noSubject');
      const facts = [
        [t('message.from'), row.from || t('list.noSender')],
        [t('message.to'), to],
        [t('message.received'), format.fullTime(row.receivedAt)],
      ] as const;
      const token = newToken();
      const { account, uid } = row;
      await bridge.call('reading.show', { token, account, uid, page: printPageOf(root, { title, facts }), remote });
      const outcome = await bridge.call('reading.print', { token });
      if (!outcome.ok) toast.set({ kind: 'problem', problem: outcome.problem });
      await bridge.call('reading.hide', { token });
    },
    [bridge, toast, content, t, format],
  );
};
