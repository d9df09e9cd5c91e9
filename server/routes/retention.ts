import type { ApiPreview } from '../../protocol/api.ts';
import { Problem } from '../../protocol/errors.ts';
import type { Retention } from '../../protocol/retention.ts';
import type { Directory, Grant } from '../directory/index.ts';
import type { Folder } from '../retention/policy.ts';
import type { Deed, Store } from '../store/port.ts';
import { byAdmin } from './mailboxes.ts';
import type { Serve } from './operation.ts';
import { iso, policiesOf, viewMessage } from './view.ts';

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

  /** What a policy would do to these mailboxes, where another is in force. */
  const look = async (mailboxes: readonly string[], policy: Retention, inForce: Retention): Promise<ApiPreview> => {
    const at = now();
    const previews = await store.preview(mailboxes, policy, inForce, at);
    return {
      at: iso(at),
      inForce,
      folders: previews.map(({ first, days, inForce: { now, days: daysInForce }, ...preview }) => ({
        ...preview,
        days: [...days],
        inForce: { now, days: [...daysInForce] },
        first: first.map(viewMessage),
      })),
    };
  };
  /** Lets go what was previewed and saved, if no more is due than was announced. */
  const allow = async (mailboxes: readonly string[], policy: Retention, announced: Record<Folder, number> | undefined): Promise<void> => {
    if (!announced) return;
    const at = now();
    for (const { folder, now: due } of await store.preview(mailboxes, policy, policy, at)) {
      if (due.count > announced[folder]) continue;
      await Promise.all(mailboxes.map((mailbox) => store.allow(mailbox, folder, policy, announced[folder], at, false)));
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
      const wasOwn = directory.mailbox(mailbox)?.ownRetention !== null;
      await directory.setRetention(mailbox, policy);
      const after = directory.retention(mailbox);
      await deed({ kind: 'policy-changed', mailbox, detail: { ...byAdmin(grant), before, after, wasOwn, own: policy !== undefined } });
      await allow([mailbox], after, announced);
      deps.touch(mailbox);
      return after;
    });

  serve('retention', ({ mailbox }) => directory.retention(mailbox));
  serve('setRetention', ({ mailbox, grant, query, body }) => change(mailbox, grant, body, query.previewed));
  serve('resetRetention', ({ mailbox, grant, query }) => change(mailbox, grant, undefined, query.previewed));

  serve('previewRetention', ({ mailbox, body }) => look([mailbox], body, directory.retention(mailbox)));
  serve('previewDefault', ({ body }) => look(inherits(), body, directory.defaults().retention));

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
