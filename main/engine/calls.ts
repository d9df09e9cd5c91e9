import type { AccountSettings, OpenInstruction } from '../../protocol/account.ts';
import {
  accountMethods,
  type BridgeEvent,
  type letterMethods,
  type Outcome,
  serverMethods,
  togetherMethods,
} from '../../protocol/bridge.ts';
import type { ActivityOrder } from '../admin/activity-file.ts';
import type { SendingConfig } from '../outbox/submit.ts';
import type { DownloadOrder } from './tasks/download.ts';
import type { ExportOrder } from './tasks/export.ts';
import type { SaveOrder } from './tasks/save.ts';

/** How an account reaches its server. */
export interface LinkConfig {
  /** Base URL. */
  readonly server: string;
  readonly receiveToken: string;
}

/** How a server is reached that is administered from here. */
export interface ServerConfig {
  /** That of the own account: the app's own server. */
  readonly id: string;
  /** Base URL. */
  readonly server: string;
  readonly adminToken: string;
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
  /** How the reader calls the account; empty: nothing. */
  readonly label?: string;
  /** With what letters are sent; absent: they are not. */
  readonly sending?: SendingConfig;
}

/** The message that the reader has open. */
export interface Opened {
  readonly account: string;
  readonly uid: string;
}

/** What the engine needs to know to start. */
export interface EngineConfig {
  readonly accounts: readonly AccountConfig[];
  readonly servers?: readonly ServerConfig[];
  /** It outlives a restart of the engine. */
  readonly open: Opened | null;
}

/** Main to engine. */
export type ToEngine =
  | { readonly kind: 'start'; readonly config: EngineConfig }
  /** All accounts as they shall be: what is new is opened, what is missing closed, what is another changed, the rest left alone. */
  | { readonly kind: 'accounts'; readonly accounts: readonly AccountConfig[] }
  /** All servers, in the same way. */
  | { readonly kind: 'servers'; readonly servers: readonly ServerConfig[] }
  | { readonly kind: 'call'; readonly seq: number; readonly name: EngineMethod; readonly args: unknown }
  /** The machine woke up. */
  | { readonly kind: 'wake' }
  | { readonly kind: 'stop' };

/** Engine to main. */
export type FromEngine =
  | { readonly kind: 'outcome'; readonly seq: number; readonly outcome: Outcome<unknown> }
  | { readonly kind: 'event'; readonly event: BridgeEvent }
  | { readonly kind: 'started' };

/**
 * Only for main, which asks the reader where to and which file, removes accounts (accounts.ts) and keeps the tasks (tasks.ts);
 * and for the list of all accounts (together.ts).
 */
const innerMethods = [
  'inbox.nearest',
  'inbox.above',
  'file.name',
  'file.lend',
  'letters.attachFile',
  'account.retire',
  'task.start',
] as const;

/** What an account answers; the arguments name it. */
export type AccountMethod = keyof typeof accountMethods | (typeof innerMethods)[number];
/** What of that is about its letters. */
export type LetterMethod = keyof typeof letterMethods | 'letters.attachFile';
/** What a server is asked that is administered from here. */
export type ServerMethod = keyof typeof serverMethods;
/** What all accounts are asked at once. */
export type TogetherMethod = keyof typeof togetherMethods;
/** The last are only for main: see accounts.ts, servers.ts and tasks.ts. */
export type EngineMethod =
  | AccountMethod
  | ServerMethod
  | TogetherMethod
  | ('account.check' | 'account.erase' | 'servers.check' | 'task.cancel');

const accountNames: readonly string[] = [...Object.keys(accountMethods), ...innerMethods];
export const isAccountMethod = (name: EngineMethod): name is AccountMethod => accountNames.includes(name);
export const isServerMethod = (name: EngineMethod): name is ServerMethod => Object.hasOwn(serverMethods, name);
export const isTogetherMethod = (name: EngineMethod): name is TogetherMethod => Object.hasOwn(togetherMethods, name);

/** What is to be done at length. */
export type TaskOrder =
  | ({ readonly kind: 'export' } & ExportOrder)
  | { readonly kind: 'import'; readonly paths: readonly string[] }
  | ({ readonly kind: 'save' } & SaveOrder)
  /** At a server, as is the next. */
  | ({ readonly kind: 'download' } & DownloadOrder)
  | ({ readonly kind: 'activity' } & ActivityOrder)
  /** `again`: an engine that ended had begun to file. */
  | { readonly kind: 'rebuild'; readonly again: boolean }
  | { readonly kind: 'check' };

/** A task as main gives it to an engine, or to the next one. */
export interface TaskStart {
  readonly account: string;
  readonly id: string;
  readonly order: TaskOrder;
}

/** What became of the instructions of an account that is to be removed. */
export interface Retired {
  /** All reached the server, or the reader insisted: it fetches no more. Else it goes on. */
  readonly kind: 'retired' | 'pending';
  /** What was not carried out. */
  readonly undone: readonly OpenInstruction[];
  /** Why something did not reach the server. */
  readonly problem: { readonly code: string; readonly message: string } | null;
}
