import type { Context } from 'koa';
import { parseParameters } from '../../protocol/acquisition.ts';
import { Problem } from '../../protocol/errors.ts';
import { decodeHeaderValue, readable } from '../../protocol/header.ts';
import { maxTypeLength } from '../../protocol/submission.ts';
import type { Directory, Grant } from '../directory/index.ts';
import { roomOf } from '../ingest/fate.ts';
import { readMailHeader } from '../ingest/header.ts';
import { type Ingest, mailboxFull, type Taken } from '../ingest/submission.ts';
import { limits } from '../limits.ts';
import { opens } from '../middleware/authorize.ts';
import { admitSubmission } from '../middleware/rates.ts';
import type { Rates } from '../rates.ts';
import type { RetryKey, Store } from '../store/port.ts';
import type { Serve } from './operation.ts';
import { viewStatus } from './view.ts';

const typeOf = (ctx: Context): string => {
  const type = ctx.get('Content-Type') || 'application/octet-stream';
  if (type.length > maxTypeLength || !/^[!#$%&'*+.^_`|~0-9A-Za-z-]+\/[!#$%&'*+.^_`|~0-9A-Za-z-]+ *(;[\x20-\x7e]*)?$/.test(type))
    throw new Problem('header-invalid', `The Content-Type is not a media type of at most ${maxTypeLength} characters.`);
  return type;
};

const retryOf = (ctx: Context, grant: Grant, mailbox: string): RetryKey | undefined => {
  const key = ctx.get('Idempotency-Key');
  if (key === '') return undefined;
  if (key.length > limits.idempotencyKeyLength || !/^[\x20-\x7e]+$/.test(key))
    throw new Problem('header-invalid', `The Idempotency-Key takes up to ${limits.idempotencyKeyLength} printable ASCII characters.`);
  return { scope: `http:${grant.token}:${mailbox}`, key };
};

/** Subject and sender: from the query, else from the headers, else from the mail itself. */
const describe = (
  ctx: Context,
  parameters: ReadonlyMap<string, string>,
  type: string,
  taken: Taken,
): { subject: string; sender: string } => {
  const mail = /^message\/rfc822\b/i.test(type) ? readMailHeader(taken.start) : undefined;
  const given = (name: string): string | undefined => {
    const parameter = parameters.get(name);
    if (parameter !== undefined) return readable(parameter);
    const header = ctx.get(name);
    return header === '' ? undefined : decodeHeaderValue(header);
  };
  return { subject: given('subject') ?? mail?.subject ?? '', sender: given('from') ?? mail?.from ?? '' };
};

export const submissionRoutes = (
  serve: Serve,
  deps: {
    directory: Pick<Directory, 'quota'>;
    ingest: Ingest;
    store: Pick<Store, 'status' | 'totals'>;
    rates: Rates;
    maxBytes: number;
    /** Before a history is read. */
    flush: () => Promise<void>;
  },
): void => {
  serve('submit', async ({ ctx, grant, mailbox }) => {
    admitSubmission(ctx, deps.rates, grant.token);
    const parameters = parseParameters(ctx.querystring);
    for (const name of parameters.keys())
      if (name !== 'subject' && name !== 'from')
        throw new Problem('parameter-unknown', `The parameter "${name.slice(0, 60)}" is not known here.`);
    const type = typeOf(ctx);
    const retry = retryOf(ctx, grant, mailbox);
    if ((ctx.request.length ?? 0) > deps.maxBytes)
      throw new Problem('message-too-large', `A message may have at most ${deps.maxBytes} bytes; nothing was stored.`);

    // A retry must find its first acceptance, for which its bytes are needed; what has no key is refused before they come.
    const room = retry ? undefined : await roomOf(deps.directory.quota(mailbox), () => deps.store.totals(mailbox));
    if (room !== undefined && (room <= 0 || (ctx.request.length ?? 0) > room)) throw mailboxFull(mailbox);

    const [acceptance] = await deps.ingest(ctx.req.iterator({ destroyOnReturn: false }), (taken) => ({
      type,
      ...describe(ctx, parameters, type, taken),
      envelope: { via: 'http', client: ctx.ip, token: grant.token },
      recipients: [{ mailbox, ...(retry && { retry }) }],
    }));
    if (!acceptance || acceptance.kind === 'full') throw new Error('the store gave no answer');
    if (acceptance.kind === 'key-reused')
      throw new Problem('idempotency-key-reused', 'This Idempotency-Key was used for another message; nothing was stored.');
    ctx.set('Location', `/v1/submissions/${acceptance.uid}`);
    return { uid: acceptance.uid, id: acceptance.id };
  });

  serve('submission', async ({ ctx, grant }) => {
    await deps.flush();
    const status = await deps.store.status(String(ctx.params.uid).toLowerCase());
    // Another mailbox's message is not told apart from none.
    if (!status || !opens(grant, status.mailbox, ['receive', 'send']))
      throw new Problem('message-unknown', 'No message with this uid is known here.');
    return viewStatus(status, (mailbox) => opens(grant, mailbox, ['receive', 'send']));
  });
};
