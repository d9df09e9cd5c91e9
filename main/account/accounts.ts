import { join } from 'node:path';
import { type AccountCheck, type AccountInfo, type AccountQuestion, ownAccount, type Removal } from '../../protocol/account.ts';
import type { Args, BridgeEvent, Outcome, Result } from '../../protocol/bridge.ts';
import type { AccountConfig, EngineMethod, LinkConfig, Retired } from '../engine/calls.ts';
import { type Account, type SettingsFile, toAccountInfo } from '../settings/settings.ts';
import { parseAddress } from './address.ts';

/** The accounts of the app: those in its settings, each with an inbox in its engine. */
export interface Accounts {
  list(): readonly AccountInfo[];
  /** What the engine is told of all of them. */
  configs(): readonly AccountConfig[];
  check(question: AccountQuestion): Promise<Outcome<AccountCheck>>;
  add(account: Args<'accounts.add'>): Promise<Outcome<Result<'accounts.add'>>>;
  change(change: Args<'accounts.change'>): Promise<Outcome<Result<'accounts.change'>>>;
  remove(removal: Args<'accounts.remove'>): Promise<Outcome<Removal>>;
  /** Where the app's own server listens, or its tokens, are others now. */
  ownChanged(): void;
  /** Ends the removals that were interrupted; answers why some could not be, which are tried again at the next start. */
  endRemovals(): Promise<readonly Problem[]>;
}

/** As far as the accounts need it. */
interface EnginePort {
  configure(accounts: readonly AccountConfig[]): void;
  call(name: EngineMethod, args: unknown): Promise<Outcome<unknown>>;
}

type Problem = Extract<Outcome<never>, { ok: false }>['problem'];

const ok = <T>(value: T): Outcome<T> => ({ ok: true, value });
const unknown: Outcome<never> = { ok: false, problem: { code: 'call-invalid', message: 'There is no such account.' } };

/** The inbox of the first account stands where it stood when there was one only. */
const folderOf = (data: string, id: string): string => (id === ownAccount ? join(data, 'inbox') : join(data, 'inboxes', id));

/** @param data the app's data folder @param ownServer where the app's own server listens, when that is known */
export const createAccounts = (deps: {
  data: string;
  settings: SettingsFile;
  engine: EnginePort;
  ownServer: () => string | undefined;
  tell: (event: BridgeEvent) => void;
}): Accounts => {
  const { data, settings, engine, ownServer } = deps;

  const linkOf = ({ server, receiveToken }: Account): LinkConfig | null => {
    // Without a token the server refuses, and the account says so.
    if (server !== null) return { server, receiveToken: receiveToken ?? '' };
    const own = ownServer();
    return own !== undefined && receiveToken !== undefined ? { server: own, receiveToken } : null;
  };
  /** Letters to other mailboxes of the own server need a token of their own: see ADR 38. */
  const sendingOf = ({ server, sendToken, sendAllToken }: Account): AccountConfig['sending'] => {
    const address = server ?? ownServer();
    const token = sendAllToken ?? sendToken;
    return address !== undefined && token !== undefined ? { server: address, token } : undefined;
  };
  const configs = (): readonly AccountConfig[] =>
    settings.accounts().map((account) => {
      const { id, label, mailbox, cap, overwriteRead, afterReceipt } = account;
      const sending = sendingOf(account);
      return {
        ...{ id, label, folder: folderOf(data, id), mailbox, link: linkOf(account), settings: { cap, overwriteRead, afterReceipt } },
        ...(sending && { sending }),
      };
    });
  const toInfo = (account: Account): AccountInfo => toAccountInfo(account, ownServer() ?? null);
  const list = (): readonly AccountInfo[] => settings.accounts().map(toInfo);
  const changed = (): void => {
    engine.configure(configs());
    deps.tell({ kind: 'accounts', accounts: list() });
  };

  /** The account of a server and mailbox, if there is one. */
  const known = ({ server, mailbox }: Pick<AccountQuestion, 'server' | 'mailbox'>): AccountCheck | undefined => {
    const address = parseAddress(server.trim(), true);
    const found = list().find((account) => address.kind === 'address' && account.server === address.server && account.mailbox === mailbox);
    return found && { kind: 'known', account: found.id };
  };
  const judge = async (question: AccountQuestion): Promise<Outcome<AccountCheck>> =>
    (await engine.call('account.check', question)) as Outcome<AccountCheck>;
  const check = async (question: AccountQuestion): Promise<Outcome<AccountCheck>> => {
    const there = known(question);
    return there ? ok(there) : judge(question);
  };

  /**
   * Crashes may happen anywhere in between. Before the mark the account is whole: at most its instructions were carried out
   * early. The mark is written before anything is deleted, so that a half-deleted inbox is never opened as one that is
   * merely empty; and the entry goes last, since nothing else names the folder: without it what is left would stay for ever.
   */
  const erase = async (id: string): Promise<Outcome<unknown>> => {
    const erased = await engine.call('account.erase', { folder: folderOf(data, id) });
    if (erased.ok) settings.endRemoval(id);
    return erased;
  };

  return {
    list,
    configs,
    check,
    ownChanged: changed,
    async add({ server, mailbox, receiveToken, insecure, ...rest }) {
      const checked = await check({ server, mailbox, receiveToken, insecure });
      if (!checked.ok) return checked;
      if (checked.value.kind !== 'sound') return ok(checked.value);
      // Another call may have added it while this one was asking.
      const there = known({ server, mailbox });
      if (there?.kind === 'known') return ok(there);
      const account = settings.addAccount({ server: checked.value.server, mailbox, receiveToken, ...rest });
      changed();
      return ok({ kind: 'added', account: toInfo(account) });
    },
    async change({ account: id, ...change }) {
      const before = settings.accounts().find((account) => account.id === id);
      if (!before) return unknown;
      if (change.receiveToken !== undefined) {
        const { server } = toInfo(before);
        // Whoever added it has insisted, if that was called for.
        const question = { server: server ?? '', mailbox: before.mailbox, receiveToken: change.receiveToken, insecure: true };
        const checked = await judge(question);
        if (!checked.ok) return checked;
        if (checked.value.kind === 'faulty') return ok(checked.value);
      }
      const after = settings.changeAccount(id, change);
      if (!after) return unknown;
      changed();
      return ok({ kind: 'changed', account: toInfo(after) });
    },
    async remove({ account: id, insist, keepInbox }) {
      if (id === ownAccount) return { ok: false, problem: { code: 'call-invalid', message: "The app's own mailbox stays with the app." } };
      if (!settings.accounts().some((account) => account.id === id)) return unknown;
      const outcome = (await engine.call('account.retire', { account: id, insist })) as Outcome<Retired>;
      const { kind, undone, problem } = outcome.ok
        ? outcome.value
        : { kind: insist ? 'retired' : 'pending', undone: [], problem: outcome.problem };
      if (kind === 'pending')
        return ok({ kind, undone, problem: problem ?? { code: 'server-unreachable', message: 'The server did not confirm them.' } });
      const folder = folderOf(data, id);
      if (keepInbox) settings.endRemoval(id);
      else settings.beginRemoval(id);
      changed();
      if (keepInbox) return ok({ kind: 'removed', undone, folder });
      const erased = await erase(id);
      return erased.ok ? ok({ kind: 'removed', undone, folder: null }) : erased;
    },
    async endRemovals() {
      const left: Problem[] = [];
      for (const id of settings.removing()) {
        const erased = await erase(id);
        if (!erased.ok) left.push(erased.problem);
      }
      return left;
    },
  };
};
