import { type CSSProperties, useEffect, useRef } from 'react';
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
      // A key that the frame swallowed is pressed on the frame itself.
      if (event.kind === 'frame-key' && frame.current && document.activeElement === frame.current)
        frame.current.dispatchEvent(new KeyboardEvent('keydown', { ...event.key, bubbles: true, cancelable: true }));
    });
    return () => {
      stop();
      latest.current.onHover(null);
    };
  }, [bridge]);
  return (
    <div className={classes.sheet} data-own={ownColours || undefined} style={{ '--zoom': zoom } as CSSProperties}>
      <iframe ref={frame} className={classes.frame} sandbox="" src={`mail://${token}/`} title={t('reading.frame')} />
    </div>
  );
};
