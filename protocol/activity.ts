import { eventKinds } from './submission.ts';

/** What is done at a server, beside what happens to a message. */
export const deedKinds = [
  'mailbox-added',
  'mailbox-changed',
  'mailbox-removed',
  'token-added',
  'token-revoked',
  'policy-changed',
  'defaults-changed',
  'braked',
  'removal-confirmed',
  'taken-over',
  'device-forgotten',
  'restored',
] as const;
export type DeedKind = (typeof deedKinds)[number];

/** Everything that the activity of a server tells. A newer server may know more. */
export const activityKinds = [...eventKinds, ...deedKinds] as const;
