import type { z } from 'zod';
import * as api from './api.ts';
import type { ProblemCode } from './errors.ts';
import { retentionSchema } from './retention.ts';
import { receiptSchema } from './submission.ts';

/** Who may: the scopes beside `admin`, which may everything; `anyone` needs no token. */
export type Access = readonly ('receive' | 'send' | 'monitor')[] | 'anyone';

export interface Answer {
  readonly description: string;
  /** Of a JSON body. */
  readonly body?: z.ZodType;
  /** The media type of a body that is not JSON. */
  readonly type?: string;
  /** Headers that every such answer has, with what they say. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Headers that some of them have. */
  readonly sometimes?: Readonly<Record<string, string>>;
}

/** One operation of the HTTP interface. The server's routes, its OpenAPI description and their tests come from these. */
export interface Operation {
  readonly methods: readonly ('GET' | 'POST' | 'PUT' | 'DELETE')[];
  /** `:name` is a part of the path. */
  readonly path: string;
  readonly summary: string;
  readonly access: Access;
  readonly query?: z.ZodType;
  /** Parameters that a schema cannot tell (acquisition has a parser of its own), for the description. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Request headers, with what they say. */
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON. */
  readonly body?: z.ZodType;
  /** The body is the message, of any type. */
  readonly takesMessage?: boolean;
  readonly answers: Readonly<Record<number, Answer>>;
  /** Those that are its own; `problemsOf` tells all. */
  readonly problems: readonly ProblemCode[];
}

const operation = <const O extends Operation>(o: O): O => o;
const device = { Device: 'A stable name of the device, up to 128 printable ASCII characters.' };
const acquisition = { Acquisition: 'The acquisition information, an RFC 9651 dictionary.' };
const refused = { Refused: 'Instructed ids that were not carried out, an RFC 9651 list.' };
const identity = { ETag: 'The uid.', 'Repr-Digest': 'SHA-256 of the message (RFC 9530).' };
const metadata = { Subject: 'One line, RFC 2047.', From: 'One line, RFC 2047.' };

