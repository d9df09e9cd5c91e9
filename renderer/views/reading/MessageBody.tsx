import { Button } from '@mantine/core';
import { IconDownload, IconFile, IconFileAlert, IconInfoCircle } from '@tabler/icons-react';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MessageContent } from '../../../protocol/bridge.ts';
import { useFormat } from '../shared/format.tsx';
import { Highlighted } from '../shared/Highlighted.tsx';
import { Notice } from '../shared/Notice.tsx';
import classes from './MessageBody.module.css';
import { textOfHtml } from './read-html.ts';

const Plain = ({ text }: { text: string }) => {
  const { t } = useTranslation();
  if (text.trim() === '') return <p className={classes.note}>{t('message.empty')}</p>;
  return (
    <div className={classes.text} dir="auto">
      <Highlighted text={text} />
    </div>
  );
};

const Html = ({ html }: { html: string }) => {
  const { t } = useTranslation();
  const text = useMemo(() => textOfHtml(html), [html]);
  return (
    <>
      <p className={classes.note}>
        <IconInfoCircle size={16} stroke={1.6} aria-hidden />
        {t('message.html')}
      </p>
      <Plain text={text} />
    </>
  );
};

const Picture = ({ type, data, subject }: { type: string; data: Uint8Array; subject: string }) => {
  const { t } = useTranslation();
  const [url, setUrl] = useState<string>();
  const [broken, setBroken] = useState(false);
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([data as Uint8Array<ArrayBuffer>], { type }));
    setUrl(made);
    setBroken(false);
    return () => URL.revokeObjectURL(made);
  }, [type, data]);
  if (broken) return <p className={classes.note}>{t('message.imageBroken')}</p>;
  return url && <img className={classes.image} src={url} alt={t('message.image', { subject })} onError={() => setBroken(true)} />;
};

/** The body of a message, as far as it can be shown without trusting it. */
export const MessageBody = ({ content, onSave }: { content: MessageContent; onSave(): void }) => {
  const { t } = useTranslation();
  const format = useFormat();
  const { body, row } = content;
  const save = (
    <Button variant="default" leftSection={<IconDownload size={16} aria-hidden />} onClick={onSave}>
      {t('act.save')}
    </Button>
  );
  switch (body.kind) {
    case 'text':
      return <Plain text={body.text} />;
    case 'html':
      return <Html html={body.html} />;
    case 'image':
      return <Picture type={body.type} data={body.data} subject={row.subject || t('list.noSubject')} />;
    case 'file':
      return (
        <Notice icon={IconFile} title={body.name || t('message.file')} hint={`${row.type} · ${format.bytes(row.bytes)}`}>
          <p className={classes.note}>{t('message.fileHint')}</p>
          {save}
        </Notice>
      );
    case 'damaged':
      return <Notice icon={IconFileAlert} tone="danger" title={t('message.damaged')} hint={t('message.damagedHint')} heading="h2" />;
  }
};
