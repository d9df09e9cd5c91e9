import { fileURLToPath } from 'node:url';
import { app, type BrowserWindow, Menu, type NativeImage, nativeImage, Tray } from 'electron';

const words = {
  en: {
    open: 'Open Restante',
    fetch: 'Check for new mail',
    pause: 'Pause notifications for 1 hour',
    resume: 'Resume notifications',
    quit: 'Quit Restante',
    unread: (count: number): string => `${count.toLocaleString('en-GB')} unread`,
    waiting: (count: number): string => `${count.toLocaleString('en-GB')} waiting at the server`,
    nothing: 'Nothing unread',
  },
  ja: {
    open: 'Restante を開く',
    fetch: '新着を確認',
    pause: '通知を 1 時間止める',
    resume: '通知を再開する',
    quit: 'Restante を終了',
    unread: (count: number): string => `未読 ${count.toLocaleString('ja-JP')} 件`,
    waiting: (count: number): string => `サーバーでお預かり中 ${count.toLocaleString('ja-JP')} 件`,
    nothing: '未読はありません',
  },
} as const;

/** Of all accounts together. */
export interface Counts {
  readonly unread: number;
  readonly waiting: number;
}

interface TrayState extends Counts {
  readonly language: 'en' | 'ja';
  readonly paused: boolean;
}

/** ms: while messages come, the counts change faster than a desktop draws them. */
const calm = 300;

/** The app's icon beside the clock, and the number on its icon elsewhere. */
export interface AppTray {
  show(state: TrayState): void;
}

const imageOf = (file: string): NativeImage =>
  nativeImage.createFromPath(fileURLToPath(new URL(`../../../build/tray/${file}.png`, import.meta.url)));

const images = (): { none: NativeImage; unread: NativeImage } => {
  const mac = process.platform === 'darwin';
  // Linux takes one size and scales it.
  const ending = mac ? 'Template' : process.platform === 'linux' ? '@3x' : '';
  const [none, unread] = [imageOf(`tray${ending}`), imageOf(`trayUnread${ending}`)];
  for (const image of [none, unread]) image.setTemplateImage(mac);
  return { none, unread };
};

export const createTray = (deps: {
  window: BrowserWindow;
  open: () => void;
  fetch: () => void;
  /** Pauses the notifications, or lets them go on. */
  pause: (on: boolean) => void;
}): AppTray => {
  const { none, unread: some } = images();
  const dot = imageOf('dot');
  const tray = new Tray(none);
  // On a Mac a click opens the menu.
  if (process.platform !== 'darwin') tray.on('click', deps.open);
  let wanted: TrayState | undefined;
  let shown = '';
  let timer: NodeJS.Timeout | undefined;
  const draw = ({ unread, waiting, language, paused }: TrayState): void => {
    const say = words[language];
    const counts = [unread > 0 ? say.unread(unread) : say.nothing, ...(waiting > 0 ? [say.waiting(waiting)] : [])];
    tray.setToolTip(['Restante', ...counts].join('\n'));
    tray.setImage(unread > 0 ? some : none);
    tray.setContextMenu(
      Menu.buildFromTemplate([
        { id: 'counts', label: counts.join(language === 'ja' ? '、' : ', '), enabled: false },
        { type: 'separator' },
        { id: 'open', label: say.open, click: deps.open },
        { id: 'fetch', label: say.fetch, click: deps.fetch },
        { id: 'pause', label: paused ? say.resume : say.pause, click: () => deps.pause(!paused) },
        { type: 'separator' },
        { id: 'quit', label: say.quit, click: () => app.quit() },
      ]),
    );
    if (process.platform === 'win32') {
      if (!deps.window.isDestroyed()) deps.window.setOverlayIcon(unread > 0 ? dot : null, unread > 0 ? say.unread(unread) : '');
    } else app.setBadgeCount(unread);
  };
  return {
    show(state) {
      wanted = state;
      if (timer) return;
      timer = setTimeout(() => {
        timer = undefined;
        const now = JSON.stringify(wanted);
        if (!wanted || now === shown || tray.isDestroyed()) return;
        shown = now;
        draw(wanted);
      }, calm);
    },
  };
};
