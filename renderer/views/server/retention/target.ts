import type { AdminAnswer } from '../../../../protocol/admin.ts';
import type { ApiPreview } from '../../../../protocol/api.ts';
import type { Outcome, Retention } from '../../../../protocol/bridge.ts';
import type { ServerPort } from '../../../server-port.ts';

/** Whose policy it is: a mailbox's, or that of all which have none of their own. */
export type Target = { readonly kind: 'default' } | { readonly kind: 'mailbox'; readonly mailbox: string };

export const sameTarget = (a: Target, b: Target): boolean =>
  a.kind === 'default' || b.kind === 'default' ? a.kind === b.kind : a.mailbox === b.mailbox;

/** What is put in force: a policy, or for a mailbox the default again. */
export type Deed = 'set' | 'reset';

export const askPreview = (port: ServerPort, target: Target, policy: Retention): Promise<Outcome<ApiPreview>> =>
  target.kind === 'default'
    ? port.ask('previewDefault', { body: policy })
    : port.ask('previewRetention', { path: { mailbox: target.mailbox }, body: policy });

/** Saves, with what was announced; without that the brake asks. */
export const savePolicy = async (
  port: ServerPort,
  target: Target,
  deed: Deed,
  policy: Retention,
  announced: ApiPreview | null,
): Promise<Outcome<AdminAnswer<'setRetention' | 'setDefaults'>>> => {
  const counts = announced?.folders.map(({ now }) => now.count).join();
  const query = counts === undefined ? {} : { previewed: counts };
  if (target.kind === 'default') return port.ask('setDefaults', { query, body: { retention: policy } });
  const path = { mailbox: target.mailbox };
  return deed === 'reset' ? port.ask('resetRetention', { path, query }) : port.ask('setRetention', { path, query, body: policy });
};

/** Whether policies say the same. */
export const samePolicy = (a: Retention, b: Retention): boolean =>
  a.delivery.maxAge === b.delivery.maxAge && a.processed.maxAge === b.processed.maxAge && a.processed.maxCount === b.processed.maxCount;

/** Whether by the newer preview more would go at once than by the older one. */
export const growsBeyond = (newer: ApiPreview, older: ApiPreview): boolean =>
  newer.folders.some(({ folder, now }) => now.count > (older.folders.find((one) => one.folder === folder)?.now.count ?? 0));

/** What the brake would hold without an announcement. */
export const askedFor = (preview: ApiPreview): ApiPreview['folders'] => preview.folders.filter(({ asks }) => asks.count > 0);
