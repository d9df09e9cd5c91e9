// Draws build/icon.svg and build/tray.svg as the PNGs that electron-builder, the app's windows and its tray take.
// An Electron application of its own, because Chromium is the SVG renderer that we have anyway.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { app, BrowserWindow } from 'electron';

const build = new URL('../../build/', import.meta.url);
const sizes = [16, 24, 32, 48, 64, 128, 256, 512, 1024];
/** Of an icon beside the clock, by the ending of its file. */
const traySizes = { '': 16, '@1.5x': 24, '@2x': 32, '@3x': 48 };
const macScales = ['', '@2x'];

/** Something is unread: a dot over the upper right corner, and a gap around it. */
const withDot = (svg, color) =>
  svg
    .replace(
      /<title>[^<]*<\/title>/,
      `$&<mask id="gap"><path fill="#fff" d="M0 0h1024v1024H0z"/><circle cx="776" cy="248" r="300"/></mask><g mask="url(#gap)">`,
    )
    .replace('</svg>', `</g><circle cx="776" cy="248" r="220" fill="${color}"/></svg>`);

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
  const drawTo = async (svg, size, file) => {
    const base64 = Buffer.from(svg).toString('base64');
    const png = await window.webContents.executeJavaScript(`(${draw})(${JSON.stringify(base64)}, ${size})`);
    writeFileSync(new URL(file, build), Buffer.from(png, 'base64'));
  };
  const icon = readFileSync(new URL('icon.svg', build), 'utf8');
  const outline = readFileSync(new URL('tray.svg', build), 'utf8');
  for (const folder of ['icons/', 'tray/']) mkdirSync(new URL(folder, build), { recursive: true });
  for (const size of sizes) await drawTo(icon, size, `icons/${size}x${size}.png`);
  const trays = {
    tray: icon,
    trayUnread: withDot(icon, '#e8590c'),
    // A Mac colours those whose name ends so as its menu bar is coloured.
    trayTemplate: outline,
    trayUnreadTemplate: withDot(outline, '#000000'),
  };
  for (const [name, svg] of Object.entries(trays))
    for (const [ending, size] of Object.entries(traySizes))
      if (!name.endsWith('Template') || macScales.includes(ending)) await drawTo(svg, size, `tray/${name}${ending}.png`);
  // What Windows lays over the icon in its task bar.
  await drawTo(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><circle cx="16" cy="16" r="14" fill="#e8590c"/></svg>',
    32,
    'tray/dot.png',
  );
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
