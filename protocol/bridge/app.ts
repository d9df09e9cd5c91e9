import { z } from 'zod';
import { type AccountCheck, type AccountInfo, accountLabel, accountQuestion, accountSettingsSchema, type Removal } from '../account.ts';
import { type Command, commands } from '../commands.ts';
import { type Settings, settingsSchema } from '../settings.ts';
import { account, holder, method, none, secret, uid } from './method.ts';
import type { ServerInfo } from './server.ts';
import type { Task } from './tasks.ts';

export interface AppInfo {
  readonly version: string;
  readonly electron: string;
  readonly platform: string;
  /** The system's language, as `ja-JP`. */
  readonly locale: string;
  /** What of the settings was not valid when the app started and stands at its default, as `settings.theme`. */
  readonly fallbacks: readonly string[];
}

/** Of this computer and its settings; main answers them. */
export const appMethods = {
  'app.info': method<AppInfo>()(none),
  'settings.read': method<Settings>()(none),
  'settings.change': method<Settings>()(settingsSchema.partial()),
  /** All that is chosen for the whole app goes back to its default; accounts and messages stay as they are. */
  'settings.reset': method<Settings>()(none),
  /** The app's own first. */
  'accounts.list': method<readonly AccountInfo[]>()(none),
  'accounts.check': method<AccountCheck>()(accountQuestion),
  /** Checks, and adds what is sound. */
  'accounts.add': method<Exclude<AccountCheck, { kind: 'sound' }> | { readonly kind: 'added'; readonly account: AccountInfo }>()(
    accountQuestion.extend({
      ...accountSettingsSchema.partial().shape,
      label: accountLabel.optional(),
      sendToken: secret.optional(),
    }),
  ),
  /** What is absent stays. A new receive token is checked first. */
  'accounts.change': method<Extract<AccountCheck, { kind: 'faulty' }> | { readonly kind: 'changed'; readonly account: AccountInfo }>()(
    accountSettingsSchema
      .partial()
      .extend({ account, label: accountLabel.optional(), receiveToken: secret.optional(), sendToken: secret.optional() }),
  ),
  /** Sends what its server has still to be told, then removes it; `insist` removes it all the same. The inbox goes with it, or stays. */
  'accounts.remove': method<Removal>()(z.strictObject({ account, insist: z.boolean(), keepInbox: z.boolean() })),
  'server.info': method<ServerInfo | null>()(none),
  /** Asks where to, and begins to save the message as it came, or one of its attachments. Null if the reader cancelled. */
  'inbox.save': method<Task | null>()(z.strictObject({ account: holder, uid, attachment: z.int().nonnegative().nullable() })),
  /** What can be chosen in the application menu now. */
  'menu.offer': method<null>()(z.strictObject({ commands: z.array(z.enum(commands as [Command, ...Command[]])).max(200) })),
  /** Puts text on the clipboard. */
  'app.copy': method<null>()(z.strictObject({ text: z.string().max(1_000_000) })),
} as const;
