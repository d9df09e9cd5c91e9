import Router from '@koa/router';
import Koa from 'koa';
import type { Logger } from 'pino';
import type { ApiHealth } from '../protocol/api.ts';
import type { Changes } from './changes.ts';
import { createDelivery } from './delivery/delivery.ts';
import type { Ledger } from './delivery/ledger.ts';
import { createNotificationTests } from './delivery/notification-tests.ts';
import type { Notifier } from './delivery/notifier.ts';
import type { Sending } from './delivery/sending.ts';
import type { Directory } from './directory/index.ts';
import type { Ingest } from './ingest/submission.ts';
import type { Door, Metrics } from './metrics.ts';
import { boundary } from './middleware/boundary.ts';
import { methods } from './middleware/methods.ts';
import { guessing } from './middleware/rates.ts';
import { introduce, logOf } from './middleware/request.ts';
import { target } from './middleware/target.ts';
import type { Rates } from './rates.ts';
import type { Sweeper } from './retention/sweeper.ts';
import { acquisitionRoutes } from './routes/acquisition.ts';
import { activityRoutes } from './routes/activity.ts';
import { deviceRoutes } from './routes/devices.ts';
import { folderRoutes } from './routes/folders.ts';
import { mailboxRoutes } from './routes/mailboxes.ts';
import { notificationRoutes } from './routes/notifications.ts';
import { createServe } from './routes/operation.ts';
import { operatorRoutes } from './routes/operator.ts';
import { retentionRoutes } from './routes/retention.ts';
import { statisticsRoutes } from './routes/statistics.ts';
import { submissionRoutes } from './routes/submission.ts';
import type { Deed, Store } from './store/port.ts';

export interface AppDeps {
  /** Mailboxes that are being removed on order. */
  readonly leaving: Set<string>;
  readonly directory: Directory;
  readonly store: Store;
  readonly ingest: Ingest;
  readonly notifier: Notifier;
  readonly ledger: Ledger;
  readonly sending: Sending;
  readonly changes: Changes;
  readonly sweeper: Sweeper;
  readonly metrics: Metrics;
  readonly health: () => ApiHealth;
  readonly rates: Rates;
  readonly log: Logger;
  readonly maxBytes: number;
  readonly now: () => number;
  /** Notes that the server runs in this hour. */
  readonly awake: () => Promise<void>;
  /** A message came into the delivery folder. */
  readonly accepted: (mailbox: string) => void;
}

const damaged = 'a message cannot be read; it stays where it is';

/** The HTTP interface without a port. */
export const createApp = (deps: AppDeps): Koa => {
  const { directory, store, ingest, notifier, ledger, sending, changes, sweeper, metrics, rates, log, maxBytes, now } = deps;
  const failed = (error: unknown): void => log.error({ err: error }, 'the store failed');
  const { touch, during } = sweeper;
  const { flush } = ledger;
  const changed = (mailbox: string): void => {
    changes.changed(mailbox);
    touch(mailbox);
  };
  const deed = async (deed: Omit<Deed, 'at'>): Promise<void> => {
    await store.record({ ...deed, at: now() });
    changes.changed(deed.mailbox ?? '');
  };
  const acceptedBy = (door: Door) => (mailbox: string) => {
    metrics.accepted(door, 1);
    deps.accepted(mailbox);
  };
  const tests = createNotificationTests({ notifier, changed: changes.changed, failed, now });
  const deliver = createDelivery({
    store,
    directory,
    notifier,
    ledger,
    now,
    forwarded: acceptedBy('forward'),
    moved: touch,
    changed: changes.changed,
    spoke: tests.requested,
    answered: (instructions, outcome) => metrics.acquired(instructions, outcome),
  });

  const router = new Router({ strict: true, sensitive: true });
  const serve = createServe(router, { directory, used: ledger.used });
  acquisitionRoutes(serve, {
    deliver,
    store,
    sending: sending.begin,
    damaged: (ctx, mailbox, damage) => logOf(ctx, log).error({ mailbox, ...damage }, damaged),
  });
  notificationRoutes(serve, { directory, store, notifier, tests, changes, now });
  submissionRoutes(serve, { directory, ingest, store, rates, maxBytes, flush });
  folderRoutes(serve, { directory, store, accepted: acceptedBy('redelivery'), changed, flush, now });
  mailboxRoutes(serve, { directory, store, leaving: deps.leaving, deed, changed, flush, now });
  retentionRoutes(serve, { directory, store, deed, touch, during, now });
  deviceRoutes(serve, { store, notifier, tests, deed, flush });
  statisticsRoutes(serve, { directory, store, awake: deps.awake, now });
  activityRoutes(serve, { directory, store, changes, failed });
  operatorRoutes(serve, deps);

  const app = new Koa();
  // Failures of a stream after its head was sent: the connection is cut, the other side asks again.
  app.on('error', (error) => log.debug({ err: error }, 'connection failed'));
  app.use(introduce(log, (request) => metrics.finished(request)));
  app.use(boundary(log));
  app.use(guessing(rates));
  app.use(target);
  app.use(methods(router));
  app.use(router.routes());
  return app;
};
