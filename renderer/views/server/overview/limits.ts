import type { ApiMailbox } from '../../../../protocol/api.ts';
import type { Retention } from '../../../../protocol/retention.ts';

/** How much of a limit is used; `quota` refuses at the door, `number` removes the oldest processed messages. */
export interface Use {
  readonly mailbox: string;
  readonly kind: 'quota' | 'quota-bytes' | 'number';
  readonly used: number;
  readonly limit: number;
  /** 0 to 1, and above where more is held than the limit allows. */
  readonly share: number;
}

const usesOf = ({ name: mailbox, waiting, waitingBytes, processed, quota, retention }: ApiMailbox): Use[] => {
  const use = (kind: Use['kind'], used: number, limit: number | null): Use[] =>
    limit === null ? [] : [{ mailbox, kind, used, limit, share: limit === 0 ? Number(used > 0) : used / limit }];
  return [
    ...use('quota', waiting, quota.messages),
    ...use('quota-bytes', waitingBytes, quota.bytes),
    ...use('number', processed, retention.processed.maxCount),
  ];
};

/** The limits that are nearest, the nearest first. */
export const nearestLimits = (mailboxes: readonly ApiMailbox[], most: number): Use[] =>
  mailboxes
    .flatMap(usesOf)
    .toSorted((a, b) => b.share - a.share)
    .slice(0, most);

/** The one policy of these mailboxes; undefined: they differ, or there are none. */
export const commonPolicy = (mailboxes: readonly ApiMailbox[]): Retention | undefined => {
  const [first, ...rest] = mailboxes.map(({ retention }) => retention);
  const same = rest.every((policy) => JSON.stringify(policy) === JSON.stringify(first));
  return same ? first : undefined;
};
