// Sandboxed: it can only pass calls on. Which methods there are, and what they take, main decides.
const { contextBridge, ipcRenderer }: typeof import('electron') = require('electron');

contextBridge.exposeInMainWorld('restante', {
  call: (name: string, args: unknown): Promise<unknown> => ipcRenderer.invoke('bridge:call', name, args),
  listen: (listener: (event: unknown) => void): (() => void) => {
    const on = (_: unknown, event: unknown): void => listener(event);
    ipcRenderer.on('bridge:event', on);
    return () => ipcRenderer.off('bridge:event', on);
  },
});
