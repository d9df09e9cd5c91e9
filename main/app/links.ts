import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { app } from 'electron';
import { type Link, linkIn, parseLink } from '../../protocol/link.ts';

/** Links that others opened with this app. Before the app is ready. @param open told of each; those from before are kept until it is given */
export const receiveLinks = (): { deliver: (open: (link: Link) => void) => void } => {
  const first = linkIn(process.argv);
  const early: Link[] = first ? [first] : [];
  let open: ((link: Link) => void) | undefined;
  app.on('open-url', (event, url) => {
    event.preventDefault();
    const link = parseLink(url);
    if (!link) return;
    if (open) open(link);
    else early.push(link);
  });
  return {
    deliver(given) {
      open = given;
      for (const link of early.splice(0)) given(link);
    },
  };
};

/** The app's own links lead to it. On Linux its desktop entry says so, and a build that is not installed claims nothing. */
export const claimLinks = (): void => {
  if (app.isPackaged && process.platform !== 'linux') app.setAsDefaultProtocolClient('restante');
};

const run = promisify(execFile);
/** ms */
const patience = 5_000;
const desktopEntry = 'restante.desktop';
const xdg = async (verb: 'check' | 'set', ...value: readonly string[]): Promise<string> => {
  const { stdout } = await run('xdg-settings', [verb, 'default-url-scheme-handler', 'mailto', ...value], { timeout: patience });
  return stdout.trim();
};

/** Whether `mailto:` opens here. Asked of the system with care: on Linux Electron would wait for a program within main. */
export const mailLinks = {
  /** Null: it cannot be chosen from here. */
  async read(): Promise<boolean | null> {
    if (!app.isPackaged) return null;
    if (process.platform !== 'linux') return app.isDefaultProtocolClient('mailto');
    return xdg('check', desktopEntry).then(
      (answer) => answer === 'yes',
      () => null,
    );
  },
  /** False: the system did not do it. To let go means to choose another program, which is the system's to offer. */
  async claim(): Promise<boolean> {
    if (process.platform !== 'linux') return app.setAsDefaultProtocolClient('mailto');
    return xdg('set', desktopEntry).then(
      () => true,
      () => false,
    );
  },
};

/** Where links wait for the window: it may be loading, or have died. */
export const createLinkDesk = (tell: (link: Link) => void) => {
  let there = false;
  let waiting: Link | undefined;
  return {
    /** The newest is what the reader wants to see. */
    open(link: Link): void {
      if (there) tell(link);
      else waiting = link;
    },
    /** The window shows what it is told of. */
    ready(): void {
      there = true;
      if (waiting) tell(waiting);
      waiting = undefined;
    },
    /** It is being loaded, and shows nothing for now. */
    away(): void {
      there = false;
    },
  };
};
