import type { Bodies } from './bodies.ts';
import type { StorageFailure } from './error.ts';
import type { Sql } from './sql.ts';

/** What a procedure works with. It runs alone, within a transaction, and must not keep any of it. */
export interface Context {
  readonly sql: Sql;
  readonly bodies: Bodies;
}

/** A module's procedures: synchronous, `(context, arguments) → result`, both structured-clonable. */
// biome-ignore lint/suspicious/noExplicitAny: each procedure has its own arguments; callers see them by name.
export type Procedures = Record<string, (context: Context, args: any) => unknown>;

/** Between a storage and its worker. */
export interface WorkerInput {
  readonly folder: string;
  readonly file: string;
  readonly migrations: readonly string[];
  readonly procedures: string;
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
