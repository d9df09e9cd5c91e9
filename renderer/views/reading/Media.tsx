import { Button, Loader } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MessageRow, Preview } from '../../../protocol/bridge.ts';
import type { Files } from '../../state/files.ts';
import { useBlobUrl, usePart } from '../../state/part.ts';
import { Details } from '../shared/Details.tsx';
import { Dialog } from '../shared/dialog/Dialog.tsx';
import { DialogActs } from '../shared/dialog/DialogActs.tsx';
import { useDelayed } from '../shared/useDelayed.ts';
import classes from './Media.module.css';

/** Large, and seldom needed. */
const PdfView = lazy(() => import('./PdfView.tsx').then(({ PdfView }) => ({ default: PdfView })));

const waiting = <Loader size="sm" />;

export const Picture = ({ type, data, name }: { type: string; data: Uint8Array<ArrayBuffer>; name: string }) => {
  const { t } = useTranslation();
  const url = useBlobUrl(data, type);
  const [broken, setBroken] = useState<string | null>(null);
  if (url !== null && broken === url) return <p className={classes.note}>{t('message.imageBroken')}</p>;
  return url && <img className={classes.image} src={url} alt={t('message.image', { subject: name })} onError={() => setBroken(url)} />;
};

const Sound = ({ type, data, name }: { type: string; data: Uint8Array<ArrayBuffer>; name: string }) => {
  const { t } = useTranslation();
  const url = useBlobUrl(data, type);
  const [broken, setBroken] = useState<string | null>(null);
  if (url !== null && broken === url) return <p className={classes.note}>{t('reading.audioBroken')}</p>;
  // biome-ignore lint/a11y/useMediaCaption: what people record brings no captions
  return url && <audio className={classes.audio} controls src={url} aria-label={name} onError={() => setBroken(url)} />;
};

/** What the app shows of a file by itself. @param part the place of the attachment; null: the whole message */
export const Media = ({ row, part, preview, name }: { row: MessageRow; part: number | null; preview: Preview; name: string }) => {
  const { t } = useTranslation();
  const open = usePart(row, part);
  const late = useDelayed(open.kind === 'loading');
  if (open.kind === 'loading') return late && waiting;
  if (open.kind === 'problem')
    return (
      <div>
        <p className={classes.note}>{t('message.problem')}</p>
        <Details problem={open.problem} />
      </div>
    );
  switch (preview) {
    case 'image':
      return <Picture {...open} name={name} />;
    case 'audio':
      return <Sound {...open} name={name} />;
    case 'pdf':
      return (
        <Suspense fallback={waiting}>
          <PdfView data={open.data} name={name} />
        </Suspense>
      );
  }
};

/** A file over the window. */
export const MediaDialog = ({
  row,
  file,
  files,
  onClose,
}: {
  row: MessageRow;
  file: { readonly part: number; readonly preview: Preview; readonly name: string } | null;
  files: Files;
  onClose(): void;
}) => {
  const { t } = useTranslation();
  return (
    <Dialog shows opened={file !== null} onClose={onClose} title={<bdi>{file?.name}</bdi>} size={file?.preview === 'audio' ? 'md' : 'xl'}>
      {file && (
        <div className={classes.viewed}>
          <Media row={row} {...file} />
          <DialogActs cancel={null}>
            <Button variant="default" onClick={() => files.open(file.part)}>
              {t('reading.openOutside')}
            </Button>
            <Button variant="default" onClick={() => files.save(file.part)}>
              {t('act.save')}
            </Button>
          </DialogActs>
        </div>
      )}
    </Dialog>
  );
};
