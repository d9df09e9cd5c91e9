import { ActionIcon, Tooltip } from '@mantine/core';
import { IconDownload, IconFile, IconFileText, IconFileZip, IconMusic, IconPhoto, IconVideo, type TablerIcon } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Attachment } from '../../../protocol/bridge.ts';
import { useFormat } from '../shared/format.tsx';
import classes from './Attachments.module.css';

const iconOf = (type: string): TablerIcon => {
  if (type.startsWith('image/')) return IconPhoto;
  if (type.startsWith('audio/')) return IconMusic;
  if (type.startsWith('video/')) return IconVideo;
  if (type.startsWith('text/') || type === 'application/pdf') return IconFileText;
  return /zip|compressed|tar|7z/.test(type) ? IconFileZip : IconFile;
};

export const Attachments = ({ attachments, onSave }: { attachments: readonly Attachment[]; onSave(index: number): void }) => {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <section className={classes.attachments}>
      <h3 className={classes.heading}>{t('message.attachments', { count: attachments.length })}</h3>
      <ul className={classes.list}>
        {attachments.map(({ name, type, bytes }, index) => {
          const Icon = iconOf(type);
          const shown = name || t('message.unnamed');
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: an attachment is known by its place alone
            <li key={index} className={classes.attachment}>
              <Icon className={classes.icon} size={20} stroke={1.5} aria-hidden />
              <bdi className={classes.name} title={shown}>
                {shown}
              </bdi>
              <span className={classes.size}>{format.bytes(bytes)}</span>
              <Tooltip label={t('act.saveAttachment', { name: shown })}>
                <ActionIcon aria-label={t('act.saveAttachment', { name: shown })} onClick={() => onSave(index)}>
                  <IconDownload size={16} stroke={1.6} aria-hidden />
                </ActionIcon>
              </Tooltip>
            </li>
          );
        })}
      </ul>
    </section>
  );
};
