import { Loader } from '@mantine/core';
import { IconChevronLeft, IconChevronRight, IconZoomIn, IconZoomOut } from '@tabler/icons-react';
import type { PDFDocumentProxy, RenderTask } from 'pdfjs-dist';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ActButton } from '../shared/ActButton.tsx';
import classes from './Media.module.css';
import { openPdf } from './pdf.ts';
import { stepZoom } from './zoom.ts';

type Opened = { readonly kind: 'opening' } | { readonly kind: 'open'; readonly pdf: PDFDocumentProxy } | { readonly kind: 'broken' };

/** A PDF, page by page. */
export const PdfView = ({ data, name }: { data: Uint8Array<ArrayBuffer>; name: string }) => {
  const { t } = useTranslation();
  const [opened, setOpened] = useState<Opened>({ kind: 'opening' });
  const [page, setPage] = useState(1);
  const [zoom, setZoom] = useState(1);
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    let current = true;
    const opening = openPdf(data);
    opening.then(
      (pdf) => current && setOpened({ kind: 'open', pdf }),
      () => current && setOpened({ kind: 'broken' }),
    );
    return () => {
      current = false;
      void opening.then(
        (pdf) => pdf.loadingTask.destroy(),
        () => {},
      );
    };
  }, [data]);
  const pdf = opened.kind === 'open' ? opened.pdf : null;
  useEffect(() => {
    let current = true;
    let task: RenderTask | undefined;
    const draw = async (): Promise<void> => {
      const sheet = canvas.current;
      if (!pdf || !sheet) return;
      const shown = await pdf.getPage(page);
      if (!current) return;
      const natural = shown.getViewport({ scale: 1 });
      const width = sheet.parentElement?.clientWidth ?? natural.width;
      const scale = (Math.min(width - 16, 900) / natural.width) * zoom;
      const viewport = shown.getViewport({ scale: scale * devicePixelRatio });
      sheet.width = Math.floor(viewport.width);
      sheet.height = Math.floor(viewport.height);
      sheet.style.width = `${Math.floor(viewport.width / devicePixelRatio)}px`;
      task = shown.render({ canvas: sheet, viewport });
      await task.promise;
      if (current) sheet.dataset.page = String(page);
    };
    // A page that cannot be drawn stays as white as it is; one that is left is not drawn to its end.
    draw().catch(() => {});
    return () => {
      current = false;
      task?.cancel();
    };
  }, [pdf, page, zoom]);
  if (opened.kind === 'broken') return <p className={classes.note}>{t('reading.pdfBroken')}</p>;
  const last = pdf?.numPages ?? 1;
  const turn = (by: number): void => setPage((now) => Math.min(last, Math.max(1, now + by)));
  return (
    <div className={classes.pdf}>
      <div className={classes.bar} role="toolbar" aria-label={name}>
        <ActButton icon={IconChevronLeft} name={t('reading.pagePrevious')} onClick={() => turn(-1)} />
        <span className={classes.page} role="status">
          {t('reading.page', { page, last })}
        </span>
        <ActButton icon={IconChevronRight} name={t('reading.pageNext')} onClick={() => turn(1)} />
        <span className={classes.gap} />
        <ActButton icon={IconZoomOut} name={t('reading.zoomOut')} onClick={() => setZoom(stepZoom(zoom, -1))} />
        <ActButton icon={IconZoomIn} name={t('reading.zoomIn')} onClick={() => setZoom(stepZoom(zoom, 1))} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <section className={classes.pages} tabIndex={0} aria-label={t('reading.pageOf', { page, name })}>
        {opened.kind === 'opening' && <Loader size="sm" />}
        <canvas
          ref={canvas}
          className={classes.sheet}
          data-fit={zoom <= 1 || undefined}
          role="img"
          aria-label={t('reading.page', { page, last })}
        />
      </section>
    </div>
  );
};
