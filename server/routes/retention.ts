import { Problem } from '../../protocol/errors.ts';
import type { Retention } from '../../protocol/retention.ts';
import type { Directory, Grant } from '../directory/index.ts';
import type { Folder } from '../retention/policy.ts';
import type { Amount, Deed, Preview, Store } from '../store/port.ts';
import { byAdmin } from './mailboxes.ts';
import type { Serve } from './operation.ts';
import { iso, policiesOf, viewMessage } from './view.ts';

const folders: readonly Folder[] = ['delivery', 'processed'];

const add = (a: Amount, b: Amount): Amount => ({ count: a.count + b.count, bytes: a.bytes + b.bytes });

/** Messages that a preview of several mailboxes names. */
const named = 10;

/** The previews of several mailboxes as one. */
const together = (previews: readonly Preview[]): Preview[] =>
  folders.map((folder) =>
    previews
      .filter((preview) => preview.folder === folder)
      .reduce((sum, preview) => ({
        folder,
        stored: add(sum.stored, preview.stored),
        now: add(sum.now, preview.now),
        days: sum.days.map((day, place) => add(day, preview.days[place] ?? { count: 0, bytes: 0 })),
        first: [...sum.first, ...preview.first].toSorted((a, b) => (a.ends?.at ?? 0) - (b.ends?.at ?? 0)).slice(0, named),
      })),
  );

export const retentionRoutes = (
  serve: Serve,
  deps: {
    directory: Directory;
    store: Pick<Store, 'preview' | 'allow' | 'brakes'>;
    deed: (deed: Omit<Deed, 'at'>) => Promise<void>;
    /** What retention has to do in the mailbox may have changed. */
    touch: (mailbox: string) => void;
    during: <T>(work: () => Promise<T>) => Promise<T>;
    now: () => number;
  },
): void => {
  const { directory, store, deed, now } = deps;

  const view = (previews: readonly Preview[], at: number) => ({
    at: iso(at),
    folders: together(previews).map(({ first, days, ...preview }) => ({ ...preview, days: [...days], first: first.map(viewMessage) })),
  });
  /** Lets go what was previewed and saved, if no more is due than was announced. */
  const allow = async (mailboxes: readonly string[], policy: Retention, announced: Record<Folder, number> | undefined): Promise<void> => {
    if (!announced) return;
    const at = now();
    for (const folder of folders) {
      const previews = await Promise.all(mailboxes.map((name) => store.preview(name, policy, at)));
      const due = previews.flat().filter((p) => p.folder === folder);
      if (due.reduce((sum, p) => sum + p.now.count, 0) > announced[folder]) continue;
      for (const mailbox of mailboxes) await store.allow(mailbox, folder, policy, announced[folder], at, false);
    }
  };
  const inherits = (): string[] => directory.mailboxes().filter((name) => !directory.mailbox(name)?.ownRetention);
  const change = (
    mailbox: string,
    grant: Grant,
    policy: Retention | undefined,
    announced: Record<Folder, number> | undefined,
  ): Promise<Retention> =>
    deps.during(async () => {
      const before = directory.retention(mailbox);
      await directory.setRetention(mailbox, policy);
      const after = directory.retention(mailbox);
      await deed({ kind: 'policy-changed', mailbox, detail: { ...byAdmin(grant), before, after, own: policy !== undefined } });
      await allow([mailbox], after, announced);
      deps.touch(mailbox);
      return after;
    });

  serve('retention', ({ mailbox }) => directory.retention(mailbox));
  serve('setRetention', ({ mailbox, grant, query, body }) => change(mailbox, grant, body, query.previewed));
  serve('resetRetention', ({ mailbox, grant, query }) => change(mailbox, grant, undefined, query.previewed));

  serve('previewRetention', async ({ mailbox, body }) => {
    const at = now();
    return view(await store.preview(mailbox, body, at), at);
  });

  serve('previewDefault', async ({ body }) => {
    const at = now();
    const none = await store.preview('', body, at);
    const previews = await Promise.all(inherits().map((name) => store.preview(name, body, at)));
    return view([...none, ...previews.flat()], at);
  });

  serve('confirmRetention', async ({ mailbox, grant, body: { folder, count } }) => {
    const due = await store.allow(mailbox, folder, directory.retention(mailbox), count, now(), true);
    if (due !== count)
      throw new Problem('removal-changed', `${due} messages are due in the ${folder} folder of ${mailbox}, not ${count}. Look again.`);
    await deed({ kind: 'removal-confirmed', mailbox, detail: { ...byAdmin(grant), folder, count } });
    deps.touch(mailbox);
    return { mailbox, folder, count };
  });

  serve('brakes', async () => {
    const brakes = await store.brakes(policiesOf(directory), now());
    return { brakes: brakes.map((brake) => ({ ...brake, since: iso(brake.since) })) };
  });

  serve('defaults', () => directory.defaults());
  serve('setDefaults', ({ grant, query, body }) =>
    deps.during(async () => {
      const before = directory.defaults();
      await directory.setDefaults(body);
      const after = directory.defaults();
      await deed({ kind: 'defaults-changed', detail: { ...byAdmin(grant), before, after } });
      await allow(inherits(), after.retention, query.previewed);
      for (const mailbox of inherits()) deps.touch(mailbox);
      return after;
    }),
  );
};
