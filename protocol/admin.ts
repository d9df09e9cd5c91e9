import type { z } from 'zod';
import { type OperationName, operations } from './operations.ts';

/*
 * What the administration of a server asks of it: a part of the operations of its HTTP interface, by their names and types. The
 * window's view of a server knows nothing else of it, wherever the answers come from.
 */

export const adminOperations = [
  'messages',
  'message',
  'copies',
  'act',
  'mailboxes',
  'addMailbox',
  'changeMailbox',
  'removeMailbox',
  'tokens',
  'addToken',
  'revokeToken',
  'retention',
  'setRetention',
  'resetRetention',
  'previewRetention',
  'previewDefault',
  'confirmRetention',
  'brakes',
  'defaults',
  'setDefaults',
  'devices',
  'ledger',
  'forgetDevice',
  'activity',
  'ready',
] as const satisfies readonly OperationName[];
export type AdminOperation = (typeof adminOperations)[number];

type Of<N extends AdminOperation> = (typeof operations)[N];

/** The names behind the colons of a path. */
type Names<P extends string> = P extends `${string}/:${infer N}/${infer Rest}`
  ? N | Names<`/${Rest}`>
  : P extends `${string}/:${infer N}`
    ? N
    : never;

type Query<I> = { readonly [K in keyof I]: I[K] | number | boolean };
type Part<K extends string, T> = [T] extends [never] ? unknown : { readonly [P in K]: T };
type QueryOf<O> = O extends { readonly query: infer Q extends z.ZodType } ? Query<z.input<Q>> : never;
type BodyOf<O> = O extends { readonly body: infer B extends z.ZodType } ? z.input<B> : never;
type QueryPart<Q> = [Q] extends [never] ? unknown : Record<never, never> extends Q ? { readonly query?: Q } : { readonly query: Q };

/** The parts of a request: of its path, its query and its JSON body, as far as the operation has them. */
export type AdminRequest<N extends AdminOperation> = Part<
  'path',
  Record<Names<Of<N>['path']>, string> extends infer P ? ([Names<Of<N>['path']>] extends [never] ? never : P) : never
> &
  QueryPart<QueryOf<Of<N>>> &
  Part<'body', BodyOf<Of<N>>>;

type Bodies<A> = { [S in keyof A]: A[S] extends { readonly body: z.ZodType<infer T> } ? T : null }[keyof A];
/** The JSON that answers it; null where the answer has none. */
export type AdminAnswer<N extends AdminOperation> = Bodies<Of<N>['answers']>;

/** What is left of the types where a request has been sent on: any operation's. */
export interface AnyAdminRequest {
  readonly path?: Readonly<Record<string, string>> | undefined;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>> | undefined;
  readonly body?: unknown;
}

/** Path and query of a request. @throws TypeError if a part of the path is missing */
export const adminTarget = (name: AdminOperation, { path = {}, query = {} }: AnyAdminRequest): string => {
  const place = operations[name].path.replaceAll(/:([a-z]+)/g, (_, part: string) => {
    const given = path[part];
    if (given === undefined || given === '' || given === '.' || given === '..') throw new TypeError(`The request does not name a ${part}.`);
    return encodeURIComponent(given);
  });
  const parameters = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) if (value !== undefined) parameters.set(key, String(value));
  const text = parameters.toString();
  return text === '' ? place : `${place}?${text}`;
};
