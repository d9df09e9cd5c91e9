import { randomUUID } from 'node:crypto';
import type { Dispatcher } from 'undici';
import type { AccountCheck, AccountQuestion } from '../../protocol/account.ts';
import { mailboxName } from '../../protocol/mailbox.ts';
import { operations } from '../../protocol/operations.ts';
import { retentionSchema } from '../../protocol/retention.ts';
import { formatTarget } from '../../protocol/target.ts';
import { parseAddress, tokenForm } from './address.ts';
import { type CheckOptions, inquire, jsonOf } from './asking.ts';
import { faultOf, faulty } from './faults.ts';

/** Asks one of the operations of a server. @throws Problem, or what broke the connection */
type Ask = (name: 'retention' | 'act', body?: unknown) => Promise<Dispatcher.ResponseData>;

const judge = async (server: string, ask: Ask): Promise<AccountCheck> => {
  try {
    const response = await ask('retention');
    const answer = retentionSchema.safeParse(await jsonOf(response));
    if (response.statusCode !== 200 || !answer.success) return faulty('something-else', `HTTP ${response.statusCode}`);
    return { kind: 'sound', server };
  } catch (error) {
    const fault = faultOf(error);
    if (fault !== 'scope') return fault;
  }
  try {
    // A receive token of another mailbox may ask for a redelivery; of a message that is nowhere, nothing comes of it.
    await (await ask('act', { action: 'redeliver', uids: [randomUUID()] })).body.dump();
    return faulty('token-other-mailbox');
  } catch (error) {
    const fault = faultOf(error);
    return fault === 'scope' ? faulty('token-scope') : fault;
  }
};

/**
 * Whether an account would work: the address, then who answers there, then the token and the mailbox. It asks for the policy
 * in force, which changes nothing at the server; the device of the mailbox stays who it is.
 */
export const checkAccount = async (question: AccountQuestion, options: CheckOptions = {}): Promise<AccountCheck> => {
  const { mailbox, receiveToken } = question;
  const address = parseAddress(question.server.trim(), question.insecure);
  if (address.kind === 'malformed') return faulty('address-malformed');
  if (address.kind === 'insecure') return faulty('address-insecure');
  if (!mailboxName.test(mailbox)) return faulty('mailbox-malformed');
  if (!tokenForm.test(receiveToken)) return faulty('token-malformed');

  const { server } = address;
  return inquire({ server, token: receiveToken, ...options }, (asking) =>
    judge(server, (name, body) => asking(operations[name].methods[0], formatTarget(operations[name].path, { mailbox }), body)),
  );
};
