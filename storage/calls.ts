import type { Bodies } from './bodies.ts';
import { failureOf, type StorageFailure } from './error.ts';
import type { Sql } from './sql.ts';

/** What a procedure works with. It runs alone, within a transaction, and must not keep any of it. */
export interface Context {
  readonly sql: Sql;
  readonly bodies: Bodies;
}

/** A module's procedures: synchronous, `(context, arguments) → result`, both structured-clonable. */
// biome-ignore lint/suspicious/noExplicitAny: each procedure has its own arguments; callers see them by name.
export type Procedures = Record<string, (context: Context, args: any) => unknown>;

/** A module's queries: synchronous, `(sql, arguments) → result`; they only read, each in one state of the database. */
// biome-ignore lint/suspicious/noExplicitAny: as above.
export type Queries = Record<string, (sql: Sql, args: any) => unknown>;

/** How a full disk is met, see reserve.ts. */
export interface ReserveOptions {
  /** Bytes kept on the disk for the way out. */
  readonly bytes: number;
  /** Procedures that let messages out or free room: they may use up the reserve. */
  readonly relief: ReadonlySet<string>;
  /** Procedures that take new content in: refused while there is no reserve. */
  readonly intake: ReadonlySet<string>;
}

/** Between a storage and its worker. */
export interface WorkerInput {
  readonly folder: string;
  readonly file: string;
  readonly migrations: readonly string[];
  readonly procedures: string;
  readonly reserve?: ReserveOptions;
  /** Note an unclean end, so that the file is looked over until that has been done once. */
  readonly check: boolean;
  /** Copy the database before a migration. */
  readonly keepBefore: boolean;
}
export interface ReaderInput {
  readonly file: string;
  readonly queries?: string;
}
export interface Call {
  readonly seq: number;
  readonly name: string;
  readonly args: unknown;
}
export interface Reply {
  readonly seq: number;
  readonly value?: unknown;
  readonly error?: { readonly message: string; readonly failure?: StorageFailure; readonly stack?: string };
}
/** What the worker tells beside its replies. */
export type Told = { readonly kind: 'open'; readonly unclean: boolean } | { readonly kind: 'full'; readonly full: boolean };

/** The memory of answers that are bytes alone, to be moved rather than copied: chunks are most of what passes. */
export const movable = (replies: readonly Reply[]): ArrayBuffer[] =>
  replies.flatMap(({ value }) =>
    value instanceof Uint8Array && value.buffer instanceof ArrayBuffer && value.byteLength === value.buffer.byteLength
      ? [value.buffer]
      : [],
  );

/** A thrown value on its way to the caller. */
export const describe = (error: unknown): NonNullable<Reply['error']> => {
  const failure = failureOf(error);
  const message = error instanceof Error ? error.message : String(error);
  const stack = error instanceof Error ? error.stack : undefined;
  return { message, ...(failure && { failure }), ...(stack !== undefined && { stack }) };
};
