import { isIP } from 'node:net';
import { isLoopback } from '../../protocol/address.ts';
import type { AccountInfo, Settings, Status } from '../../protocol/bridge.ts';
import type { Part } from '../log/files.ts';
import { withoutWords } from '../log/redact.ts';

/*
 * What is sent along when somebody asks for help: one file that its sender can read through. Pure. It names versions, choices,
 * states and sizes, and nothing that anybody wrote: no message, no subject, no sender, no name of a mailbox, a server or
 * a user, no secret.
 */

const about =
  'Restante wrote this file for whoever helps its user. It holds versions, settings, how each account stands, sizes of files and the last lines of the logs. It holds no message, no subject, no sender, no address, no name of a mailbox, of a server or of the user, and no token.';

export interface Facts {
  readonly made: Date;
  readonly app: Readonly<Record<string, string | boolean>>;
  readonly system: Readonly<Record<string, string | number>>;
  readonly settings: Settings;
  readonly fallbacks: readonly string[];
  readonly accounts: readonly AccountInfo[];
  readonly statuses: ReadonlyMap<string, Status>;
  /** The app's own server listens. */
  readonly serverRuns: boolean;
  readonly files: readonly { readonly name: string; readonly bytes: number }[];
  readonly processes: readonly Readonly<Record<string, string | number>>[];
  readonly logs: Readonly<Record<Part, readonly string[]>>;
  /** Names that must not stand in the logs: of the user, the computer, its folders. */
  readonly names: readonly string[];
}

const isPrivate = (host: string): boolean =>
  /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|169\.254\.|\[?f[cd][0-9a-f]{2}:|\[?fe80:)/i.test(host) ||
  /\.(local|lan|home\.arpa|internal)$/i.test(host);

/** Where a server is, as far as that helps: a host's name can be that of a person or an employer, and its digest can be guessed. */
export const placeOf = (server: string | null): string => {
  if (server === null) return 'not known yet';
  const { protocol, hostname, port } = new URL(server);
  const place = isLoopback(hostname) ? 'this computer' : isPrivate(hostname) ? 'a private network' : 'elsewhere';
  const kind = isIP(hostname.replace(/^\[|\]$/g, '')) > 0 ? 'by number' : 'by name';
  return `${protocol}//…${port && `:${port}`}, ${place}, ${kind}`;
};

const accountOf = ({ id, own, server, canSend, sealed, cap, overwriteRead, afterReceipt }: AccountInfo, status: Status | undefined) => ({
  id,
  own,
  server: placeOf(server),
  canSend,
  tokensSealed: sealed,
  cap,
  overwriteRead,
  afterReceipt,
  // What a server said in its own words stays here.
  ...(status && {
    status: { ...status, connection: Object.fromEntries(Object.entries(status.connection).filter(([key]) => key !== 'message')) },
  }),
});

const hostOf = (server: string | null): string[] => (server === null ? [] : [new URL(server).hostname]);

const lineOf = (line: string): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    return line;
  }
};

/** The text of the file. */
export const bundleOf = (facts: Facts): string => {
  const { made, settings, accounts } = facts;
  const { trusted, searches, ...plain } = settings;
  const names = [
    ...facts.names,
    ...accounts.flatMap(({ mailbox, label, server }) => [mailbox, label, ...hostOf(server).filter((host) => !isLoopback(host))]),
    ...trusted,
    ...searches.flatMap(({ name, words }) => [name, words]),
  ];
  const bundle = {
    about,
    made: made.toISOString(),
    app: facts.app,
    system: facts.system,
    settings: { ...plain, trustedSenders: trusted.length, savedSearches: searches.length },
    settingsThatWereNotValid: facts.fallbacks,
    serverOfThisAppRuns: facts.serverRuns,
    accounts: accounts.map((account) => accountOf(account, facts.statuses.get(account.id))),
    files: facts.files,
    processes: facts.processes,
    logs: Object.fromEntries(
      Object.entries(facts.logs).map(([part, lines]) => [part, lines.map((line) => lineOf(withoutWords(line, names)))]),
    ),
  };
  return `${JSON.stringify(bundle, undefined, 2)}\n`;
};
