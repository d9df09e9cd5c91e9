import { Button } from '@mantine/core';
import { IconMailX } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MessageContent, MessageRow } from '../../../protocol/bridge.ts';
import { senderAddress } from '../../sender.ts';
import { useApp } from '../../state/app.ts';
import { useFiles } from '../../state/files.ts';
import { useMessage } from '../../state/message.ts';
import { useCommands } from '../../state/use-commands.ts';
import { useValue } from '../../state/value.ts';
import { Details } from '../shared/Details.tsx';
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

/** A message with all that can be done to it. */
const Shown = ({ content, row, acts, zoom, onZoom }: Zoom & { content: MessageContent; row: MessageRow; acts: PaneActs }) => {
  const { t } = useTranslation();
  const app = useApp();
  const { trusted } = useValue(app.settings);
  const [asText, setAsText] = useState(false);
  const [allowed, setAllowed] = useState(false);
  const [allHeaders, setAllHeaders] = useState(false);
  const [source, setSource] = useState(false);
  const [asked, setAsked] = useState<Link | null>(null);
  const [hovered, setHovered] = useState<Link | null>(null);
  const files = useFiles(row);
  const sender = senderAddress(row.from);
  const remote = allowed || (sender !== null && trusted.includes(sender));
  const { body, attachments, headers } = content;
  const html = body.kind === 'html' && !asText ? body.html : null;
  const page = useMailPage(content, html, remote);
  const print = usePrint(content);
  const blocked = html !== null && page.kind === 'ready' && !remote ? page.remote : 0;
  useCommands({
    save: () => files.save(null),
    saveAttachments: attachments.length > 0 ? files.saveAll : undefined,
    print: body.kind === 'text' || body.kind === 'html' ? () => void print(remote) : undefined,
    source: () => setSource(true),
    headers: headers.length > 0 ? () => setAllHeaders((shown) => !shown) : undefined,
    remoteContent: blocked > 0 ? () => setAllowed(true) : undefined,
  });
  const trust = (): void => {
    if (sender !== null) void app.changeSettings({ trusted: [...trusted.filter((one) => one !== sender), sender].slice(-1_000) });
  };
  const framed = html !== null && page.kind !== 'failed';
  return (
    <>
      <header className={classes.bar}>
        <Toolbar acts={acts} opened={{ zoom, onZoom, layout: body.kind === 'html' ? { asText, onText: setAsText } : null }} />
      </header>
      {/* Focusable, so that the keyboard can scroll it. */}
      <section
        className={classes.scroller}
        data-framed={framed || undefined}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable
        tabIndex={0}
        aria-label={row.subject || t('list.noSubject')}
      >
        <MessageHeader row={row} to={content.to} headers={allHeaders ? headers : []} onClose={() => setAllHeaders(false)} />
        {blocked > 0 && <RemoteNotice count={blocked} sender={sender} onLoad={() => setAllowed(true)} onTrust={trust} />}
        <MessageBody
          content={content}
          page={page}
          asText={asText}
          zoom={zoom}
          onSave={() => files.save(null)}
          onFollow={setAsked}
          onHover={setHovered}
        />
        <Attachments row={row} attachments={attachments} files={files} />
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

/** The one message that is open, as soon as it is read from the inbox. */
export const OpenMessage = ({
  row,
  acts,
  onShown,
  ...zoom
}: Zoom & { row: MessageRow; acts: PaneActs; onShown(row: MessageRow): void }) => {
  const { t } = useTranslation();
  const { message, retry } = useMessage(row.uid);
  const late = useDelayed(message.kind === 'loading');
  useAutoRead(row, message.kind === 'shown', onShown);
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
  if (message.kind === 'shown') return <Shown content={message.content} row={row} acts={acts} {...zoom} />;
  return (
    <>
      <header className={classes.bar}>
        <Toolbar acts={acts} />
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable */}
      <section className={classes.scroller} tabIndex={0} aria-label={row.subject || t('list.noSubject')}>
        <MessageHeader row={row} to="" headers={[]} onClose={() => {}} />
        {late && (
          <div className={classes.skeleton} role="status" aria-label={t('message.loading')}>
            <i />
            <i />
            <i />
          </div>
        )}
      </section>
    </>
  );
};
