import { Button } from '@mantine/core';
import { IconMailX } from '@tabler/icons-react';
import { Fragment, useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MessageContent } from '../../../protocol/bridge.ts';
import { parseLink } from '../../../protocol/link.ts';
import { placeAtServer } from '../../../protocol/place.ts';
import type { Problem } from '../../bridge.ts';
import { useApp } from '../../state/app.ts';
import { useFiles } from '../../state/files.ts';
import { Attachments } from '../reading/Attachments.tsx';
import type { Link } from '../reading/addresses.ts';
import { LinkDialog } from '../reading/LinkDialog.tsx';
import { MessageBody } from '../reading/MessageBody.tsx';
import { RemoteNotice } from '../reading/RemoteNotice.tsx';
import { useMailPage } from '../reading/useMailPage.ts';
import { Details } from '../shared/Details.tsx';
import { Notice } from '../shared/Notice.tsx';
import { useDelayed } from '../shared/useDelayed.ts';
import { useServer } from './host.ts';
import classes from './ServerMessage.module.css';

type Opened = { readonly kind: 'content'; readonly content: MessageContent } | { readonly kind: 'problem'; readonly problem: Problem };

/** What a message cannot be shown for. */
const Problems = ({ problem, onRetry }: { problem: Problem; onRetry(): void }) => {
  const { t } = useTranslation();
  if (problem.code === 'message-ended')
    return <Notice icon={IconMailX} title={t('serverFolder.preview.ended')} hint={t('serverFolder.preview.endedHint')} />;
  if (problem.code === 'message-unknown') return <Notice icon={IconMailX} title={t('serverFolder.preview.gone')} />;
  const damaged = problem.code === 'digest-mismatch';
  return (
    <Notice
      icon={IconMailX}
      tone="danger"
      title={t(damaged ? 'serverFolder.preview.damaged' : 'serverFolder.preview.problem')}
      hint={t(damaged ? 'serverFolder.preview.damagedHint' : 'serverFolder.preview.problemHint')}
    >
      <Button variant="default" onClick={onRetry}>
        {t('act.tryAgain')}
      </Button>
      <Details problem={problem} />
    </Notice>
  );
};

const Shown = ({ content }: { content: MessageContent }) => {
  const { t } = useTranslation();
  const app = useApp();
  const { row, body, attachments, headers } = content;
  const files = useFiles(row);
  const [allowed, setAllowed] = useState(false);
  const [asked, setAsked] = useState<Link | null>(null);
  const html = body.kind === 'html' ? body.html : null;
  // Who is trusted in an inbox is not asked here: an administrator looks at what others were sent.
  const page = useMailPage(content, html, { remote: allowed, words: '' });
  const blocked = html !== null && page.kind === 'ready' && !allowed ? page.remote : 0;
  const follow = (link: Link): void => {
    const letter = parseLink(link.url);
    if (letter) app.link.set(letter);
    else setAsked(link);
  };
  return (
    <>
      {headers.length > 0 && (
        <details className={classes.headers}>
          <summary>{t('serverFolder.preview.headers')}</summary>
          <dl>
            {headers.map(({ name, value }, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a header is known by its place alone
              <Fragment key={index}>
                <dt>{name}</dt>
                <dd>
                  <bdi>{value}</bdi>
                </dd>
              </Fragment>
            ))}
          </dl>
        </details>
      )}
      {blocked > 0 && <RemoteNotice count={blocked} sender={null} onLoad={() => setAllowed(true)} onTrust={() => {}} />}
      <MessageBody
        content={content}
        page={page}
        asText={false}
        zoom={1}
        onSave={() => files.save(null)}
        onFollow={follow}
        onHover={() => {}}
      />
      <Attachments row={row} attachments={attachments} files={files} />
      <LinkDialog link={asked} onClose={() => setAsked(null)} />
    </>
  );
};

/** What a message at a server holds. It is fetched for that, and nothing of it is marked, here or there. */
export const ServerMessage = ({ uid }: { uid: string }) => {
  const { t } = useTranslation();
  const { id: server } = useServer().entry;
  const { bridge } = useApp();
  const [opened, setOpened] = useState<Opened | null>(null);
  const [attempt, setAttempt] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt reads again
  useEffect(() => {
    let current = true;
    setOpened(null);
    void bridge.call('inbox.message', { account: placeAtServer(server), uid }).then((outcome) => {
      if (!current) return;
      setOpened(outcome.ok ? { kind: 'content', content: outcome.value } : { kind: 'problem', problem: outcome.problem });
    });
    return () => {
      current = false;
    };
  }, [bridge, server, uid, attempt]);
  const retry = useCallback(() => setAttempt((n) => n + 1), []);
  const late = useDelayed(opened === null);
  if (opened?.kind === 'problem') return <Problems problem={opened.problem} onRetry={retry} />;
  if (opened) return <Shown key={uid} content={opened.content} />;
  return late && <p role="status">{t('message.loading')}</p>;
};
