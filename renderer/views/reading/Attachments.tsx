import { ActionIcon, Button, Tooltip } from '@mantine/core';
import {
  IconAlertTriangle,
  IconDownload,
  IconFile,
  IconFileText,
  IconFileZip,
  IconMusic,
  IconPhoto,
  IconVideo,
  type TablerIcon,
} from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Attachment, MessageRow, Preview } from '../../../protocol/bridge.ts';
import type { Files } from '../../state/files.ts';
import { useFormat } from '../shared/format.tsx';
import classes from './Attachments.module.css';
import { MediaDialog } from './Media.tsx';
import { OpenDialog } from './OpenDialog.tsx';

const iconOf = ({ type, danger, disguised }: Attachment): TablerIcon => {
  if (disguised || (danger !== null && danger !== 'archive')) return IconAlertTriangle;
  if (type.startsWith('image/')) return IconPhoto;
  if (type.startsWith('audio/')) return IconMusic;
  if (type.startsWith('video/')) return IconVideo;
  if (type.startsWith('text/') || type === 'application/pdf') return IconFileText;
  return danger === 'archive' ? IconFileZip : IconFile;
};

/** The files of a mail: each is shown, opened by the system, or saved. */
export const Attachments = ({ row, attachments, files }: { row: MessageRow; attachments: readonly Attachment[]; files: Files }) => {
  const { t } = useTranslation();
  const format = useFormat();
  const [viewed, setViewed] = useState<{ part: number; preview: Preview; name: string } | null>(null);
  const [asked, setAsked] = useState<number | null>(null);
  const listed = attachments.map((file, part) => ({ file, part })).filter(({ file }) => !file.inline);
  if (listed.length === 0) return null;
  const open = (file: Attachment, part: number): void => {
    if (file.preview !== null && !file.disguised) setViewed({ part, preview: file.preview, name: file.name });
    else if (file.danger !== null || file.disguised) setAsked(part);
    else files.open(part);
  };
  const dangerous = asked === null ? null : (attachments[asked] ?? null);
  return (
    <section className={classes.attachments} data-files>
      <div className={classes.head}>
        <h3 className={classes.heading}>{t('message.attachments', { count: listed.length })}</h3>
        {listed.length > 1 && (
          <Button size="compact-xs" variant="subtle" leftSection={<IconDownload size={14} aria-hidden />} onClick={files.saveAll}>
            {t('reading.saveAll')}
          </Button>
        )}
      </div>
      <ul className={classes.list}>
        {listed.map(({ file, part }) => {
          const Icon = iconOf(file);
          const shown = file.name || t('message.unnamed');
          const act = file.preview !== null && !file.disguised ? 'reading.view' : 'reading.open';
          return (
            <li key={part} className={classes.attachment} data-danger={Icon === IconAlertTriangle || undefined}>
              <button type="button" className={classes.open} aria-label={t(act, { name: shown })} onClick={() => open(file, part)}>
                <Icon className={classes.icon} size={20} stroke={1.5} aria-hidden />
                <bdi className={classes.name} title={shown}>
                  {shown}
                </bdi>
              </button>
              <span className={classes.size}>{format.bytes(file.bytes)}</span>
              <Tooltip label={t('act.saveAttachment', { name: shown })}>
                <ActionIcon aria-label={t('act.saveAttachment', { name: shown })} onClick={() => files.save(part)}>
                  <IconDownload size={16} stroke={1.6} aria-hidden />
                </ActionIcon>
              </Tooltip>
            </li>
          );
        })}
      </ul>
      <MediaDialog row={row} file={viewed} files={files} onClose={() => setViewed(null)} />
      <OpenDialog file={dangerous} onOpen={() => files.open(asked)} onSave={() => files.save(asked)} onClose={() => setAsked(null)} />
    </section>
  );
};
