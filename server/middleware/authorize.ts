import type { Context } from 'koa';
import { Problem } from '../../protocol/errors.ts';
import { mailboxName } from '../../protocol/mailbox.ts';
import type { Directory, Grant } from '../directory/index.ts';
import type { Scope } from '../directory/schema.ts';

/** The grant of the request's bearer token. A cookie never counts. @throws Problem 401 */
export const authenticate = (ctx: Context, directory: Directory): Grant => {
  const match = /^Bearer +([A-Za-z0-9\-._~+/]+=*) *$/i.exec(ctx.get('Authorization'));
  if (!match?.[1]) throw new Problem('token-missing', 'Send the token in the header "Authorization: Bearer …".');
  const grant = directory.grant(match[1]);
  if (!grant) throw new Problem('token-unknown', 'The token is not known here; it may have been revoked.');
  return grant;
};

/** Whether a grant opens the mailbox for one of the scopes. An admin token opens all, a send token without a mailbox every one. */
export const opens = (grant: Grant, mailbox: string, scopes: readonly Scope[]): boolean => {
  if (grant.scope === 'admin') return true;
  const named = grant.mailbox === mailbox || (grant.scope === 'send' && grant.mailbox === undefined);
  return named && scopes.includes(grant.scope);
};

export const nameInvalid = (): Problem =>
  new Problem('mailbox-name-invalid', 'A mailbox name has 1 to 63 characters: a-z, 0-9, and after the first also . _ -');

/**
 * The mailbox of the path, if the token opens it for one of the scopes.
 * @throws Problem 400, 401, 403, 404
 */
export const authorizeMailbox = (ctx: Context, directory: Directory, scopes: readonly Scope[]): { mailbox: string; grant: Grant } => {
  const grant = authenticate(ctx, directory);
  const mailbox: string = ctx.params.mailbox;
  if (!mailboxName.test(mailbox)) throw nameInvalid();
  if (!opens(grant, mailbox, scopes))
    throw new Problem(
      'token-scope',
      `This token is not for that: it needs to be ${scopes.length > 0 ? `a ${scopes.join(' or ')} token of ${mailbox}, or ` : ''}an admin token.`,
    );
  if (!directory.has(mailbox)) throw new Problem('mailbox-unknown', `There is no mailbox ${mailbox}.`);
  return { mailbox, grant };
};

/** @throws Problem 401, 403 */
export const authorizeAdmin = (ctx: Context, directory: Directory): Grant => {
  const grant = authenticate(ctx, directory);
  if (grant.scope !== 'admin') throw new Problem('token-scope', 'This needs an admin token.');
  return grant;
};
