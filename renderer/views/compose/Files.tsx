import { ActionIcon, Loader, Tooltip } from '@mantine/core';
import { IconFile, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { LetterFile } from '../../../protocol/bridge.ts';
import { useFormat } from '../shared/format.tsx';
import classes from './Files.module.css';

/** The attachments of a letter; with `onRemove` they can be taken out. */
export const Files = ({
  files,
  copying = false,
  onRemove,
}: {
  files: readonly LetterFile[];
  /** More are on their way in. */
  copying?: boolean;
  onRemove?(file: LetterFile): void;
}) => {
  const { t } = useTranslation();
  const format = useFormat();
  if (files.length === 0 && !copying) return null;
  const bytes = format.bytes(files.reduce((sum, file) => sum + file.bytes, 0));
  return (
    <section className={classes.files} aria-label={t('letters.files')}>
      <ul className={classes.list}>
        {files.map((file) => (
          <li key={file.id} className={classes.file}>
            <IconFile className={classes.icon} size={16} stroke={1.6} aria-hidden />
            <bdi className={classes.name} title={file.name}>
              {file.name}
            </bdi>
            <span className={classes.size}>{format.bytes(file.bytes)}</span>
            {onRemove && (
              <Tooltip label={t('letters.detach', { name: file.name })}>
                <ActionIcon size="sm" aria-label={t('letters.detach', { name: file.name })} onClick={() => onRemove(file)}>
                  <IconX size={14} stroke={1.6} aria-hidden />
                </ActionIcon>
              </Tooltip>
            )}
          </li>
        ))}
      </ul>
      <p className={classes.total} role="status">
        {copying ? (
          <>
            <Loader size={12} aria-hidden /> {t('letters.copying')}
          </>
        ) : (
          t('letters.total', { count: files.length, bytes })
        )}
      </p>
    </section>
  );
};
