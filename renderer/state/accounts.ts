import type { AccountSettings } from '../../protocol/account.ts';
import type { AccountInfo, Status } from '../../protocol/bridge.ts';
import type { Bridge, Problem } from '../bridge.ts';
import { type Cell, createCell, type Value } from './value.ts';
import { withdrawn } from './withdrawn.ts';

/** The accounts, the one that is shown, and how it stands. */
export interface AccountsState {
  readonly accounts: Value<readonly AccountInfo[]>;
  readonly account: Value<AccountInfo>;
  /** The inboxes of all of them are shown together; `account` is the one that was shown last. */
  readonly together: Value<boolean>;
  readonly status: Value<Status | null>;
  /** Of every account, as far as it is known. */
  readonly statuses: Value<ReadonlyMap<string, Status>>;
  /** They are told anew. */
  set(accounts: readonly AccountInfo[]): void;
  setStatus(account: string, status: Status): void;
  /** Shows another, and it alone. */
  select(id: string): void;
  /** What is of one account is of this one from now on, whatever is shown. */
  lead(id: string): void;
  /** Shows all together, or one again. */
  setTogether(together: boolean): void;
  /** Changes the one that is shown; answers what went wrong. */
  change(change: Partial<AccountSettings>): Promise<Problem | null>;
}

export const createAccountsState = (bridge: Bridge, first: readonly [AccountInfo, ...AccountInfo[]]): AccountsState => {
  const accounts: Cell<readonly AccountInfo[]> = createCell<readonly AccountInfo[]>(first);
  const account: Cell<AccountInfo> = createCell(first[0]);
  const status: Cell<Status | null> = createCell<Status | null>(null);
  const together = createCell(false);
  const statuses = createCell<ReadonlyMap<string, Status>>(new Map());
  /** To be shown as soon as it is told of: it was just added. */
  let wanted: string | null = null;

  const setStatus = (id: string, next: Status): void => {
    statuses.set(new Map(statuses.get()).set(id, next));
    if (id === account.get().id) status.set(next);
  };
  const show = (shown: AccountInfo): void => {
    const { id } = shown;
    if (id !== account.get().id) status.set(statuses.get().get(id) ?? null);
    account.set(shown);
    ask(id);
  };
  const asked = new Set<string>();
  const ask = (id: string): void => {
    if (asked.has(id) || statuses.get().has(id)) return;
    asked.add(id);
    void bridge.call('status.read', { account: id }).then((outcome) => {
      asked.delete(id);
      // An event that came first is newer.
      if (outcome.ok && !statuses.get().has(id)) setStatus(id, outcome.value);
    });
  };
  for (const { id } of first) ask(id);
  show(first[0]);
  return {
    accounts,
    account,
    together,
    status,
    statuses,
    setStatus,
    set(list) {
      accounts.set(list);
      if (list.length < 2) together.set(false);
      for (const { id } of list) ask(id);
      const shown = list.find(({ id }) => id === (wanted ?? account.get().id)) ?? list.find(({ id }) => id === account.get().id) ?? list[0];
      if (shown?.id === wanted) wanted = null;
      if (shown) show(shown);
    },
    select(id) {
      const shown = accounts.get().find((one) => one.id === id);
      wanted = shown ? null : id;
      if (shown) show(shown);
      together.set(false);
    },
    lead(id) {
      const shown = accounts.get().find((one) => one.id === id);
      if (shown) show(shown);
    },
    setTogether: (wanted) => together.set(wanted && accounts.get().length > 1),
    async change(change) {
      const before = account.get();
      account.set({ ...before, ...change });
      const outcome = await bridge.call('accounts.change', { account: before.id, ...change });
      const changed = outcome.ok && outcome.value.kind === 'changed' ? outcome.value.account : undefined;
      if (account.get().id === before.id) account.set(changed ?? withdrawn(account.get(), before, change));
      return outcome.ok ? null : outcome.problem;
    },
  };
};