export const operations = {
  // ── For devices ──
  acquire: operation({
    methods: ['GET', 'POST'],
    path: '/v1/mailboxes/:mailbox',
    summary: 'Acquisition and instruction (fig. 6, fig. 7)',
    access: ['receive'],
    parameters: {
      get: 'Send the first message at or after this id; 0: the first of all.',
      delete: 'Ids, ids with a tail, ranges: delete them from the delivery folder.',
      move: 'The same: move them to the processed folder.',
      forward: 'The same: hand them on to the mailbox in `to`.',
      to: 'A mailbox.',
      return: 'The same: refuse them.',
      reason: 'Why they are returned; the sender reads it.',
      room: 'Bytes that the device can take; 0: it is full.',
      max: 'Several messages in one answer, at most so many.',
    },
    headers: {
      ...device,
      Range: 'bytes=N- with If-Match: the rest of a message that was broken off.',
      'If-Match': 'The ETag of that message.',
    },
    answers: {
      200: {
        description: 'A message; or with `max` several (application/http), each with a head of its own.',
        type: '*/*',
        headers: acquisition,
        sometimes: { ...refused, ...identity, ...metadata },
      },
      204: { description: 'None: instruction alone, empty folder, nothing fits, or damage.', headers: acquisition, sometimes: refused },
      206: {
        description: 'The rest of a message.',
        type: '*/*',
        headers: { ...acquisition, ...identity, 'Content-Range': 'The bytes that follow.' },
        sometimes: metadata,
      },
    },
    problems: [
      'request-empty',
      'get-invalid',
      'room-invalid',
      'max-invalid',
      'target-invalid',
      'target-repeated',
      'targets-too-many',
      'forward-invalid',
      'forward-unknown',
      'header-invalid',
      'body-unexpected',
      'range-invalid',
      'other-device',
      'message-other',
      'range-unsatisfiable',
    ],
  }),
  notifications: operation({
    methods: ['GET'],
    path: '/v1/mailboxes/:mailbox/notifications',
    summary: 'Notifications (201), server-sent events',
    access: ['receive'],
    headers: device,
    answers: { 200: { description: 'Events `message-waiting`, and pings.', type: 'text/event-stream' } },
    problems: ['header-invalid', 'other-device'],
  }),
  takeOver: operation({
    methods: ['PUT'],
    path: '/v1/mailboxes/:mailbox/device',
    summary: 'Make the device of this request the one of the mailbox',
    access: ['receive'],
    headers: device,
    answers: { 200: { description: 'It is.', body: api.takenOverSchema } },
    problems: ['header-invalid'],
  }),
  tombstones: operation({
    methods: ['GET'],
    path: '/v1/mailboxes/:mailbox/tombstones',
    summary: 'What ended without its device having it',
    access: ['receive'],
    query: api.afterQuery,
    answers: { 200: { description: 'In the order in which they ended.', body: api.tombstonesSchema } },
    problems: ['cursor-invalid'],
  }),

  // ── For senders ──
  submit: operation({
    methods: ['POST'],
    path: '/v1/mailboxes/:mailbox/messages',
    summary: 'Submission',
    access: ['send'],
    parameters: { subject: 'Goes before the header of this name.', from: 'Goes before the header of this name.' },
    headers: { 'Idempotency-Key': 'Makes a retry safe for 24 h.', Subject: 'One line.', From: 'One line.' },
    takesMessage: true,
    answers: { 201: { description: 'Durable.', body: receiptSchema, headers: { Location: 'Its status.' } } },
    problems: ['header-invalid', 'message-too-large', 'idempotency-key-reused', 'mailbox-full'],
  }),
  submission: operation({
    methods: ['GET'],
    path: '/v1/submissions/:uid',
    summary: 'What became of a message',
    access: ['send', 'receive'],
    answers: { 200: { description: 'Its state and every step.', body: api.statusSchema } },
    problems: ['message-unknown'],
  }),

  // ── Folders ──
  delivery: operation({
    methods: ['GET'],
    path: '/v1/mailboxes/:mailbox/delivery',
    summary: 'The delivery folder (205)',
    access: ['receive'],
    query: api.folderQuery,
    answers: { 200: { description: 'A page.', body: api.pageSchema } },
    problems: ['cursor-invalid'],
  }),
  processed: operation({
    methods: ['GET'],
    path: '/v1/mailboxes/:mailbox/processed',
    summary: 'The processed folder (211)',
    access: ['receive'],
    query: api.folderQuery,
    answers: { 200: { description: 'A page.', body: api.pageSchema } },
    problems: ['cursor-invalid'],
  }),
  messages: operation({
    methods: ['GET'],
    path: '/v1/messages',
    summary: 'A folder over all mailboxes',
    access: [],
    query: api.messagesQuery,
    answers: { 200: { description: 'A page.', body: api.pageSchema } },
    problems: ['cursor-invalid'],
  }),
  message: operation({
    methods: ['GET'],
    path: '/v1/messages/:uid',
    summary: 'Everything about one message',
    access: ['receive'],
    answers: { 200: { description: 'With its whole history.', body: api.messageDetailSchema } },
    problems: ['message-unknown'],
  }),
  copies: operation({
    methods: ['GET'],
    path: '/v1/messages/:uid/copies',
    summary: 'Every copy of the same submission, those that were handed on among them, each with its whole history',
    access: [],
    answers: { 200: { description: 'As far as records are kept.', body: api.copiesSchema } },
    problems: ['message-unknown'],
  }),
  messageBody: operation({
    methods: ['GET'],
    path: '/v1/messages/:uid/body',
    summary: 'Its bytes, without any mark on it',
    access: ['receive'],
    answers: { 200: { description: 'As it was accepted.', type: '*/*', headers: identity } },
    problems: ['message-unknown', 'message-ended'],
  }),
  act: operation({
    methods: ['POST'],
    path: '/v1/messages/actions',
    summary: 'Redeliver, delete, hold or release messages; a receive token may redeliver those of its mailbox',
    access: ['receive'],
    body: api.actionSchema,
    answers: { 200: { description: 'What became of each.', body: api.actionResultSchema } },
    problems: [],
  }),

  // ── Mailboxes and tokens ──
  mailboxes: operation({
    methods: ['GET'],
    path: '/v1/mailboxes',
    summary: 'All mailboxes',
    access: [],
    answers: { 200: { description: 'With what they hold.', body: api.mailboxesSchema } },
    problems: [],
  }),
  addMailbox: operation({
    methods: ['POST'],
    path: '/v1/mailboxes',
    summary: 'Add a mailbox',
    access: [],
    body: api.newMailboxSchema,
    answers: { 201: { description: 'Its tokens are shown this once.', body: api.addedMailboxSchema } },
    problems: ['mailbox-name-invalid', 'mailbox-exists', 'directory-edited'],
  }),
  changeMailbox: operation({
    methods: ['PUT'],
    path: '/v1/mailboxes/:mailbox/settings',
    summary: 'Share a mailbox among devices, set its quota; what is absent stays',
    access: [],
    body: api.mailboxChangeSchema,
    answers: { 200: { description: 'The mailbox as it is now.', body: api.mailboxSchema } },
    problems: ['directory-edited'],
  }),
  removeMailbox: operation({
    methods: ['DELETE'],
    path: '/v1/mailboxes/:mailbox',
    summary: 'Remove a mailbox with its tokens, and its messages if `messages` says how many they are',
    access: [],
    query: api.removalQuery,
    answers: { 204: { description: 'It is gone; the records of its messages stay.' } },
    problems: ['mailbox-holds-messages', 'directory-edited'],
  }),
  tokens: operation({
    methods: ['GET'],
    path: '/v1/tokens',
    summary: 'Tokens, without their secrets',
    access: [],
    query: api.mailboxQuery,
    answers: { 200: { description: 'With when each was last used.', body: api.tokensSchema } },
    problems: [],
  }),
  addToken: operation({
    methods: ['POST'],
    path: '/v1/tokens',
    summary: 'A further token',
    access: [],
    body: api.newTokenSchema,
    answers: { 201: { description: 'The secret is shown this once.', body: api.addedTokenSchema } },
    problems: ['token-invalid', 'mailbox-unknown', 'directory-edited'],
  }),
  revokeToken: operation({
    methods: ['DELETE'],
    path: '/v1/tokens/:token',
    summary: 'Revoke a token',
    access: [],
    answers: { 204: { description: 'It opens nothing any more; streams that it opened end.' } },
    problems: ['token-not-found', 'token-last-admin', 'directory-edited'],
  }),

  // ── Retention ──
  retention: operation({
    methods: ['GET'],
    path: '/v1/mailboxes/:mailbox/retention',
    summary: 'The policy in force',
    access: ['receive'],
    answers: { 200: { description: 'Its own or the default.', body: retentionSchema } },
    problems: [],
  }),
  setRetention: operation({
    methods: ['PUT'],
    path: '/v1/mailboxes/:mailbox/retention',
    summary: "A policy of the mailbox's own",
    access: [],
    query: api.previewedQuery,
    body: retentionSchema,
    answers: { 200: { description: 'It holds.', body: retentionSchema } },
    problems: ['policy-invalid', 'directory-edited'],
  }),
  resetRetention: operation({
    methods: ['DELETE'],
    path: '/v1/mailboxes/:mailbox/retention',
    summary: 'Back to the default',
    access: [],
    query: api.previewedQuery,
    answers: { 200: { description: 'The default, which holds now.', body: retentionSchema } },
    problems: ['directory-edited'],
  }),
  previewRetention: operation({
    methods: ['POST'],
    path: '/v1/mailboxes/:mailbox/retention/preview',
    summary: 'What a policy would remove, now and over 30 days; nothing is touched',
    access: [],
    body: retentionSchema,
    answers: { 200: { description: 'If nothing came or went meanwhile.', body: api.previewSchema } },
    problems: ['policy-invalid'],
  }),
  confirmRetention: operation({
    methods: ['POST'],
    path: '/v1/mailboxes/:mailbox/retention/confirmation',
    summary: 'Let a removal go that the brake holds; `count` must be what is due now',
    access: [],
    body: api.confirmationSchema,
    answers: { 200: { description: 'It goes.', body: api.confirmedSchema } },
    problems: ['removal-changed'],
  }),
  brakes: operation({
    methods: ['GET'],
    path: '/v1/retention/brakes',
    summary: 'Folders in which retention waits for an administrator',
    access: [],
    answers: { 200: { description: 'With what is due.', body: api.brakesSchema } },
    problems: [],
  }),
  previewDefault: operation({
    methods: ['POST'],
    path: '/v1/retention/preview',
    summary: 'What a default policy would remove from the mailboxes that have none of their own, together',
    access: [],
    body: retentionSchema,
    answers: { 200: { description: 'If nothing came or went meanwhile.', body: api.previewSchema } },
    problems: ['policy-invalid'],
  }),
  defaults: operation({
    methods: ['GET'],
    path: '/v1/defaults',
    summary: 'What holds where a mailbox has nothing of its own',
    access: [],
    answers: { 200: { description: 'Retention, quota, notification, the life of records.', body: api.defaultsSchema } },
    problems: [],
  }),
  setDefaults: operation({
    methods: ['PUT'],
    path: '/v1/defaults',
    summary: 'Change them; what is absent stays',
    access: [],
    query: api.previewedQuery,
    body: api.defaultsSchema.partial(),
    answers: { 200: { description: 'They hold.', body: api.defaultsSchema } },
    problems: ['policy-invalid', 'directory-edited'],
  }),

  // ── Devices and activity ──
  devices: operation({
    methods: ['GET'],
    path: '/v1/devices',
    summary: 'Devices that have spoken',
    access: [],
    query: api.mailboxQuery,
    answers: { 200: { description: 'With their last contact.', body: api.devicesSchema } },
    problems: [],
  }),
  ledger: operation({
    methods: ['GET'],
    path: '/v1/mailboxes/:mailbox/ledger',
    summary: 'What was notified, acquired, deferred and retried, the newest first',
    access: [],
    query: api.beforeQuery,
    answers: { 200: { description: 'A page.', body: api.ledgerSchema } },
    problems: [],
  }),
  forgetDevice: operation({
    methods: ['DELETE'],
    path: '/v1/mailboxes/:mailbox/devices/:device',
    summary: 'Forget a device; the next one that speaks may have the mailbox',
    access: [],
    answers: { 204: { description: 'Forgotten.' } },
    problems: ['device-unknown'],
  }),
  activity: operation({
    methods: ['GET'],
    path: '/v1/activity',
    summary: 'What happened, the newest first, or from `after` on',
    access: [],
    query: api.activityQuery,
    answers: { 200: { description: 'A page.', body: api.activityPageSchema } },
    problems: ['cursor-invalid'],
  }),
  activityStream: operation({
    methods: ['GET'],
    path: '/v1/activity/stream',
    summary: 'The same as server-sent events, from `after` or Last-Event-ID on, else from now',
    access: [],
    query: api.activityQuery,
    headers: { 'Last-Event-ID': 'The last event that was read.' },
    answers: { 200: { description: 'Events `activity`, and pings.', type: 'text/event-stream' } },
    problems: ['cursor-invalid'],
  }),
  changes: operation({
    methods: ['GET'],
    path: '/v1/changes',
    summary: 'That something changed in a folder, server-sent events',
    access: [],
    answers: { 200: { description: 'Events `changed`, and pings.', type: 'text/event-stream' } },
    problems: [],
  }),

  // ── For operators ──
  live: operation({
    methods: ['GET'],
    path: '/healthz/live',
    summary: 'Whether the process answers',
    access: 'anyone',
    answers: { 200: { description: 'It does.', body: api.livenessSchema } },
    problems: [],
  }),
  ready: operation({
    methods: ['GET'],
    path: '/healthz/ready',
    summary: 'Whether the server can do its work',
    access: 'anyone',
    answers: {
      200: { description: 'Ready; with `intake` false it lets messages out only, the disk being full.', body: api.healthSchema },
      503: { description: 'Not ready: the store is damaged, or the server is stopping.', body: api.healthSchema },
    },
    problems: [],
  }),
  health: operation({
    methods: ['GET'],
    path: '/healthz',
    summary: 'The same',
    access: 'anyone',
    answers: {
      200: { description: 'Ready.', body: api.healthSchema },
      503: { description: 'Not ready.', body: api.healthSchema },
    },
    problems: [],
  }),
  metrics: operation({
    methods: ['GET'],
    path: '/metrics',
    summary: 'What the server did since its start, and how it is',
    access: ['monitor'],
    answers: { 200: { description: 'The text format of Prometheus.', type: 'text/plain' } },
    problems: [],
  }),
  openapi: operation({
    methods: ['GET'],
    path: '/v1/openapi.json',
    summary: 'This description',
    access: 'anyone',
    answers: { 200: { description: 'An OpenAPI 3.1 document.', body: api.openapiSchema } },
    problems: [],
  }),
} satisfies Record<string, Operation>;
export type OperationName = keyof typeof operations;

const mayFail: readonly ProblemCode[] = ['internal', 'storage-failed', 'storage-full', 'stopping'];
const anyRequest: readonly ProblemCode[] = [
  'request-malformed',
  'request-timeout',
  'head-too-long',
  'parameter-unknown',
  'parameter-repeated',
  'parameter-encoding',
  'query-too-long',
  'method-not-allowed',
  ...mayFail,
];

/** Every code that an operation may answer with. */
export const problemsOf = ({ access, path, query, body, problems }: Operation): ProblemCode[] => [
  ...new Set<ProblemCode>([
    ...anyRequest,
    ...(access === 'anyone' ? [] : (['token-missing', 'token-unknown', 'token-scope', 'too-many-requests'] as const)),
    ...(path.includes('/:mailbox') ? (['mailbox-name-invalid', 'mailbox-unknown'] as const) : []),
    ...(query ? (['parameter-invalid'] as const) : []),
    ...(body ? (['body-invalid'] as const) : []),
    ...problems,
  ]),
];
