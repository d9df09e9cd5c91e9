export type StorageFailure =
  /** No space left: nothing was written, reading goes on. */
  | 'full'
  /** The disk or the database file failed. */
  | 'failed'
  /** The database was found damaged: nothing more is taken in, what can be read is. */
  | 'damaged'
  /** Written by a version that this one does not know. */
  | 'newer'
  /** Another process holds it. */
  | 'busy'
  /** The storage was closed, or its worker died. */
  | 'closed';

export class StorageError extends Error {
  override readonly name = 'StorageError';
  readonly failure: StorageFailure;
  constructor(failure: StorageFailure, message: string, options?: ErrorOptions) {
    super(message, options);
    this.failure = failure;
  }
}

/** Primary result codes of SQLite (https://sqlite.org/rescode.html). */
const failures: Record<number, StorageFailure> = {
  5: 'busy',
  6: 'busy',
  8: 'failed',
  10: 'failed',
  11: 'failed',
  13: 'full',
  14: 'failed',
  26: 'failed',
};

/** SQLITE_IOERR_SHMSIZE: the index of the log cannot grow, for want of room. */
const sharedMemorySize = 10 + 19 * 256;

/** The binding does not tell the code of every error; these texts are SQLite's own (sqlite3_errstr). */
const texts: Record<string, StorageFailure> = {
  'database or disk is full': 'full',
  'disk I/O error': 'failed',
  'database disk image is malformed': 'failed',
  'file is not a database': 'failed',
  'database is locked': 'busy',
};

/** What a thrown value means for the storage; `undefined` if it is not SQLite's. */
export const failureOf = (error: unknown): StorageFailure | undefined => {
  if (error instanceof StorageError) return error.failure;
  const { errcode, code, message } = (error ?? {}) as { errcode?: unknown; code?: unknown; message?: unknown };
  if (typeof errcode === 'number') return errcode === sharedMemorySize ? 'full' : failures[errcode & 0xff];
  return code === 'ERR_SQLITE_ERROR' && typeof message === 'string' ? texts[message] : undefined;
};
