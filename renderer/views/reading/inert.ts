import createPurifier, { type DOMPurify, type WindowLike } from 'dompurify';

/** Where mail is parsed and cleaned: a page in which nothing runs or loads, and whose policy lets styles be read. */
export interface Inert {
  readonly purifier: DOMPurify;
  readonly window: Window & typeof globalThis;
}

let opened: Promise<Inert> | undefined;

const load = (): Promise<Inert> =>
  new Promise((resolve, reject) => {
    const frame = document.createElement('iframe');
    frame.hidden = true;
    frame.setAttribute('sandbox', 'allow-same-origin');
    frame.src = './inert.html';
    frame.onload = () => {
      const inner = frame.contentWindow as (Window & typeof globalThis) | null;
      if (!inner) return reject(new Error('the page in which mail is cleaned is not there'));
      const purifier = createPurifier(inner as unknown as WindowLike);
      if (!purifier.isSupported) return reject(new Error('mail cannot be cleaned here'));
      resolve({ purifier, window: inner });
    };
    document.body.append(frame);
  });

/** The one of this window; made when the first mail with a layout is opened. */
export const openInert = (): Promise<Inert> => {
  opened ??= load();
  return opened;
};
