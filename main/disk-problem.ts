import type { ProblemCode } from '../protocol/errors.ts';

const codes: Readonly<Record<string, ProblemCode>> = {
  ENOSPC: 'storage-full',
  EDQUOT: 'storage-full',
  EIO: 'storage-failed',
  EROFS: 'storage-failed',
};

/** What is to be said of an error of the disk; undefined: it is not one. */
export const diskProblem = (error: unknown): { code: ProblemCode; message: string } | undefined => {
  const { code = '', message = '' } = error instanceof Error ? (error as NodeJS.ErrnoException) : {};
  const known = codes[code];
  return known && { code: known, message };
};
