import { type CSSProperties, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp } from '../../state/app.ts';
import type { Link } from './addresses.ts';
import classes from './HtmlFrame.module.css';

/** The layout of a mail in its frame. What happens there main tells: it is of another origin. */
export const HtmlFrame = ({
  token,
  links,
  ownColours,
  zoom,
  onFollow,
  onHover,
}: {
  token: string;
  links: readonly Link[];
  ownColours: boolean;
  /** 1 is the mail's own size. */
  zoom: number;
  onFollow(link: Link): void;
  onHover(link: Link | null): void;
}) => {
  const { t } = useTranslation();
  const { bridge } = useApp();
  const frame = useRef<HTMLIFrameElement>(null);
  /** The page that is drawn: it stays until the one that follows it is. */
  const [drawn, setDrawn] = useState(token);
  const latest = useRef({ token, links, onFollow, onHover });
  useEffect(() => {
    latest.current = { token, links, onFollow, onHover };
  });
  useEffect(() => {
    const stop = bridge.listen((event) => {
      const { token, links, onFollow, onHover } = latest.current;
      if (event.kind === 'frame-link' && event.token === token) {
        const link = links[event.link];
        if (link) onFollow(link);
      }
      if (event.kind === 'frame-hover') onHover(event.link?.token === token ? (links[event.link.number] ?? null) : null);
      // What the frame did not get is pressed where the reader is.
      if (event.kind === 'frame-key')
        document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { ...event.key, bubbles: true, cancelable: true }));
    });
    // A frame takes the keyboard from the window, which is all that can be seen of it.
    const look = (): void => void bridge.call('reading.focus', { focused: document.activeElement === frame.current });
    const back = (): void => void bridge.call('reading.focus', { focused: false });
    window.addEventListener('blur', look);
    window.addEventListener('focus', back);
    return () => {
      stop();
      window.removeEventListener('blur', look);
      window.removeEventListener('focus', back);
      back();
      latest.current.onHover(null);
    };
  }, [bridge]);
  return (
    <div className={classes.sheet} data-frame data-own={ownColours || undefined} style={{ '--zoom': zoom } as CSSProperties}>
      {[...new Set([drawn, token])].map((one) => (
        <iframe
          key={one}
          ref={one === drawn ? frame : undefined}
          className={classes.frame}
          data-coming={one !== drawn || undefined}
          sandbox=""
          src={`mail://message/${one}/`}
          title={one === drawn ? t('reading.frame') : undefined}
          onLoad={() => setDrawn(one)}
        />
      ))}
    </div>
  );
};
