import { Problem, type ProblemCode, problems } from '../../protocol/errors.ts';

/** Exit codes of every command; documented in the README and in `--help`. */
export const exitCodes = {
  ok: 0,
  /** A failure that nobody foresaw. */
  unexpected: 1,
  /** An option or argument is wrong. */
  usage: 2,
  /** Something of this machine is in the way: a folder, a file, an address, another process, a command that failed. */
  local: 3,
  /** The server refused: token, mailbox, size, malformed request. */
  refused: 4,
  /** The server could not be reached, or failed. */
  unavailable: 5,
} as const;

export const exitHelp = `
Exit codes: 0 done, 1 unexpected failure, 2 wrong usage, 3 a folder, file or address of this machine
cannot be used, or a command failed, 4 the server refused, 5 the server could not be reached or failed.`;

const usage = new Set<ProblemCode>(['option-invalid', 'address-invalid']);
const local = new Set<ProblemCode>([
  'address-in-use',
  'address-insecure',
  'certificate-invalid',
  'folder-unusable',
  'folder-in-use',
  'directory-damaged',
  'storage-newer',
  'storage-full',
  'storage-failed',
  'file-unreadable',
  'file-unwritable',
  'backup-exists',
  'backup-damaged',
  'data-not-empty',
  'command-failed',
]);

/** Of status 507, and yet no failure: the server will have nothing of it until there is room. */
const refused = new Set<ProblemCode>(['mailbox-full']);

export const exitCodeOf = (error: unknown): number => {
  if (!(error instanceof Problem)) return exitCodes.unexpected;
  if (usage.has(error.code)) return exitCodes.usage;
  if (local.has(error.code)) return exitCodes.local;
  if (refused.has(error.code)) return exitCodes.refused;
  const entry: { title: string; status?: number } = problems[error.code];
  return entry.status !== undefined && entry.status < 500 ? exitCodes.refused : exitCodes.unavailable;
};
