import { rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type FromBackup, type ToBackup, unfinishedBackup } from '../protocol/bundled.ts';
import { Problem } from '../protocol/errors.ts';
import { createBackup, verifyBackup } from './backup.ts';
import { syncFolder } from './directory/file.ts';

/*
 * Makes a backup of the bundled server in a process of its own: copying a large store takes its process for as long as it
 * lasts, and whoever cancels it ends that process.
 */
interface ParentPort {
  postMessage(message: FromBackup): void;
  on(event: 'message', listener: (event: { data: ToBackup }) => void): void;
}
const port = (process as unknown as { parentPort: ParentPort }).parentPort;
process.umask(0o077);

port.on('message', async ({ data: { data, version, to } }) => {
  try {
    const part = `${to}${unfinishedBackup}`;
    await createBackup({ data, version, now: Date.now }, part);
    port.postMessage({ kind: 'verifying' });
    const { files, mailboxes } = await verifyBackup(part);
    // What has its name is whole.
    await rename(part, to);
    await syncFolder(dirname(to));
    const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
    port.postMessage({
      kind: 'made',
      bytes: sum(Object.values(files).map(({ bytes }) => bytes)),
      messages: sum(Object.values(mailboxes).map(({ waiting, processed }) => waiting + processed)),
    });
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    port.postMessage({ kind: 'failed', code: error.code, message: error.message });
  }
});
