import pino, { type DestinationStream, type Logger } from 'pino';

/** Members that never leave, should an error or an object that is logged bring them along. */
const secrets = ['authorization', 'Authorization', 'cookie', 'token', 'secret', 'receiveToken', 'sendToken'].flatMap((name) => [
  name,
  `*.${name}`,
  `*.*.${name}`,
  `*.*.*.${name}`,
]);

/** The server's log: JSON lines on standard error, without secrets. */
export const createLog = (level: string, destination: DestinationStream = pino.destination(2)): Logger =>
  pino({ level, redact: { paths: secrets, censor: '…' } }, destination);

/** A token is 43 characters of base64url; without a capital it is taken for a name, as one token in 10^9 would be. */
const token = /(?<![A-Za-z0-9_-])(?=[a-z0-9_-]*[A-Z])[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])/g;

/** A text that others wrote parts of, without the tokens that they put in the wrong place. */
export const withoutTokens = (text: string): string => text.replace(token, '…');
