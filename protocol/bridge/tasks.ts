import { z } from 'zod';
import { filterSchema } from '../settings.ts';
import { inboxFolders } from './inbox.ts';
import { account, method, none, uid } from './method.ts';

/** What takes long, goes on beside everything else, and can be cancelled. */
export type TaskKind = 'export' | 'import' | 'rebuild' | 'check' | 'download' | 'save' | 'activity';

/** What of each is counted. */
export const taskUnits = {
  export: 'bytes',
  import: 'bytes',
  rebuild: 'messages',
  check: 'messages',
  download: 'bytes',
  save: 'bytes',
  activity: 'entries',
} as const satisfies Record<TaskKind, string>;

/** `mbox`: one file, mboxrd. `eml`: a folder with a file per message. */
export const exportFormats = ['mbox', 'eml'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** Messages to export: these, or what a list shows. */
export const toExportSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('messages'), uids: z.array(uid).min(1).max(100_000) }),
  z.strictObject({
    kind: z.literal('list'),
    folder: z.enum(inboxFolders),
    words: z.string().max(1_000).optional(),
    filter: filterSchema.optional(),
  }),
]);
export type ToExport = z.infer<typeof toExportSchema>;

/** Something that the server did not take, or that is no mail. */
export interface Refused {
  /** Name of the file; behind `#` the number of the message in it, if it holds several. */
  readonly name: string;
  readonly problem: { readonly code: string; readonly message: string };
}

/** What is wrong with a message or with the file of the inbox. */
export interface Fault {
  /** Null: it is the file itself. */
  readonly uid: string | null;
  /** The subject, or what SQLite says, in English. */
  readonly what: string;
}

/** How a task ended well. Lists hold the first hundred; the number beside them counts all. */
export type TaskResult =
  /** `damaged` are there as they were found; `gone` made way before their turn. */
  | {
      readonly kind: 'export';
      readonly path: string;
      readonly messages: number;
      readonly bytes: number;
      readonly damaged: number;
      readonly gone: number;
    }
  /** `messages` were taken by the server; `known` are in the inbox already. */
  | {
      readonly kind: 'import';
      readonly messages: number;
      readonly known: number;
      readonly refused: number;
      readonly list: readonly Refused[];
    }
  /** Into the folder `path`: `damaged` did not come whole and were not kept, `gone` were no longer at the server. */
  | { readonly kind: 'download'; readonly path: string; readonly messages: number; readonly damaged: number; readonly gone: number }
  /** A file, or the folder of several. */
  | { readonly kind: 'save'; readonly path: string }
  | { readonly kind: 'activity'; readonly path: string; readonly entries: number; readonly bytes: number }
  | { readonly kind: 'rebuild'; readonly messages: number }
  | { readonly kind: 'check'; readonly messages: number; readonly bytes: number; readonly faults: number; readonly list: readonly Fault[] };

export type TaskState =
  | { readonly kind: 'running' }
  | { readonly kind: 'done'; readonly result: TaskResult }
  | { readonly kind: 'failed'; readonly problem: { readonly code: string; readonly message: string } }
  | { readonly kind: 'cancelled' };

export interface Task {
  readonly id: string;
  /** Or the place of a server. */
  readonly account: string;
  readonly kind: TaskKind;
  readonly unit: (typeof taskUnits)[TaskKind];
  readonly done: number;
  /** Null until it is known, if it ever is. */
  readonly of: number | null;
  readonly state: TaskState;
}

/** How large an inbox is on the disk, in bytes. */
export interface Sizes {
  /** Its file, with what is still beside it in the log. */
  readonly file: number;
  /** Within the file: the search index, and what is free and is used before the file grows. */
  readonly index: number;
  readonly free: number;
  /** Messages whose words are not in the index yet. */
  readonly unsearched: number;
}

/** Main answers them: it asks the reader where, and keeps what runs in the engine. */
export const taskMethods = {
  /** All that run, and those that ended and were not dismissed; the oldest first. */
  'task.list': method<readonly Task[]>()(none),
  /** Asks where to, and starts. Null if the reader cancelled. */
  'task.export': method<Task | null>()(z.strictObject({ account, what: toExportSchema, format: z.enum(exportFormats) })),
  /** Asks for mbox and EML files, and starts. Null if the reader cancelled. */
  'task.import': method<Task | null>()(z.strictObject({ account })),
  /** One of a kind runs in an account: the one that does is answered. */
  'task.rebuild': method<Task>()(z.strictObject({ account })),
  'task.check': method<Task>()(z.strictObject({ account })),
  'task.cancel': method<null>()(z.strictObject({ id: z.uuid() })),
  /** Forgets one that ended. */
  'task.dismiss': method<null>()(z.strictObject({ id: z.uuid() })),
  /** Shows what was written in the system's file manager. */
  'task.show': method<null>()(z.strictObject({ id: z.uuid() })),
} as const;
