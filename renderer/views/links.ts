import { useEffect } from 'react';
import type { Link } from '../../protocol/bridge.ts';
import { useApp } from '../state/app.ts';
import { useValue } from '../state/value.ts';
import type { Place } from './place.ts';

/** Shows what a link or a notification leads to; while a dialog asks something, that waits. Once, in the window. */
export const useLinks = (go: (place: Place) => void): void => {
  const app = useApp();
  const link = useValue(app.link);
  const asking = useValue(app.asking);
  const { id: account } = useValue(app.account);
  useEffect(() => void app.bridge.call('desktop.ready'), [app]);
  useEffect(() => {
    if (!link || asking) return;
    const refuse = (code: string, message: string): void => {
      app.link.set(null);
      app.toast.set({ kind: 'problem', problem: { code, message } });
    };
    const openMessage = async ({ uid }: Extract<Link, { kind: 'message' }>): Promise<void> => {
      const outcome = await app.bridge.call('inbox.message', { account, uid });
      if (app.link.get() !== link || app.asking.get()) return;
      if (!outcome.ok) return refuse(outcome.problem.code, outcome.problem.message);
      app.link.set(null);
      const { deleted, key } = outcome.value.row;
      const folder = deleted ? 'deleted' : 'inbox';
      go({ kind: 'mail', folder });
      app.target.set({ folder, uid, key });
    };
    if ('account' in link && link.account !== undefined && link.account !== account) {
      // The window of the other account takes over from here.
      if (app.accounts.get().some(({ id }) => id === link.account)) app.selectAccount(link.account);
      else refuse('call-invalid', 'The link leads to an account that is not here.');
      return;
    }
    switch (link.kind) {
      case 'message':
        void openMessage(link);
        return;
      case 'folder':
        app.link.set(null);
        go({ kind: 'mail', folder: link.folder });
        return;
      case 'compose':
        app.link.set(null);
        app.letters.compose({ to: [...link.to, ...link.cc, ...link.bcc], subject: link.subject, text: link.body });
    }
  }, [app, link, asking, account, go]);
};
