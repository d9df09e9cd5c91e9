import type { AccountSettings, OpenInstruction } from '../../protocol/account.ts';
import { type BridgeEvent, inboxMethods, type Outcome, readingMethods, serverMethods } from '../../protocol/bridge.ts';

/** How an account reaches its server. */
export interface LinkConfig {
  /** Base URL. */
  readonly server: string;
  readonly receiveToken: string;
  /** Of the app's own server; null for others. */
  readonly adminToken: string | null;
}

/** What the engine needs to know of an account; sent by main to the engine's process. */
export interface AccountConfig {
  readonly id: string;
  /** Folder of its inbox. */
  readonly folder: string;
  readonly mailbox: string;
  /** Null until that is known: then its inbox is shown, and nothing fetched. */
  readonly link: LinkConfig | null;
  readonly settings: AccountSettings;
}

/** The message that the reader has open. */
export interface Opened {
  readonly account: string;
  readonly uid: string;
}

/** What the engine needs to know to start. */
export interface EngineConfig {
  readonly accounts: readonly AccountConfig[];
  /** It outlives a restart of the engine. */
  readonly open: Opened | null;
}

/** Main to engine. */
export type ToEngine =
  | { readonly kind: 'start'; readonly config: EngineConfig }
  /** All accounts as they shall be: what is new is opened, what is missing closed, what is another changed, the rest left alone. */
  | { readonly kind: 'accounts'; readonly accounts: readonly AccountConfig[] }
  | { readonly kind: 'call'; readonly seq: number; readonly name: EngineMethod; readonly args: unknown }
  /** The machine woke up. */
  | { readonly kind: 'wake' }
  | { readonly kind: 'stop' };

/** Engine to main. */
export type FromEngine =
  | { readonly kind: 'outcome'; readonly seq: number; readonly outcome: Outcome<unknown> }
  | { readonly kind: 'event'; readonly event: BridgeEvent }
  | { readonly kind: 'started' };

/** Only for main: it asks the reader where to (handlers.ts, reading.ts), and removes accounts (accounts.ts). */
const innerMethods = ['file.name', 'file.write', 'file.writeAll', 'file.lend', 'account.retire'] as const;

/** What an account answers; the arguments name it. */
export type AccountMethod = keyof typeof inboxMethods | keyof typeof readingMethods | (typeof innerMethods)[number];
/** What the app's own server is asked. */
export type ServerMethod = keyof typeof serverMethods;
/** The last two are only for main: see accounts.ts. */
export type EngineMethod = AccountMethod | ServerMethod | 'account.check' | 'account.erase';

const accountNames: readonly string[] = [...Object.keys(inboxMethods), ...Object.keys(readingMethods), ...innerMethods];
export const isAccountMethod = (name: EngineMethod): name is AccountMethod => accountNames.includes(name);
export const isServerMethod = (name: EngineMethod): name is ServerMethod => Object.hasOwn(serverMethods, name);

/** What became of the instructions of an account that is to be removed. */
export interface Retired {
  /** All reached the server, or the reader insisted: it fetches no more. Else it goes on. */
  readonly kind: 'retired' | 'pending';
  /** What was not carried out. */
  readonly undone: readonly OpenInstruction[];
  /** Why something did not reach the server. */
  readonly problem: { readonly code: string; readonly message: string } | null;
}
