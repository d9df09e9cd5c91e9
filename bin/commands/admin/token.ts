import { open, rm } from 'node:fs/promises';
import { Command } from 'commander';
import type { z } from 'zod';
import { tokenScopes, type tokensSchema } from '../../../protocol/api.ts';
import { Problem } from '../../../protocol/errors.ts';
import { parseMailbox } from '../options.ts';
import { createOutput } from '../output.ts';
import type { Column } from '../table.ts';
import { localMinute } from '../words.ts';
import { type Access, connect, withAccess } from './access.ts';

type Token = z.infer<typeof tokensSchema>['tokens'][number];

/** Makes the file, which must not be there, before there is a secret to lose; it goes again if `make` fails. */
const writeSecret = async (path: string, make: () => Promise<string>): Promise<void> => {
  const unwritable = (error: unknown): Problem =>
    new Problem('file-unwritable', `The file ${path} cannot be made: ${(error as Error).message}.`, { cause: error });
  const file = await open(path, 'wx', 0o600).catch((error) => {
    throw unwritable(error);
  });
  try {
    const secret = await make();
    await file.writeFile(`${secret}\n`);
    await file.sync();
  } catch (error) {
    await rm(path, { force: true });
    throw error instanceof Problem ? error : unwritable(error);
  } finally {
    await file.close();
  }
};

interface AddOptions extends Access {
  mailbox?: string;
  note?: string;
  out?: string;
}

const addCommand = (): Command =>
  withAccess(
    new Command('add')
      .description('make a token; its secret is shown this once')
      .argument('<scope>', tokenScopes.join(', '))
      .option('--mailbox <name>', 'for this mailbox; a receive token needs one, a send token may do without')
      .option('--note <text>', 'whose it is')
      .option('--out <file>', 'write the secret to this new file, for its owner alone, instead of showing it'),
    'print JSON',
  ).action(async (scope: string, options: AddOptions) => {
    if (!tokenScopes.some((known) => known === scope))
      throw new Problem('option-invalid', `A scope is one of ${tokenScopes.join(', ')}, not "${scope.slice(0, 40)}".`);
    const admin = connect(options);
    const { note, out } = options;
    const body = {
      scope,
      ...(options.mailbox !== undefined && { mailbox: parseMailbox(options.mailbox) }),
      ...(note !== undefined && { note }),
    };
    const output = createOutput(options.json);
    if (out === undefined) {
      const added = await admin.ask('addToken', { body });
      output.event(added, `Added ${scope} token ${added.token}. Keep its secret now; it is not shown again.\n${added.secret}`);
      return;
    }
    await writeSecret(out, async () => {
      const { secret, ...added } = await admin.ask('addToken', { body });
      output.event({ ...added, file: out }, `Added ${scope} token ${added.token}. Its secret goes to ${out}`);
      return secret;
    });
  });

const columns: readonly Column<Token>[] = [
  { head: 'TOKEN', text: (t) => t.token },
  { head: 'SCOPE', text: (t) => t.scope },
  { head: 'MAILBOX', text: (t) => t.mailbox ?? '' },
  { head: 'ADDED', text: (t) => localMinute(t.createdAt), spare: true },
  { head: 'LAST USED', text: (t) => (t.lastUsedAt === null ? 'never' : localMinute(t.lastUsedAt)), spare: true },
  { head: 'NOTE', text: (t) => t.note ?? '', atLeast: 10 },
];

const listCommand = (): Command =>
  withAccess(new Command('list').description('tokens, without their secrets').option('--mailbox <name>', 'that name this mailbox')).action(
    async (options: Access & { mailbox?: string }) => {
      const mailbox = options.mailbox === undefined ? undefined : parseMailbox(options.mailbox);
      const { tokens } = await connect(options).ask('tokens', { query: { mailbox } });
      createOutput(options.json).table(columns)(tokens);
    },
  );

const revokeCommand = (): Command =>
  withAccess(
    new Command('revoke')
      .description('end a token; streams that it opened end')
      .argument('<token>', 'its name in the list, not its secret'),
    'print JSON',
  ).action(async (token: string, access: Access) => {
    await connect(access).ask('revokeToken', { names: { token } });
    createOutput(access.json).event({ revoked: token }, `Revoked ${token}.`);
  });

export const tokenCommand = (): Command => {
  const token = new Command('token').description('tokens').exitOverride();
  for (const command of [addCommand(), listCommand(), revokeCommand()]) token.addCommand(command);
  return token;
};
