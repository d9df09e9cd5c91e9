// Sandboxed: it can only pass calls on. Which methods there are, and what they take, main decides.
const { contextBridge, ipcRenderer, webUtils }: typeof import('electron') = require('electron');

contextBridge.exposeInMainWorld('restante', {
  call: (name: string, args: unknown): Promise<unknown> => ipcRenderer.invoke('bridge:call', name, args),
  // Only a file that the person dropped has a path: a page cannot make one up.
  drop: (to: unknown, files: readonly File[]): Promise<unknown> =>
    ipcRenderer.invoke(
      'bridge:drop',
      to,
      files.map((file) => webUtils.getPathForFile(file)).filter((path) => path !== ''),
    ),
  listen: (listener: (event: unknown) => void): (() => void) => {
    const on = (_: unknown, event: unknown): void => listener(event);
    ipcRenderer.on('bridge:event', on);
    return () => ipcRenderer.off('bridge:event', on);
  },
});
