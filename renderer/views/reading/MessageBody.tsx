import { Button } from '@mantine/core';
import { IconDownload, IconFile, IconInfoCircle } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { shownAtMost } from '../../../protocol/bridge/shown.ts';
import type { MessageContent } from '../../../protocol/bridge.ts';
import { useFormat } from '../shared/format.tsx';
import { Notice } from '../shared/Notice.tsx';
import type { Link } from './addresses.ts';
import { Damaged } from './Damaged.tsx';
import { HtmlFrame } from './HtmlFrame.tsx';
import { Media, Picture } from './Media.tsx';
import classes from './MessageBody.module.css';
import { textOfHtml } from './read-html.ts';
import { TextBody } from './TextBody.tsx';
import type { MailPage } from './useMailPage.ts';

interface BodyProps {
  readonly content: MessageContent;
  readonly page: MailPage;
  readonly asText: boolean;
  readonly zoom: number;
  onSave(): void;
  onFollow(link: Link): void;
  onHover(link: Link | null): void;
}

/** Of a message that is longer than what is shown. */
const Cut = () => {
  const { t } = useTranslation();
  return (
    <p className={classes.note}>
      <IconInfoCircle size={16} stroke={1.6} aria-hidden />
      {t('reading.cut')}
    </p>
  );
};

const Html = ({ body, page, asText, ...props }: BodyProps & { body: Extract<MessageContent['body'], { kind: 'html' }> }) => {
  const { t } = useTranslation();
  const plain = asText || page.kind === 'failed';
  const text = useMemo(() => (plain ? (body.text ?? textOfHtml(body.html)) : ''), [plain, body]);
  if (plain)
    return (
      <>
        {page.kind === 'failed' && <p className={classes.note}>{t('reading.failed')}</p>}
        <TextBody text={text} {...props} />
      </>
    );
  return page.kind === 'ready' && <HtmlFrame {...page} {...props} />;
};

/** The body of a message, as far as it can be shown without trusting it. */
export const MessageBody = (props: BodyProps) => {
  const { t } = useTranslation();
  const format = useFormat();
  const { body, row } = props.content;
  const name = row.subject || t('list.noSubject');
  switch (body.kind) {
    case 'text':
      return (
        <>
          {body.cut && <Cut />}
          <TextBody text={body.text} {...props} />
        </>
      );
    case 'html':
      return (
        <>
          {body.cut && <Cut />}
          <Html body={body} {...props} />
        </>
      );
    case 'image':
      return <Picture type={body.type} data={body.data as Uint8Array<ArrayBuffer>} name={name} />;
    case 'audio':
    case 'pdf':
      return <Media row={row} part={null} preview={body.kind} name={body.name} />;
    case 'file':
      return (
        <Notice icon={IconFile} title={body.name || t('message.file')} hint={`${row.type} · ${format.bytes(row.bytes)}`}>
          <p className={classes.note}>
            {body.why === 'size' ? t('message.fileLarge', { most: format.bytes(shownAtMost) }) : t('message.fileHint')}
          </p>
          <Button variant="default" leftSection={<IconDownload size={16} aria-hidden />} onClick={props.onSave}>
            {t('act.save')}
          </Button>
        </Notice>
      );
    case 'damaged':
      return <Damaged row={row} />;
  }
};
