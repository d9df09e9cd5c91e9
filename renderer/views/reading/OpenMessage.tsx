import { Button } from '@mantine/core';
import { IconMailX } from '@tabler/icons-react';
import { useContext, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MessageRow } from '../../../protocol/bridge.ts';
import { parseLink } from '../../../protocol/link.ts';
import { senderAddress } from '../../sender.ts';
import { useApp } from '../../state/app.ts';
import { useFiles } from '../../state/files.ts';
import { useMessage } from '../../state/message.ts';
import { useCommands } from '../../state/use-commands.ts';
import { useValue } from '../../state/value.ts';
import { Details } from '../shared/Details.tsx';
import { SearchWords } from '../shared/Highlighted.tsx';
import { Notice } from '../shared/Notice.tsx';
import { useDelayed } from '../shared/useDelayed.ts';
import { Attachments } from './Attachments.tsx';
import type { Link } from './addresses.ts';
import { LinkDialog } from './LinkDialog.tsx';
import { MessageBody } from './MessageBody.tsx';
import { MessageHeader } from './MessageHeader.tsx';
import classes from './ReadingPane.module.css';
import { RemoteNotice } from './RemoteNotice.tsx';
import { SourceDialog } from './SourceDialog.tsx';
import { type PaneActs, Toolbar, type Zoom } from './Toolbar.tsx';
import { useAutoRead } from './useAutoRead.ts';
import { useMailPage } from './useMailPage.ts';
import { usePrint } from './usePrint.ts';

/** The one message that is open, with all that can be done to it. */
export const OpenMessage = ({
  row,
  acts,
  zoom,
  onZoom,
  onShown,
}: Zoom & { row: MessageRow; acts: PaneActs; onShown(row: MessageRow): void }) => {
  const { t } = useTranslation();
  const app = useApp();
  const { trusted } = useValue(app.settings);
  const { message, retry } = useMessage(row);
  const late = useDelayed(message.kind === 'loading');
  const [asText, setAsText] = useState(false);
  const [allowed, setAllowed] = useState(false);
  const [allHeaders, setAllHeaders] = useState(false);
  const [source, setSource] = useState(false);
  const [asked, setAsked] = useState<Link | null>(null);
  const [hovered, setHovered] = useState<Link | null>(null);
  const files = useFiles(row);
  /** Null until it is read from the inbox: what is there already stays where it is, and the focus with it. */
  const content = message.kind === 'shown' ? message.content : null;
  const kind = content?.body.kind;
  /** What is damaged is not given out either. */
  const whole = content !== null && kind !== 'damaged';
  const sender = senderAddress(row.from);
  const remote = allowed || (sender !== null && trusted.includes(sender));
  const html = content?.body.kind === 'html' && !asText ? content.body.html : null;
  const page = useMailPage(content, html, { remote, words: useContext(SearchWords) });
  const print = usePrint(content);
  const blocked = html !== null && page.kind === 'ready' && !remote ? page.remote : 0;
  useAutoRead(row, content !== null, onShown);
  useCommands({
    save: whole ? () => files.save(null) : undefined,
    saveAttachments: content && content.attachments.length > 0 ? files.saveAll : undefined,
    print: kind === 'text' || kind === 'html' ? () => void print(remote) : undefined,
    source: whole ? () => setSource(true) : undefined,
    headers: content && content.headers.length > 0 ? () => setAllHeaders((shown) => !shown) : undefined,
    remoteContent: blocked > 0 ? () => setAllowed(true) : undefined,
  });
  const trust = (): void => {
    if (sender !== null) void app.changeSettings({ trusted: [...trusted.filter((one) => one !== sender), sender].slice(-1_000) });
  };
  /** A letter to somebody is begun here, and nothing of it leaves before it is sent; where else a link leads is asked first. */
  const follow = (link: Link): void => {
    const letter = parseLink(link.url);
    if (letter) app.link.set(letter);
    else setAsked(link);
  };
  if (message.kind === 'problem') {
    const gone = message.problem.code === 'message-unknown';
    return (
      <Notice
        icon={IconMailX}
        tone={gone ? 'quiet' : 'danger'}
        title={t(gone ? 'message.gone' : 'message.problem')}
        hint={t(gone ? 'message.goneHint' : 'message.problemHint')}
        heading="h2"
      >
        {!gone && <Button onClick={retry}>{t('act.tryAgain')}</Button>}
        <Details problem={message.problem} />
      </Notice>
    );
  }
  const layout = kind === 'html' ? { asText, onText: setAsText } : null;
  return (
    <>
      <header className={classes.bar}>
        <Toolbar acts={acts} opened={{ zoom, onZoom, layout }} />
      </header>
      {/* Focusable, so that the keyboard can scroll it. */}
      <section
        className={classes.scroller}
        data-framed={(html !== null && page.kind !== 'failed') || undefined}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable
        tabIndex={0}
        aria-label={row.subject || t('list.noSubject')}
      >
        <MessageHeader
          row={row}
          to={content?.to ?? ''}
          headers={allHeaders ? (content?.headers ?? []) : []}
          onClose={() => setAllHeaders(false)}
        />
        {blocked > 0 && <RemoteNotice count={blocked} sender={sender} onLoad={() => setAllowed(true)} onTrust={trust} />}
        {content && (
          <MessageBody
            content={content}
            page={page}
            asText={asText}
            zoom={zoom}
            onSave={() => files.save(null)}
            onFollow={follow}
            onHover={setHovered}
          />
        )}
        {content && <Attachments row={row} attachments={content.attachments} files={files} />}
        {late && (
          <div className={classes.skeleton} role="status" aria-label={t('message.loading')}>
            <i />
            <i />
            <i />
          </div>
        )}
      </section>
      {hovered && (
        <p className={classes.target} aria-hidden>
          <bdi>{hovered.url}</bdi>
        </p>
      )}
      <LinkDialog link={asked} onClose={() => setAsked(null)} />
      <SourceDialog row={row} opened={source} onClose={() => setSource(false)} />
    </>
  );
};
