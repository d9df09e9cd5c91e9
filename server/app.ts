import Router from '@koa/router';
import Koa from 'koa';
import type { Logger } from 'pino';
import type { Changes } from './changes.ts';
import { createDelivery } from './delivery/delivery.ts';
import type { Notifier } from './delivery/notifier.ts';
import type { Directory } from './directory/index.ts';
import type { Ingest } from './ingest/submission.ts';
import { boundary } from './middleware/boundary.ts';
import { methods } from './middleware/methods.ts';
import { guessing } from './middleware/rates.ts';
import { target } from './middleware/target.ts';
import type { Rates } from './rates.ts';
import type { Sweeper } from './retention/sweeper.ts';
import { acquisitionRoutes } from './routes/acquisition.ts';
import { adminRoutes } from './routes/admin.ts';
import { notificationRoutes } from './routes/notifications.ts';
import { submissionRoutes } from './routes/submission.ts';
import type { Store } from './store/port.ts';

export interface AppDeps {
  readonly directory: Directory;
  readonly store: Store;
  readonly ingest: Ingest;
  readonly notifier: Notifier;
  readonly changes: Changes;
  readonly sweeper: Sweeper;
  readonly rates: Rates;
  readonly log: Logger;
  readonly maxBytes: number;
  readonly now: () => number;
}

/** The HTTP interface without a port. */
export const createApp = (deps: AppDeps): Koa => {
  const { directory, store, ingest, notifier, changes, sweeper, rates, log, maxBytes, now } = deps;
  const deliver = createDelivery({
    store,
    notifier,
    now,
    moved: sweeper.touch,
    changed: changes.changed,
    damaged: (mailbox, damage) => log.error({ mailbox, ...damage }, 'a message cannot be read; it stays where it is'),
  });
  const router = new Router({ strict: true, sensitive: true });
  acquisitionRoutes(router, { directory, deliver, readRest: store.readRest });
  notificationRoutes(router, { directory, notifier, changes });
  submissionRoutes(router, { directory, ingest, store, rates, maxBytes });
  adminRoutes(router, { directory, store, policyChanged: sweeper.touch });

  const app = new Koa();
  // Failures of a stream after its head was sent: the connection is cut, the other side asks again.
  app.on('error', (error) => log.debug({ err: error }, 'connection failed'));
  app.use(boundary(log));
  app.use(guessing(rates));
  app.use(target);
  app.use(methods(router));
  app.use(router.routes());
  return app;
};
