import type { Outcome } from '../../protocol/bridge.ts';
import { Problem } from '../../protocol/errors.ts';
import { StorageError } from '../inbox/port.ts';

/** What can be expected to fail, in words and with a code. @throws what cannot: a bug */
export const problemOf = (error: unknown): { readonly code: string; readonly message: string } => {
  if (error instanceof Problem) return { code: error.code, message: error.message };
  if (error instanceof StorageError) {
    const code = error.failure === 'full' ? 'storage-full' : 'storage-failed';
    return { code, message: error.message };
  }
  const { code, message } = error as NodeJS.ErrnoException;
  // A system error, as of a folder that cannot be written; anything else is a bug and ends the process.
  if (typeof code === 'string' && /^E[A-Z]+$/.test(code)) return { code: 'file-unwritable', message };
  throw error;
};

export const toOutcome = (error: unknown): Outcome<never> => ({ ok: false, problem: problemOf(error) });
