import { type Acquisition, parseAcquired, parseRefused } from '#restante/protocol/response';
import { call, type Server, type Tokens } from './server.ts';
import { waitUntil } from './wait-until.ts';

/** An answer to an acquisition request, read. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Buffer;
  /** The `Acquisition` header; `undefined` when it is missing or not well-formed. */
  readonly acquisition: Acquisition | undefined;
  /** The `Refused` header. */
  readonly refused: Record<number, string>;
  /** The code of an error. */
  readonly code: string | undefined;
}

export const readAnswer = async (response: Response): Promise<Answer> => {
  const body = Buffer.from(await response.arrayBuffer());
  const problem = response.headers.get('Content-Type')?.startsWith('application/problem+json') ?? false;
  return {
    status: response.status,
    headers: response.headers,
    body,
    acquisition: parseAcquired(response.headers.get('Acquisition') ?? '?'),
    refused: Object.fromEntries(parseRefused(response.headers.get('Refused') ?? '') ?? []),
    code: problem ? (JSON.parse(body.toString()) as { code: string }).code : undefined,
  };
};

/** One acquisition request, as `get=0` or `get=2&delete=1`. */
export const acquire = async (
  server: { http: string },
  box: Tokens,
  query: string,
  headers: Record<string, string> = {},
): Promise<Answer> =>
  readAnswer(await call(server, box.receiveToken, `/v1/mailboxes/${box.mailbox}?${query}`, { method: 'POST', headers }));

/** An id with the tail of its uid, as our client instructs. */
export const withTail = ({ id, uid }: { id: number; uid: string }): string => `${id}~${uid.replaceAll('-', '').slice(-12)}`;

export interface Listed {
  readonly id: number;
  readonly uid: string;
  readonly size: number;
  readonly type: string;
  readonly subject: string;
  readonly sender: string;
  readonly ends: { at: string; because: string } | null;
}

/** What a folder holds. */
export const list = async (server: Server, mailbox: string, folder: 'delivery' | 'processed'): Promise<Listed[]> => {
  const response = await call(server, server.adminToken, `/v1/mailboxes/${mailbox}/${folder}`);
  return ((await response.json()) as { messages: Listed[] }).messages;
};

export const idsIn = async (server: Server, mailbox: string, folder: 'delivery' | 'processed'): Promise<number[]> =>
  (await list(server, mailbox, folder)).map((m) => m.id);

export interface SubmissionStatus {
  readonly uid: string;
  readonly mailbox: string;
  readonly id: number;
  readonly state: string;
  readonly history: { kind: string; at: string; detail?: Record<string, unknown> }[];
}

/** What became of a message, as its sender sees it. */
export const statusOf = async (server: Server, uid: string, token = server.adminToken): Promise<SubmissionStatus> =>
  (await (await call(server, token, `/v1/submissions/${uid}`)).json()) as SubmissionStatus;

/** Asks until the message is in the state. */
export const untilState = (server: Server, uid: string, state: string): Promise<SubmissionStatus> =>
  waitUntil(async () => {
    const status = await statusOf(server, uid);
    return status.state === state && status;
  });
