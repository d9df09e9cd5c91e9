import type { WebContents } from 'electron';
import type { FrameEvent } from '../../protocol/bridge.ts';
import type { Pressed } from '../../protocol/commands.ts';
import { type MailPages, parseMailAddress } from './mail-pages.ts';
import { origin } from './scheme.ts';

/** What a frame of the window may go to: a message that is shown, put there by the window itself. */
const mayShow = (pages: MailPages, url: string, initiator: string | undefined): boolean => {
  if (initiator !== undefined && !initiator.startsWith(`${origin}/`)) return false;
  const address = parseMailAddress(url);
  return url === `${origin}/inert.html` || (address?.kind === 'page' && pages.get(address.token) !== undefined);
};

/** Tells the window what happens in the frame of a message: it has another origin, so the window hears nothing of it. */
export const watchFrames = (
  contents: WebContents,
  deps: { pages: MailPages; isCommand: (key: Pressed) => boolean; tell: (event: FrameEvent) => void },
): void => {
  const { pages, isCommand, tell } = deps;
  contents.on('will-frame-navigate', (event) => {
    if (event.isMainFrame || mayShow(pages, event.url, event.initiator?.url)) return;
    event.preventDefault();
    const address = parseMailAddress(event.url);
    if (address?.kind === 'link' && pages.get(address.token)) tell({ kind: 'frame-link', token: address.token, link: address.number });
  });
  contents.on('update-target-url', (_, url) => {
    const address = parseMailAddress(url);
    tell({ kind: 'frame-hover', link: address?.kind === 'link' ? { token: address.token, number: address.number } : null });
  });
  contents.on('before-input-event', (event, { type, key, code, control, meta, shift, alt, isComposing }) => {
    if (!pages.focused || type !== 'keyDown' || isComposing) return;
    const pressed = { key, code, ctrlKey: control, metaKey: meta, shiftKey: shift, altKey: alt };
    if (key !== 'Escape' && !isCommand(pressed)) return;
    // The frame would swallow it. What scrolls and selects is the frame's own.
    event.preventDefault();
    tell({ kind: 'frame-key', key: pressed });
  });
};
