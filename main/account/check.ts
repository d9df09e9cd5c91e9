import { randomUUID } from 'node:crypto';
import { Agent, type Dispatcher } from 'undici';
import type { AccountCheck, AccountFault, AccountQuestion } from '../../protocol/account.ts';
import { Problem } from '../../protocol/errors.ts';
import { mailboxName } from '../../protocol/mailbox.ts';
import { operations } from '../../protocol/operations.ts';
import { retentionSchema } from '../../protocol/retention.ts';
import { formatTarget } from '../../protocol/target.ts';
import { readProblem } from '../sync/request.ts';
import { parseAddress, tokenForm } from './address.ts';

export interface CheckOptions {
  /** ms for the connection; an answer may take twice as long. */
  readonly patience?: number;
  /** Certificates to trust in place of the system's, PEM. */
  readonly ca?: Uint8Array;
}

/** What an error of the connection means; its codes are those of Node, OpenSSL and undici. */
const faultsOfCodes: Record<string, AccountFault> = {
  ENOTFOUND: 'host-unknown',
  EAI_AGAIN: 'host-unknown',
  EAI_FAIL: 'host-unknown',
  EAI_NODATA: 'host-unknown',
  EAI_NONAME: 'host-unknown',
  ECONNREFUSED: 'nobody-listens',
  ETIMEDOUT: 'timed-out',
  UND_ERR_CONNECT_TIMEOUT: 'timed-out',
  UND_ERR_HEADERS_TIMEOUT: 'timed-out',
  UND_ERR_BODY_TIMEOUT: 'timed-out',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'certificate-untrusted',
  SELF_SIGNED_CERT_IN_CHAIN: 'certificate-untrusted',
  UNABLE_TO_GET_ISSUER_CERT: 'certificate-untrusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'certificate-untrusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'certificate-untrusted',
  CERT_UNTRUSTED: 'certificate-untrusted',
  CERT_REJECTED: 'certificate-untrusted',
  CERT_REVOKED: 'certificate-untrusted',
  INVALID_CA: 'certificate-untrusted',
  INVALID_PURPOSE: 'certificate-untrusted',
  CERT_SIGNATURE_FAILURE: 'certificate-untrusted',
  CERT_HAS_EXPIRED: 'certificate-expired',
  CERT_NOT_YET_VALID: 'certificate-expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'certificate-other-name',
  ERR_SSL_WRONG_VERSION_NUMBER: 'not-encrypted',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'not-encrypted',
  UND_ERR_SOCKET: 'something-else',
  UND_ERR_HEADERS_OVERFLOW: 'something-else',
};

const words: Record<AccountFault, string> = {
  'address-malformed': 'An address looks like https://mail.example.org or http://127.0.0.1:7425.',
  'address-insecure': 'That is another machine, and the connection would not be encrypted. Use https://, or insist.',
  'host-unknown': 'No machine of this name was found. Check its spelling, and that this computer is online.',
  'nobody-listens': 'The machine is there, and no server listens at this port.',
  unreachable: 'The server cannot be reached from here.',
  'timed-out': 'Nothing answered in time.',
  'certificate-untrusted': "This computer does not trust the server's certificate.",
  'certificate-expired': "The server's certificate has expired or is not valid yet. Check the clock of this computer, too.",
  'certificate-other-name': "The server's certificate is for another name.",
  'not-encrypted': 'What listens there does not speak TLS. If it is a server of yours, its address begins with http://.',
  'something-else': 'Something else answers there, not a Restante server: a login page of the network, perhaps.',
  'server-failing': 'The server is there and cannot answer now.',
  'mailbox-malformed': 'A mailbox name has 1 to 63 characters: a-z, 0-9, and after the first also . _ -',
  'mailbox-unknown': 'The server has no mailbox of this name.',
  'token-malformed': 'This cannot be a token: it has only letters, digits and - . _ ~ + / =',
  'token-unknown': 'The server does not know this token; it may have been revoked.',
  'token-scope': 'This token is not for receiving.',
  'token-other-mailbox': 'This token is for another mailbox.',
};

const faulty = (fault: AccountFault, detail?: string): AccountCheck => ({
  kind: 'faulty',
  fault,
  message: detail === undefined ? words[fault] : `${words[fault]} (${detail})`,
});

/** What the server's own refusal says of the account; a scope needs a second question. */
const faultOfProblem = ({ code, message }: Problem): AccountCheck | 'scope' => {
  switch (code) {
    case 'token-scope':
      return 'scope';
    case 'token-missing':
    case 'token-unknown':
      return faulty('token-unknown');
    case 'mailbox-unknown':
      return faulty('mailbox-unknown');
    case 'answer-invalid':
    case 'route-unknown':
    case 'method-not-allowed':
      return faulty('something-else');
    default:
      return faulty('server-failing', `${code}: ${message}`);
  }
};

const faultOf = (error: unknown): AccountCheck | 'scope' => {
  if (error instanceof Problem) return faultOfProblem(error);
  const { message, name } = error as Error;
  if (name === 'TimeoutError') return faulty('timed-out');
  const code = String((error as NodeJS.ErrnoException).code ?? '');
  const parsed = code.startsWith('HPE_') || name === 'HTTPParserError';
  // OpenSSL tells some of its errors by their text alone.
  const tls = code === 'EPROTO' || code.startsWith('ERR_SSL_');
  const known = faultsOfCodes[code] ?? (parsed ? 'something-else' : tls ? 'not-encrypted' : 'unreachable');
  return faulty(known, code || message);
};

/** Asks one of the operations of a server. @throws Problem, or what broke the connection */
type Ask = (name: 'retention' | 'act', body?: unknown) => Promise<Dispatcher.ResponseData>;

/** The body of an answer that is no JSON; one that does not come is another matter. */
const noJson = (error: unknown): undefined => {
  if (!(error instanceof SyntaxError)) throw error;
};

const judge = async (server: string, ask: Ask): Promise<AccountCheck> => {
  try {
    const response = await ask('retention');
    const answer = retentionSchema.safeParse(await response.body.json().catch(noJson));
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
  const { patience = 10_000, ca } = options;
  const address = parseAddress(question.server.trim(), question.insecure);
  if (address.kind === 'malformed') return faulty('address-malformed');
  if (address.kind === 'insecure') return faulty('address-insecure');
  if (!mailboxName.test(mailbox)) return faulty('mailbox-malformed');
  if (!tokenForm.test(receiveToken)) return faulty('token-malformed');

  const { server } = address;
  const agent = new Agent({ connect: { timeout: patience, ...(ca && { ca: Buffer.from(ca) }) } });
  try {
    return await judge(server, async (name, body) => {
      const { methods, path } = operations[name];
      const response = await agent.request({
        origin: server,
        path: formatTarget(path, { mailbox }),
        method: methods[0],
        headers: { authorization: `Bearer ${receiveToken}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(2 * patience),
      });
      if (response.statusCode >= 400) throw await readProblem(response.statusCode, response.headers, response.body);
      return response;
    });
  } finally {
    await agent.destroy();
  }
};
