import type { BridgeEvent, Outcome, Settings } from '../../protocol/bridge.ts';

/** What the engine needs to know to start; sent by main to the engine's process. */
export interface EngineConfig {
  /** Folder of the inbox. */
  readonly inbox: string;
  /** Base URL of the server. */
  readonly server: string;
  readonly mailbox: string;
  readonly receiveToken: string;
  readonly adminToken: string;
  readonly settings: EngineSettings;
  /** The uid of the message that the reader has open; it outlives a restart of the engine. */
  readonly open: string | null;
}

export type EngineSettings = Pick<Settings, 'cap' | 'overwriteRead' | 'afterReceipt'>;

/** Main to engine. */
export type ToEngine =
  | { readonly kind: 'start'; readonly config: EngineConfig }
  | { readonly kind: 'settings'; readonly settings: EngineSettings }
  | { readonly kind: 'call'; readonly seq: number; readonly name: EngineMethod; readonly args: unknown }
  | { readonly kind: 'stop' };

/** Engine to main. */
export type FromEngine =
  | { readonly kind: 'outcome'; readonly seq: number; readonly outcome: Outcome<unknown> }
  | { readonly kind: 'event'; readonly event: BridgeEvent }
  /** It cannot start: said once, and then it ends. */
  | { readonly kind: 'refused'; readonly code: string; readonly message: string }
  | { readonly kind: 'started' };

/** The bridge's methods that the engine answers; main hands them on after validating them. */
export const engineMethods = [
  'status.read',
  'inbox.fetch',
  'inbox.takeOver',
  'inbox.page',
  'inbox.message',
  'inbox.open',
  'inbox.mark',
  'server.folder',
  'server.retention',
  'server.changeRetention',
  // Only for main, which asks the reader where to: see handlers.ts.
  'file.name',
  'file.write',
] as const;
export type EngineMethod = (typeof engineMethods)[number];
