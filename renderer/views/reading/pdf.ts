import type { PDFDocumentProxy } from 'pdfjs-dist';
import workerUrl from 'pdfjs-dist/legacy/build/pdf.worker.min.mjs?url';

/** What the reader of PDF needs beside its code (scripts/build.mjs). */
const beside = (folder: string): string => new URL(`./pdf/${folder}/`, location.href).href;

/** Opens a PDF; it runs no scripts of the file, fills in no forms and loads nothing. @throws what its reader says of a broken one */
export const openPdf = async (data: Uint8Array<ArrayBuffer>): Promise<PDFDocumentProxy> => {
  const { getDocument, GlobalWorkerOptions } = await import('pdfjs-dist/legacy/build/pdf.mjs');
  GlobalWorkerOptions.workerSrc = workerUrl;
  const task = getDocument({
    // It takes the bytes for itself.
    data: data.slice(),
    cMapUrl: beside('cmaps'),
    standardFontDataUrl: beside('standard_fonts'),
    wasmUrl: beside('wasm'),
    // The page's policy lets no WebAssembly in.
    useWasm: false,
    enableXfa: false,
    // Some 64 million pixels: more is no page.
    maxImageSize: 64 * 1024 * 1024,
    verbosity: 0,
  });
  return task.promise;
};
