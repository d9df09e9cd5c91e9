// Draws build/icon.svg as the PNGs that electron-builder and the app's windows take.
// An Electron application of its own, because Chromium is the SVG renderer that we have anyway.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { app, BrowserWindow } from 'electron';

const build = new URL('../../build/', import.meta.url);
const sizes = [16, 24, 32, 48, 64, 128, 256, 512, 1024];

/** Runs in the page. Giving the image its size before it is drawn keeps the small ones sharp. */
const draw = async (svg, size) => {
  const image = new Image(size, size);
  image.src = `data:image/svg+xml;base64,${svg}`;
  await image.decode();
  const canvas = Object.assign(document.createElement('canvas'), { width: size, height: size });
  canvas.getContext('2d').drawImage(image, 0, 0, size, size);
  return canvas.toDataURL('image/png').split(',')[1];
};

const drawAll = async () => {
  const window = new BrowserWindow({ show: false });
  await window.loadURL('about:blank');
  const svg = readFileSync(new URL('icon.svg', build)).toString('base64');
  mkdirSync(new URL('icons/', build), { recursive: true });
  for (const size of sizes) {
    const png = await window.webContents.executeJavaScript(`(${draw})(${JSON.stringify(svg)}, ${size})`);
    writeFileSync(new URL(`icons/${size}x${size}.png`, build), Buffer.from(png, 'base64'));
  }
};

app
  .whenReady()
  .then(drawAll)
  .then(
    () => app.quit(),
    (error) => {
      console.error(error);
      app.exit(1);
    },
  );
