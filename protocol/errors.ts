/**
 * The registry of error codes. A code is stable: programs match on it, people read the title and the
 * detail. Codes with an HTTP status travel as `application/problem+json` (RFC 9457); the others are
 * reported by a process about itself. `docs/ERRORS.md` explains every one; a test holds the two together.
 */
export const problems = {
  // The request is malformed. Nothing was changed.
  'request-empty': { status: 400, title: 'The request asks for nothing' },
  'parameter-unknown': { status: 400, title: 'A parameter is not known' },
  'parameter-repeated': { status: 400, title: 'A parameter stands twice' },
  'parameter-encoding': { status: 400, title: 'A parameter is not valid percent-encoded UTF-8' },
  'get-invalid': { status: 400, title: 'The id in get is not valid' },
  'room-invalid': { status: 400, title: 'The room is not valid' },
  'max-invalid': { status: 400, title: 'The number in max is not valid' },
  'parameter-invalid': { status: 400, title: 'A parameter is not valid' },
  'target-invalid': { status: 400, title: 'An instructed id is not valid' },
  'target-repeated': { status: 400, title: 'An id is instructed twice, or both requested and instructed' },
  'targets-too-many': { status: 400, title: 'Too many ids are instructed at once' },
  'forward-invalid': { status: 400, title: 'The mailbox to forward to is missing or no name' },
  'range-invalid': { status: 400, title: 'The range to resume at is not valid' },
  'query-too-long': { status: 414, title: 'The query is too long' },
  'mailbox-name-invalid': { status: 400, title: 'The mailbox name is not valid' },
  'header-invalid': { status: 400, title: 'A header is not valid' },
  'body-invalid': { status: 400, title: 'The request body is not valid' },
  'body-unexpected': { status: 400, title: 'This request takes no body' },
  'policy-invalid': { status: 400, title: 'The policy is not valid' },
  'token-invalid': { status: 400, title: 'What was said of the token is not valid' },
  'cursor-invalid': { status: 400, title: 'The cursor is not valid' },
  'request-malformed': { status: 400, title: 'The request is not valid HTTP' },
  'request-timeout': { status: 408, title: 'The request took too long' },
  'head-too-long': { status: 431, title: 'The head of the request is too long' },
  // Who asks.
  'token-missing': { status: 401, title: 'A bearer token is needed' },
  'token-unknown': { status: 401, title: 'The token is not known' },
  'token-scope': { status: 403, title: 'The token does not allow this' },
  'too-many-requests': { status: 429, title: 'There were too many requests' },
  // What is asked for.
  'mailbox-unknown': { status: 404, title: 'There is no such mailbox' },
  'token-not-found': { status: 404, title: 'There is no such token' },
  'message-unknown': { status: 404, title: 'There is no such message' },
  'device-unknown': { status: 404, title: 'There is no such device' },
  'test-unknown': { status: 404, title: 'There is no such test' },
  'route-unknown': { status: 404, title: 'There is nothing at this address' },
  'method-not-allowed': { status: 405, title: 'This method is not allowed here' },
  'mailbox-exists': { status: 409, title: 'The mailbox exists already' },
  'token-last-admin': { status: 409, title: 'This is the last admin token' },
  'directory-edited': { status: 409, title: 'The directory file was edited by hand' },
  'other-device': { status: 409, title: 'The mailbox belongs to another device' },
  'mailbox-holds-messages': { status: 409, title: 'The mailbox holds messages' },
  'removal-changed': { status: 409, title: 'What would be removed has changed' },
  'message-ended': { status: 410, title: 'The message has ended' },
  'message-other': { status: 412, title: 'Another message would be sent' },
  'message-too-large': { status: 413, title: 'The message is too large' },
  'range-unsatisfiable': { status: 416, title: 'The message has nothing from there on' },
  'forward-unknown': { status: 422, title: 'There is no such mailbox to forward to' },
  'idempotency-key-reused': { status: 422, title: 'The idempotency key was used for another message' },
  // What the server cannot do now.
  internal: { status: 500, title: 'The server failed' },
  stopping: { status: 503, title: 'The server is stopping' },
  'storage-full': { status: 507, title: 'The disk is full' },
  'mailbox-full': { status: 507, title: 'The mailbox is full' },
  'storage-failed': { status: 500, title: 'The disk failed' },
  // What the SMTP door says; it has reply codes of its own.
  'mail-ambiguous': { title: 'The line ends of the mail are not certain' },
  // What a process says of itself: no HTTP status.
  'address-in-use': { title: 'The address is in use' },
  'address-invalid': { title: 'The address is not valid' },
  'address-insecure': { title: 'The address can be reached from other machines without encryption' },
  'certificate-invalid': { title: 'The certificate cannot be used' },
  'folder-unusable': { title: 'The folder cannot be used' },
  'folder-in-use': { title: 'Another process uses the folder' },
  'directory-damaged': { title: 'The directory file is damaged' },
  'storage-newer': { title: 'The data was written by a newer version' },
  'call-invalid': { title: 'The window asked for what there is not' },
  'option-invalid': { title: 'An option is not valid' },
  'file-unwritable': { title: 'A file cannot be written' },
  'file-unreadable': { title: 'A file cannot be read' },
  'file-unopened': { title: 'The system does not open a file' },
  'print-failed': { title: 'A message was not printed' },
  'backup-exists': { title: 'The folder for the backup is not empty' },
  'backup-damaged': { title: 'The backup is not whole' },
  'data-not-empty': { title: 'The data folder is not empty' },
  'letter-unknown': { title: 'There is no such letter' },
  'letter-sent': { title: 'The letter is on its way already' },
  'letters-unsent': { title: 'Letters are not sent yet' },
  'recipient-invalid': { title: 'A recipient is no mailbox of the server' },
  'account-cannot-send': { title: 'The account cannot send' },
  'command-failed': { title: 'A command for a message failed' },
  // What a device says of its server.
  'server-unreachable': { title: 'The server did not answer' },
  'answer-invalid': { title: 'The answer is not from a Restante server' },
  'body-truncated': { title: 'The connection broke within a message' },
  'digest-mismatch': { title: 'A message arrived damaged' },
  'message-damaged': { title: 'A message is damaged on this computer' },
  'message-unreadable': { title: 'The server cannot read a message that it holds' },
  'instruction-refused': { title: 'The server refused an instruction' },
} as const satisfies Record<string, { status?: number; title: string }>;

export type ProblemCode = keyof typeof problems;

/** An expected failure with a stable code. `detail` is written for people and holds no secret. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly code: ProblemCode;
  constructor(code: ProblemCode, detail: string, options?: ErrorOptions) {
    super(detail, options);
    this.code = code;
  }
}

/** The HTTP status of a code; 500 for what a process only says of itself. */
export const statusOf = (code: ProblemCode): number => {
  const entry: { title: string; status?: number } = problems[code];
  return entry.status ?? 500;
};

/** The body of an error answer, RFC 9457 §3. */
export interface ProblemDocument {
  type: string;
  status: number;
  title: string;
  code: string;
  detail: string;
  /** The request that failed, a URI reference made of its id. */
  instance?: string;
}

export const formatProblem = (problem: Problem, instance?: string): ProblemDocument => ({
  type: 'about:blank',
  status: statusOf(problem.code),
  title: problems[problem.code].title,
  code: problem.code,
  detail: problem.message,
  ...(instance !== undefined && { instance }),
});
