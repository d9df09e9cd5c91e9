import type { AccountInfo, Connection, Status } from '../../../protocol/bridge.ts';
import { useApp } from '../../state/app.ts';
import { useValue } from '../../state/value.ts';

/** What of several is said: what needs an eye before what goes on, and that before what is at rest. */
const order: readonly Connection['kind'][] = ['failing', 'refused', 'full', 'offline', 'deferred', 'fetching', 'connecting', 'idle'];

/** The account whose connection the window speaks of: the one that is shown, or of all together the one that needs it most. */
export const useSpoken = (): { readonly account: AccountInfo; readonly status: Status | null; readonly named: boolean } => {
  const app = useApp();
  const account = useValue(app.account);
  const status = useValue(app.status);
  const accounts = useValue(app.accounts);
  const statuses = useValue(app.statuses);
  const together = useValue(app.together);
  if (!together) return { account, status, named: false };
  const known = accounts.flatMap((one) => {
    const its = statuses.get(one.id);
    return its ? [{ account: one, status: its }] : [];
  });
  const rank = (one: { status: Status }): number => order.indexOf(one.status.connection.kind);
  const [first] = known.toSorted((a, b) => rank(a) - rank(b));
  return first ? { ...first, named: first.status.connection.kind !== 'idle' } : { account, status: null, named: false };
};
