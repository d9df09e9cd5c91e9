import { PassThrough } from 'node:stream';
import type Router from '@koa/router';
import { formatNotification, ping } from '../../protocol/notification.ts';
import type { Notifier } from '../delivery/notifier.ts';
import type { Directory } from '../directory/index.ts';
import { limits } from '../limits.ts';
import { authorizeMailbox } from '../middleware/authorize.ts';
import { deviceOf } from './acquisition.ts';

export const notificationRoutes = (router: Router, deps: { directory: Directory; notifier: Notifier }): void => {
  router.get('/v1/mailboxes/:mailbox/notifications', (ctx) => {
    const { mailbox } = authorizeMailbox(ctx, deps.directory, ['receive']);
    const device = deviceOf(ctx);
    const stream = new PassThrough();
    const write = (text: string): void => {
      // A device that does not read is not there; it reconnects if it is.
      if (stream.writableLength > limits.notificationBacklog) stream.destroy();
      else stream.write(text);
    };
    const unwatch = deps.notifier.watch(mailbox, device, {
      send: (notification) => write(formatNotification(notification)),
      end: () => stream.end(),
    });
    const pings = setInterval(() => write(ping), limits.ping);
    stream.on('close', () => {
      clearInterval(pings);
      unwatch();
    });
    ctx.req.on('close', () => stream.destroy());
    ctx.status = 200;
    ctx.body = stream;
    ctx.set('Content-Type', 'text/event-stream');
    ctx.set('Connection', 'close');
    ctx.flushHeaders();
    write(ping);
  });
};
