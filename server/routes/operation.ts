import type Router from '@koa/router';
import type { Context } from 'koa';
import type { z } from 'zod';
import { parseParameters } from '../../protocol/acquisition.ts';
import { Problem, type ProblemCode } from '../../protocol/errors.ts';
import { type Operation, type OperationName, operations } from '../../protocol/operations.ts';
import type { Directory, Grant } from '../directory/index.ts';
import { limits } from '../limits.ts';
import { authenticate, authorizeAdmin, authorizeMailbox } from '../middleware/authorize.ts';
import { noteOperation } from '../middleware/request.ts';

type Output<S> = S extends z.ZodType<infer T> ? T : undefined;
type Member<O, K extends string> = K extends keyof O ? Output<O[K]> : undefined;
type Bodies<A> = { [S in keyof A]: A[S] extends { body: z.ZodType<infer T> } ? T : undefined }[keyof A];

/** An authorised and validated request of an operation. */
export interface Call<O extends Operation> {
  readonly ctx: Context;
  readonly grant: Grant;
  /** Of the path; empty where the path has none. */
  readonly mailbox: string;
  readonly query: Member<O, 'query'>;
  readonly body: Member<O, 'body'>;
  /** Judges the request again, for streams that outlive its grant. @throws Problem */
  readonly again: () => void;
}

/** Answers an operation: its JSON body, or nothing if it has written to `ctx` itself. */
export type Handler<N extends OperationName> = (
  call: Call<(typeof operations)[N]>,
) => Bodies<(typeof operations)[N]['answers']> | undefined | Promise<Bodies<(typeof operations)[N]['answers']> | undefined>;

export type Serve = <N extends OperationName>(name: N, handle: Handler<N>) => void;

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

/** The first thing that is wrong, in words that repeat nothing long of the input. */
const issueOf = ({ issues: [issue] }: z.ZodError): { place: string; text: string; unknown: string | undefined } => {
  const unknown = issue?.code === 'unrecognized_keys' && issue.path.length === 0 ? issue.keys[0] : undefined;
  return { place: issue?.path.join('.') ?? '', text: (issue?.message ?? 'is not valid').slice(0, 200), unknown };
};

const readQuery = (ctx: Context, schema: z.ZodType | undefined): unknown => {
  const parameters = parseParameters(ctx.querystring);
  if (!schema) {
    const [name] = parameters.keys();
    if (name !== undefined) throw new Problem('parameter-unknown', `The parameter "${name.slice(0, 60)}" is not known here.`);
    return undefined;
  }
  const result = schema.safeParse(Object.fromEntries(parameters));
  if (result.success) return result.data;
  const { place, text, unknown } = issueOf(result.error);
  if (unknown !== undefined) throw new Problem('parameter-unknown', `The parameter "${unknown.slice(0, 60)}" is not known here.`);
  throw new Problem(place === 'after' ? 'cursor-invalid' : 'parameter-invalid', `${place}: ${text}.`);
};

const readBody = async (ctx: Context, schema: z.ZodType, code: ProblemCode): Promise<unknown> => {
  const result = schema.safeParse(await readJson(ctx));
  if (result.success) return result.data;
  const { place, text } = issueOf(result.error);
  throw new Problem(code, `${place || 'the body'}: ${text}. Nothing was changed.`);
};

/** Registers operations: each is authorised, validated by its schemas, and only then handled. */
export const createServe =
  (router: Router, deps: { directory: Directory; used: (token: string) => void }): Serve =>
  (name, handle) => {
    const operation: Operation = operations[name];
    const { access, path, methods, query, body, answers } = operation;
    const authorize = (ctx: Context): { grant: Grant; mailbox: string } => {
      if (access === 'anyone') return { grant: { token: '', scope: 'monitor' }, mailbox: '' };
      // What is to be removed may be missing in the directory.
      if (path.includes('/:mailbox') && name !== 'removeMailbox') return authorizeMailbox(ctx, deps.directory, access);
      if (access.length === 0) return { grant: authorizeAdmin(ctx, deps.directory), mailbox: '' };
      const grant = authenticate(ctx, deps.directory);
      if (grant.scope !== 'admin' && !access.includes(grant.scope))
        throw new Problem('token-scope', `This token is not for that: it needs to be a ${access.join(' or ')} token, or an admin token.`);
      return { grant, mailbox: '' };
    };
    // Acquisition and submission have parsers of their own.
    const parsesQuery = operation.parameters === undefined;
    const code: ProblemCode = operation.problems.includes('policy-invalid') ? 'policy-invalid' : 'body-invalid';
    const [status = 200] = Object.keys(answers).map(Number);
    router.register(path, [...methods], async (ctx) => {
      noteOperation(ctx, name);
      const { grant, mailbox } = authorize(ctx);
      deps.used(grant.token);
      const call = {
        ctx,
        grant,
        mailbox,
        again: () => authorize(ctx),
        query: parsesQuery ? readQuery(ctx, query) : undefined,
        body: body && (await readBody(ctx, body, code)),
      };
      const answer = await handle(call as never);
      if (answer !== undefined) {
        ctx.status = status;
        ctx.body = answer;
      } else if (answers[204] && ctx.body === undefined) ctx.status = 204;
    });
  };
