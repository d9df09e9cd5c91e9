import { app, Notification } from 'electron';
import type { BridgeEvent } from '../../protocol/bridge.ts';
import type { Link } from '../../protocol/link.ts';
import type { Settings } from '../../protocol/settings.ts';
import { initialNotices, judgeNotices, type Notice, type NoticeEvent, type NoticeState } from '../notices/policy.ts';
import { noticeWords } from '../notices/words.ts';

/** Tells of new messages while the reader is elsewhere. */
export interface Notices {
  tell(event: BridgeEvent): void;
  /** The window came to the front: what was told of is before the reader's eyes. */
  looked(): void;
  /** No notification for so many ms; 0: at once again. */
  pause(ms: number): void;
  /** ms since the epoch; null: not paused. */
  pausedUntil(): number | null;
}

/** Timers of Node go wrong above this. */
const longest = 2 ** 31 - 1;

/** @param open shows the window, and in it what a notification told of */
export const startNotices = (deps: {
  settings: () => Settings['notifications'];
  language: () => 'en' | 'ja';
  /** The name of an account, if there are several. */
  nameOf: (account: string) => string | undefined;
  focused: () => boolean;
  open: (link: Link) => void;
  /** Notifications are paused, or are no longer. */
  pauseChanged: () => void;
}): Notices => {
  // Windows shows none of a program that does not name itself as its installer did (appId in electron-builder.yml).
  if (process.platform === 'win32') app.setAppUserModelId('org.restante.mailbox');
  let state: NoticeState = initialNotices;
  let timer: NodeJS.Timeout | undefined;
  let paused: { readonly until: number; readonly timer: NodeJS.Timeout } | undefined;
  /** The live notification of each account: also what keeps it from being collected before it is chosen. */
  const live = new Map<string, Notification>();

  const close = (account: string): void => {
    live.get(account)?.close();
    live.delete(account);
  };
  const show = (notice: Notice): void => {
    if (!Notification.isSupported()) return;
    const { account } = notice;
    close(account);
    const { preview } = deps.settings();
    const { title, body } = noticeWords(notice, { language: deps.language(), preview, account: deps.nameOf(account) });
    const notification = new Notification({ title, body, silent: false });
    notification.on('click', () =>
      deps.open(
        notice.kind === 'one' ? { kind: 'message', account, uid: notice.message.uid } : { kind: 'folder', account, folder: 'inbox' },
      ),
    );
    notification.on('close', () => {
      if (live.get(account) === notification) live.delete(account);
    });
    live.set(account, notification);
    notification.show();
  };
  const judge = (event: NoticeEvent): void => {
    const clock = new Date();
    const now = performance.now();
    const judged = judgeNotices(state, event, {
      now,
      minute: clock.getHours() * 60 + clock.getMinutes(),
      focused: deps.focused(),
      paused: paused !== undefined,
      settings: deps.settings(),
    });
    state = judged.state;
    for (const notice of judged.show) show(notice);
    clearTimeout(timer);
    if (judged.wakeAt !== undefined) timer = setTimeout(() => judge({ kind: 'time' }), Math.max(0, judged.wakeAt - now));
  };

  return {
    tell(event) {
      if (event.kind === 'received') judge({ kind: 'received', account: event.account, message: event.message });
      if (event.kind === 'status')
        judge({ kind: 'fetching', account: event.account, fetching: event.status.connection.kind === 'fetching' });
      if (event.kind === 'accounts')
        for (const account of state.keys()) if (!event.accounts.some(({ id }) => id === account)) judge({ kind: 'account-gone', account });
    },
    looked() {
      for (const account of live.keys()) close(account);
      judge({ kind: 'looked' });
    },
    pause(ms) {
      clearTimeout(paused?.timer);
      const end = (): void => {
        paused = undefined;
        deps.pauseChanged();
      };
      paused = ms > 0 ? { until: Date.now() + ms, timer: setTimeout(end, Math.min(ms, longest)) } : undefined;
      deps.pauseChanged();
    },
    pausedUntil: () => paused?.until ?? null,
  };
};
