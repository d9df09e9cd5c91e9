import type { ServerCheck, ServerFault, ServerQuestion } from '../../protocol/administered.ts';
import { brakesSchema } from '../../protocol/api.ts';
import { operations } from '../../protocol/operations.ts';
import { parseAddress, tokenForm } from './address.ts';
import { type CheckOptions, inquire, jsonOf } from './asking.ts';
import { faultOf, faulty } from './faults.ts';

/** The scope and the mailbox of an account play no part here. */
const toServerFault = (found: Exclude<ReturnType<typeof faultOf>, 'scope'>): ServerCheck => {
  switch (found.fault) {
    case 'mailbox-malformed':
    case 'mailbox-unknown':
    case 'token-scope':
    case 'token-other-mailbox':
      return faulty('something-else', found.message);
    default:
      return { ...found, fault: found.fault satisfies ServerFault };
  }
};

/**
 * Whether a server could be administered: the address, then who answers there, then the token. It asks for what waits for an
 * administrator, which changes nothing.
 */
export const checkServer = async (question: ServerQuestion, options: CheckOptions = {}): Promise<ServerCheck> => {
  const { adminToken } = question;
  const address = parseAddress(question.server.trim(), question.insecure);
  if (address.kind === 'malformed') return faulty('address-malformed');
  if (address.kind === 'insecure') return faulty('address-insecure');
  if (!tokenForm.test(adminToken)) return faulty('token-malformed');

  const { server } = address;
  const { methods, path } = operations.brakes;
  return inquire({ server, token: adminToken, ...options }, async (ask): Promise<ServerCheck> => {
    try {
      const response = await ask(methods[0], path);
      const answer = brakesSchema.safeParse(await jsonOf(response));
      return response.statusCode === 200 && answer.success
        ? { kind: 'sound', server }
        : faulty('something-else', `HTTP ${response.statusCode}`);
    } catch (error) {
      const fault = faultOf(error);
      if (fault !== 'scope') return toServerFault(fault);
      return { kind: 'faulty', fault: 'token-not-admin', message: 'The server knows this token, and it is not an admin token.' };
    }
  });
};
