import type Router from '@koa/router';
import type { Context } from 'koa';
import { z } from 'zod';
import { parseParameters } from '../../protocol/acquisition.ts';
import { Problem } from '../../protocol/errors.ts';
import { parseId } from '../../protocol/instruction.ts';
import { retentionSchema } from '../../protocol/retention.ts';
import type { Directory } from '../directory/index.ts';
import { limits } from '../limits.ts';
import { authorizeAdmin, authorizeMailbox } from '../middleware/authorize.ts';
import { endingOf, type Folder } from '../retention/policy.ts';
import type { ListedMessage, Store } from '../store/port.ts';

const readJson = async (ctx: Context): Promise<unknown> => {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of ctx.req.iterator({ destroyOnReturn: false })) {
    size += part.byteLength;
    if (size > limits.jsonBytes) throw new Problem('body-invalid', `The body may have at most ${limits.jsonBytes} bytes.`);
    parts.push(part);
  }
  try {
    return JSON.parse(Buffer.concat(parts).toString('utf8'));
  } catch {
    throw new Problem('body-invalid', 'The body is not JSON. Nothing was changed.');
  }
};

const firstIssue = (error: z.ZodError): string => {
  const [issue] = error.issues;
  return `${issue?.path.join('.') || 'the body'}: ${issue?.message ?? 'is not valid'}`;
};

const newMailbox = z.strictObject({ name: z.string() });
const newToken = z.strictObject({ scope: z.enum(['receive', 'send']) });

const pageOf = (ctx: Context): number => {
  const parameters = parseParameters(ctx.querystring);
  const after = parameters.get('after');
  for (const name of parameters.keys())
    if (name !== 'after') throw new Problem('parameter-unknown', `The parameter "${name.slice(0, 60)}" is not known.`);
  const id = after === undefined ? 0 : parseId(after);
  if (id === undefined) throw new Problem('cursor-invalid', 'after= takes the next of the page before.');
  return id;
};

export const adminRoutes = (
  router: Router,
  deps: { directory: Directory; store: Store; policyChanged: (mailbox: string) => void },
): void => {
  const { directory, store } = deps;

  router.get('/v1/mailboxes', async (ctx) => {
    authorizeAdmin(ctx, directory);
    const mailboxes = await Promise.all(
      directory.mailboxes().map(async (name) => {
        return { name, ...(await store.totals(name)), retention: directory.retention(name) };
      }),
    );
    ctx.body = { mailboxes };
  });

  router.post('/v1/mailboxes', async (ctx) => {
    authorizeAdmin(ctx, directory);
    const body = newMailbox.safeParse(await readJson(ctx));
    if (!body.success) throw new Problem('body-invalid', `${firstIssue(body.error)}. Nothing was changed.`);
    const tokens = await directory.addMailbox(body.data.name);
    ctx.status = 201;
    ctx.body = { mailbox: body.data.name, ...tokens };
  });

  router.post('/v1/mailboxes/:mailbox/tokens', async (ctx) => {
    const { mailbox } = authorizeMailbox(ctx, directory, []);
    const body = newToken.safeParse(await readJson(ctx));
    if (!body.success) throw new Problem('body-invalid', `${firstIssue(body.error)}. Nothing was changed.`);
    const { secret } = await directory.addToken(body.data.scope, mailbox);
    ctx.status = 201;
    ctx.body = { mailbox, scope: body.data.scope, token: secret };
  });

  router.get('/v1/mailboxes/:mailbox/retention', (ctx) => {
    const { mailbox } = authorizeMailbox(ctx, directory, ['receive']);
    ctx.body = directory.retention(mailbox);
  });

  router.put('/v1/mailboxes/:mailbox/retention', async (ctx) => {
    const { mailbox } = authorizeMailbox(ctx, directory, []);
    const policy = retentionSchema.safeParse(await readJson(ctx));
    if (!policy.success) throw new Problem('policy-invalid', `${firstIssue(policy.error)}. Nothing was changed.`);
    await directory.setRetention(mailbox, policy.data);
    deps.policyChanged(mailbox);
    ctx.body = policy.data;
  });

  for (const folder of ['delivery', 'processed'] satisfies Folder[])
    router.get(`/v1/mailboxes/:mailbox/${folder}`, async (ctx) => {
      const { mailbox } = authorizeMailbox(ctx, directory, ['receive']);
      const [messages, totals] = await Promise.all([store.list(mailbox, folder, pageOf(ctx), limits.page), store.totals(mailbox)]);
      const policy = directory.retention(mailbox);
      const view = ({ acceptedAt, enteredAt, sentAt, newer, ...message }: ListedMessage) => {
        const ending = endingOf({ folder, enteredAt, sentAt, newer }, policy);
        return {
          ...message,
          acceptedAt: new Date(acceptedAt).toISOString(),
          enteredAt: new Date(enteredAt).toISOString(),
          ends: ending ? { at: new Date(ending.at).toISOString(), because: ending.rule } : null,
        };
      };
      const total =
        folder === 'delivery'
          ? { count: totals.waiting, bytes: totals.waitingBytes }
          : { count: totals.processed, bytes: totals.processedBytes };
      ctx.body = { total, messages: messages.map(view), next: messages.length === limits.page ? (messages.at(-1)?.id ?? null) : null };
    });
};
