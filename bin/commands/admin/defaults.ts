import { Command } from 'commander';
import { createOutput } from '../output.ts';
import { type Access, connect, withAccess } from './access.ts';
import { changedQuota, describeQuota, type QuotaOptions, withQuota } from './mailbox.ts';
import { describeAge, describePolicy } from './policy.ts';
import { parseSeconds } from './values.ts';

interface Options extends Access, QuotaOptions {
  retryAfter?: string;
  retryMax?: string;
  recordAge?: string;
}

export const defaultsCommand = (): Command =>
  withQuota(
    withAccess(
      new Command('defaults')
        .description('what holds where a mailbox has nothing of its own; changed by what is given (retention: "admin retention --default")')
        .option('--retry-after <time>', 'until a device that does not come is reminded: 30s, 5m')
        .option('--retry-max <time>', 'between reminders at most; they double until then')
        .option('--record-age <age>', 'how long records of ended messages, tombstones and the activity are kept: 365d'),
      'print JSON',
    ),
  ).action(async (options: Options) => {
    const admin = connect(options);
    const before = await admin.ask('defaults');
    const { retryAfter, retryMax, recordAge } = options;
    const quota = changedQuota(options, before.quota);
    const notify = {
      retryAfter: retryAfter === undefined ? before.notify.retryAfter : parseSeconds(retryAfter),
      retryMax: retryMax === undefined ? before.notify.retryMax : parseSeconds(retryMax),
    };
    const body = {
      ...(quota && { quota }),
      ...((retryAfter !== undefined || retryMax !== undefined) && { notify }),
      ...(recordAge !== undefined && { recordAge: parseSeconds(recordAge) }),
    };
    const now = Object.keys(body).length > 0 ? await admin.ask('setDefaults', { body }) : before;
    createOutput(options.json).event(
      now,
      [
        `retention  ${describePolicy(now.retention)}`,
        `quota      ${describeQuota(now.quota)}`,
        `reminders  after ${describeAge(now.notify.retryAfter)}, then doubling to ${describeAge(now.notify.retryMax)}`,
        `records    ${describeAge(now.recordAge)}`,
      ].join('\n'),
    );
  });
