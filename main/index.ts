import { app, BrowserWindow } from 'electron';

app.on('window-all-closed', () => app.quit());
app.whenReady().then(async () => {
  const window = new BrowserWindow({ width: 1280, height: 800, minWidth: 800, minHeight: 560, title: 'Restante', show: false });
  window.once('ready-to-show', () => window.show());
  await window.loadURL(`data:text/html;charset=utf-8,${encodeURIComponent('<title>Restante</title><h1>Restante</h1>')}`);
});
