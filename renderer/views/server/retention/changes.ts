import type { ApiActivity } from '../../../../protocol/api.ts';
import type { Retention, ServerFolder } from '../../../../protocol/bridge.ts';

/** What was done to a policy, or by retention's brake, as the activity of the server tells it. */
export interface Change {
  readonly event: number;
  /** ms */
  readonly at: number;
  readonly by: { readonly token: string | null; readonly note: string | null; readonly self: boolean };
  readonly what:
    | {
        readonly kind: 'policy';
        /** Null: the default. */
        readonly mailbox: string | null;
        readonly before: Retention;
        readonly after: Retention;
        /** Whether it was a policy of the mailbox's own before, and is now. */
        readonly wasOwn: boolean;
        readonly own: boolean;
      }
    | { readonly kind: 'confirmed' | 'braked'; readonly mailbox: string; readonly folder: ServerFolder; readonly count: number };
}

/** Kinds of activity that are changes. */
export const changeKinds = 'policy-changed,defaults-changed,removal-confirmed,braked';

const record = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
const limit = (value: unknown): number | null | undefined => (value === null || typeof value === 'number' ? value : undefined);
const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);

const policyIn = (value: unknown): Retention | null => {
  const { delivery, processed } = record(value);
  const waits = limit(record(delivery).maxAge);
  const age = limit(record(processed).maxAge);
  const number = limit(record(processed).maxCount);
  if (waits === undefined || age === undefined || number === undefined) return null;
  return { delivery: { maxAge: waits }, processed: { maxAge: age, maxCount: number } };
};

const whatOf = ({ kind, mailbox, detail }: ApiActivity): Change['what'] | null => {
  const { before, after, own, wasOwn, folder, count, due } = record(detail);
  if (kind === 'defaults-changed' || kind === 'policy-changed') {
    const [from, to] = kind === 'defaults-changed' ? [record(before).retention, record(after).retention] : [before, after];
    const [was, is] = [policyIn(from), policyIn(to)];
    if (!was || !is) return null;
    // The other defaults are no policy.
    if (kind === 'defaults-changed')
      return JSON.stringify(was) === JSON.stringify(is)
        ? null
        : { kind: 'policy', mailbox: null, before: was, after: is, wasOwn: true, own: true };
    return { kind: 'policy', mailbox, before: was, after: is, wasOwn: wasOwn !== false, own: own !== false };
  }
  const number = limit(kind === 'braked' ? due : count);
  if (mailbox === null || typeof number !== 'number' || (folder !== 'delivery' && folder !== 'processed')) return null;
  return { kind: kind === 'braked' ? 'braked' : 'confirmed', mailbox, folder, count: number };
};

/** What a step of the activity says; null: nothing of a policy. */
export const changeOf = (entry: ApiActivity): Change | null => {
  const what = whatOf(entry);
  const { by, token, note } = record(entry.detail);
  return (
    what && { event: entry.event, at: Date.parse(entry.at), what, by: { token: text(token), note: text(note), self: by === 'retention' } }
  );
};
