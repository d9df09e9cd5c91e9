import { Problem } from '../../protocol/errors.ts';
import { formatChange, formatNotification } from '../../protocol/notification.ts';
import type { Changes } from '../changes.ts';
import type { NotificationTests } from '../delivery/notification-tests.ts';
import type { Notifier } from '../delivery/notifier.ts';
import type { Directory } from '../directory/index.ts';
import type { Store } from '../store/port.ts';
import { deviceOf, otherDevice } from './acquisition.ts';
import type { Serve } from './operation.ts';
import { openEventStream } from './stream.ts';

export const notificationRoutes = (
  serve: Serve,
  deps: {
    directory: Directory;
    store: Pick<Store, 'claim'>;
    notifier: Notifier;
    tests: Pick<NotificationTests, 'opened' | 'closed'>;
    changes: Changes;
    now: () => number;
  },
): void => {
  const { directory, store, notifier, tests, changes, now } = deps;

  serve('notifications', async ({ ctx, mailbox, again }) => {
    const device = deviceOf(ctx);
    if (device !== undefined) {
      const claim = await store.claim(mailbox, device, directory.shared(mailbox), false, now());
      if (claim.kind === 'other-device') throw otherDevice(claim.device);
    }
    openEventStream(ctx, directory, again, ({ write, end, pending }) => {
      const unwatch = notifier.watch(mailbox, device, { send: (notification) => write(formatNotification(notification)), end, pending });
      tests.opened(mailbox, device);
      changes.changed(mailbox);
      return () => {
        unwatch();
        tests.closed(mailbox, device);
        changes.changed(mailbox);
      };
    });
    return undefined;
  });

  serve('takeOver', async ({ ctx, mailbox }) => {
    const device = deviceOf(ctx);
    if (device === undefined) throw new Problem('header-invalid', 'The Device header says which device takes the mailbox over.');
    const claim = await store.claim(mailbox, device, directory.shared(mailbox), true, now());
    if (claim.kind === 'other-device') throw otherDevice(claim.device);
    // The one before hears of it at once.
    if (!directory.shared(mailbox)) notifier.dismiss(mailbox, device);
    changes.changed(mailbox);
    return { mailbox, device, before: claim.before ?? null };
  });

  serve('changes', ({ ctx, again }) => {
    openEventStream(ctx, directory, again, ({ write, end }) =>
      changes.watch({ changed: (mailbox) => write(formatChange({ mailbox })), end }),
    );
    return undefined;
  });
};
