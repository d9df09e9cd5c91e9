import type Router from '@koa/router';
import { formatChange, formatNotification } from '../../protocol/notification.ts';
import type { Changes } from '../changes.ts';
import type { Notifier } from '../delivery/notifier.ts';
import type { Directory } from '../directory/index.ts';
import { authorizeAdmin, authorizeMailbox } from '../middleware/authorize.ts';
import { deviceOf } from './acquisition.ts';
import { openEventStream } from './stream.ts';

export const notificationRoutes = (router: Router, deps: { directory: Directory; notifier: Notifier; changes: Changes }): void => {
  router.get('/v1/mailboxes/:mailbox/notifications', (ctx) => {
    const authorize = () => authorizeMailbox(ctx, deps.directory, ['receive']);
    const { mailbox } = authorize();
    const device = deviceOf(ctx);
    openEventStream(ctx, deps.directory, authorize, ({ write, end }) =>
      deps.notifier.watch(mailbox, device, { send: (notification) => write(formatNotification(notification)), end }),
    );
  });

  router.get('/v1/changes', (ctx) => {
    const authorize = () => authorizeAdmin(ctx, deps.directory);
    authorize();
    openEventStream(ctx, deps.directory, authorize, ({ write, end }) =>
      deps.changes.watch({ changed: (mailbox) => write(formatChange({ mailbox })), end }),
    );
  });
};
