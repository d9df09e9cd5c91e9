import type { AccountCheck, AccountFault } from '../../protocol/account.ts';
import { Problem } from '../../protocol/errors.ts';

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

type Faulty = Extract<AccountCheck, { kind: 'faulty' }>;
export const faulty = <F extends AccountFault>(fault: F, detail?: string): { kind: 'faulty'; fault: F; message: string } => ({
  kind: 'faulty',
  fault,
  message: detail === undefined ? words[fault] : `${words[fault]} (${detail})`,
});

/** What the server's own refusal says of the one who asks; a scope needs a second question. */
const faultOfProblem = ({ code, message }: Problem): Faulty | 'scope' => {
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

/** What is wrong, as far as the error says; a token of another scope needs a second question. */
export const faultOf = (error: unknown): Faulty | 'scope' => {
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
