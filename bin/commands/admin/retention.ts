import { Command } from 'commander';
import type { ApiPreview } from '../../../protocol/api.ts';
import { Problem } from '../../../protocol/errors.ts';
import { previewDays, type Retention } from '../../../protocol/retention.ts';
import { parseMailbox } from '../options.ts';
import { createOutput, type Output } from '../output.ts';
import { bytes, localMinute, localTime, messages, printable } from '../words.ts';
import { type Access, type Admin, connect, withAccess } from './access.ts';
import { describePolicy } from './policy.ts';
import { parseAge, parseCount } from './values.ts';

interface Options extends Access {
  default?: boolean;
  deliveryAge?: string;
  processedAge?: string;
  processedCount?: string;
  reset?: boolean;
  preview?: boolean;
  yes?: boolean;
}

type FolderPreview = ApiPreview['folders'][number];

const amount = ({ count, bytes: size }: { count: number; bytes: number }): string => `${messages(count)} (${bytes(size)})`;

const describeFolder = ({ folder, stored, now, days, first }: FolderPreview, at: number): string[] => {
  const later = days.reduce((sum, day) => ({ count: sum.count + day.count, bytes: sum.bytes + day.bytes }), { count: 0, bytes: 0 });
  return [
    `${folder}: of ${amount(stored)}, ${amount(now)} would go now, ${amount(later)} within the next ${previewDays} days`,
    ...days.flatMap((day, place) =>
      day.count > 0 ? [`  from ${localMinute(new Date(at + place * 86_400_000).toISOString())} for a day: ${amount(day)}`] : [],
    ),
    ...(first.length > 0 ? ['  first:'] : []),
    ...first.map(
      ({ ends, mailbox, id, subject }) =>
        `  ${ends ? localTime(ends.at) : ''}  ${mailbox} ${id}  ${printable(subject || '(no subject)')}${ends ? `  (${ends.because})` : ''}`,
    ),
  ];
};

const goingNow = (preview: ApiPreview): Record<FolderPreview['folder'], number> => {
  const counts = { delivery: 0, processed: 0 };
  for (const { folder, now } of preview.folders) counts[folder] = now.count;
  return counts;
};

/** A mailbox's policy or the default one, as the interface keeps it. */
interface Place {
  readonly name: string;
  read(): Promise<Retention>;
  preview(policy: Retention): Promise<ApiPreview>;
  /** `undefined`: back to the default. */
  save(policy: Retention | undefined, previewed: string | undefined): Promise<Retention>;
}

const ofMailbox = (admin: Admin, mailbox: string): Place => {
  const names = { mailbox };
  return {
    name: mailbox,
    read: () => admin.ask('retention', { names }),
    preview: (body) => admin.ask('previewRetention', { names, body }),
    save: (body, previewed) =>
      body
        ? admin.ask('setRetention', { names, body, query: { previewed } })
        : admin.ask('resetRetention', { names, query: { previewed } }),
  };
};

const ofDefault = (admin: Admin): Place => ({
  name: 'The default',
  read: async () => (await admin.ask('defaults')).retention,
  preview: (body) => admin.ask('previewDefault', { body }),
  save: async (retention, previewed) => (await admin.ask('setDefaults', { body: { retention }, query: { previewed } })).retention,
});

const showAll = async (admin: Admin, output: Output): Promise<void> => {
  const { retention } = await admin.ask('defaults');
  output.event({ default: true, ...retention }, `The default keeps ${describePolicy(retention)}.`);
  for (const { name, retention: inForce, ownRetention } of (await admin.ask('mailboxes')).mailboxes)
    output.event(
      { mailbox: name, own: ownRetention !== null, ...inForce },
      `${name} keeps ${describePolicy(inForce)}${ownRetention ? '' : ' (the default)'}.`,
    );
};

const changedPolicy = ({ deliveryAge, processedAge, processedCount }: Options, before: Retention): Retention => ({
  delivery: { maxAge: deliveryAge === undefined ? before.delivery.maxAge : parseAge(deliveryAge) },
  processed: {
    maxAge: processedAge === undefined ? before.processed.maxAge : parseAge(processedAge),
    maxCount: processedCount === undefined ? before.processed.maxCount : parseCount(processedCount),
  },
});

export const retentionCommand = (): Command =>
  withAccess(
    new Command('retention')
      .description('how long messages are kept: of all mailboxes, or of one, which is changed by what is given')
      .argument('[mailbox]')
      .option('--default', 'the policy of mailboxes that have none of their own')
      .option('--delivery-age <age>', 'undelivered messages: 30d, 12h, 5m, 90s or never')
      .option('--processed-age <age>', 'processed messages, from the move on')
      .option('--processed-count <number>', 'processed messages at most, or any')
      .option('--reset', 'back to the default policy')
      .option('--preview', 'only say what would go, now and over 30 days; nothing is changed')
      .option('--yes', 'what goes at once was looked at: the safety brake need not ask again'),
  ).action(async (name: string | undefined, options: Options) => {
    const given = options.deliveryAge !== undefined || options.processedAge !== undefined || options.processedCount !== undefined;
    const mailbox = name === undefined ? undefined : parseMailbox(name);
    if (mailbox !== undefined && options.default) throw new Problem('option-invalid', 'Give a mailbox or --default, not both.');
    if (options.reset && (given || mailbox === undefined))
      throw new Problem('option-invalid', '--reset takes a mailbox, and no other change with it.');
    const admin = connect(options);
    const output = createOutput(options.json);
    if (mailbox === undefined && !options.default) {
      if (given || options.preview) throw new Problem('option-invalid', 'Name a mailbox, or say --default.');
      return showAll(admin, output);
    }
    const place = mailbox === undefined ? ofDefault(admin) : ofMailbox(admin, mailbox);
    const shown = mailbox === undefined ? { default: true } : { mailbox };
    const policy = options.reset ? await ofDefault(admin).read() : changedPolicy(options, await place.read());
    if (!given && !options.reset && !options.preview) {
      output.event({ ...shown, ...policy }, `${place.name} keeps ${describePolicy(policy)}.`);
      return;
    }
    const preview = await place.preview(policy);
    const lines = preview.folders.flatMap((folder) => describeFolder(folder, Date.parse(preview.at)));
    if (options.preview) {
      output.event({ ...shown, ...policy, preview }, [`With ${describePolicy(policy)}:`, ...lines, 'Nothing was changed.'].join('\n'));
      return;
    }
    const now = goingNow(preview);
    const previewed = options.yes ? `${now.delivery},${now.processed}` : undefined;
    const saved = await place.save(options.reset ? undefined : policy, previewed);
    const asked = now.delivery + now.processed > 0 && !options.yes;
    output.event(
      { ...shown, ...saved, preview },
      [
        `${place.name} keeps ${describePolicy(saved)}.`,
        ...lines.map((line) => line.replace('would go now', 'go now')),
        ...(asked
          ? ['Should that be too much at once, retention waits: "restante admin brakes" says where. --yes confirms it in advance.']
          : []),
      ].join('\n'),
    );
  });
