import { pageLimit } from '../../protocol/api.ts';
import { Problem } from '../../protocol/errors.ts';
import type { NotificationTests } from '../delivery/notification-tests.ts';
import type { Notifier } from '../delivery/notifier.ts';
import type { Deed, Store } from '../store/port.ts';
import { byAdmin } from './mailboxes.ts';
import type { Serve } from './operation.ts';
import { iso, isoOrNull } from './view.ts';

export const deviceRoutes = (
  serve: Serve,
  deps: {
    store: Pick<Store, 'devices' | 'ledger' | 'forgetDevice'>;
    notifier: Pick<Notifier, 'connected'>;
    tests: Pick<NotificationTests, 'begin' | 'read'>;
    deed: (deed: Omit<Deed, 'at'>) => Promise<void>;
    flush: () => Promise<void>;
  },
): void => {
  const { store, notifier } = deps;

  serve('devices', async ({ query: { mailbox } }) => {
    await deps.flush();
    const rows = await store.devices(mailbox);
    return {
      devices: rows.map(({ firstAt, lastAt, deferredAt, acquiredAt, notifiedAt, ...device }) => ({
        ...device,
        connected: notifier.connected(device.mailbox).has(device.device),
        firstAt: iso(firstAt),
        lastAt: iso(lastAt),
        deferredAt: isoOrNull(deferredAt),
        acquiredAt: isoOrNull(acquiredAt),
        notifiedAt: isoOrNull(notifiedAt),
      })),
    };
  });

  serve('ledger', async ({ mailbox, query: { before, limit = pageLimit } }) => {
    await deps.flush();
    const entries = await store.ledger(mailbox, before, limit);
    return {
      entries: entries.map((entry) => ({ ...entry, at: iso(entry.at) })),
      next: entries.length === limit ? (entries.at(-1)?.entry ?? null) : null,
    };
  });

  serve('forgetDevice', async ({ ctx, grant, mailbox }) => {
    const device = String(ctx.params.device);
    await deps.flush();
    if (!(await store.forgetDevice(mailbox, device))) throw new Problem('device-unknown', `No such device of ${mailbox} is known.`);
    await deps.deed({ kind: 'device-forgotten', mailbox, detail: { ...byAdmin(grant), device } });
    return undefined;
  });

  serve('testNotification', async ({ mailbox, body: { device, within = 10 } }) => {
    await deps.flush();
    const found = (await store.devices(mailbox)).find((row) => row.device === device);
    if (!found) throw new Problem('device-unknown', `No such device of ${mailbox} is known.`);
    return deps.tests.begin(mailbox, device, found.lastAt, within * 1_000);
  });

  serve('notificationTest', ({ ctx, mailbox }) => {
    const report = deps.tests.read(mailbox, String(ctx.params.test));
    if (!report) throw new Problem('test-unknown', 'No such test is known; the newest are kept, until the server ends.');
    return report;
  });
};
