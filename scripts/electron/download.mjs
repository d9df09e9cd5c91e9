import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** What the `electron` package takes its binary from, unless told otherwise. */
const releases = 'https://github.com/electron/electron/releases/';
/** A download of 120 MB may be slow. */
const downloadMs = 15 * 60_000;

/** Whether anything answers where the binary would come from. */
const answers = async (signal) => {
  try {
    await fetch(process.env.ELECTRON_MIRROR ?? releases, { method: 'HEAD', redirect: 'manual', signal });
    return true;
  } catch {
    return false;
  }
};

/**
 * Runs the `electron` package's own installer. Some networks swallow packets instead of refusing them,
 * so it gets little time until its source has answered once, and enough for a slow line from then on.
 *
 * @param {string} folder of the `electron` package
 * @param {{ patienceMs: number }} options how long to wait for a first answer
 * @returns {Promise<string | undefined>} why it failed, in a few words
 */
export const download = (folder, { patienceMs }) =>
  new Promise((done) => {
    const installer = spawn(process.execPath, [join(folder, 'install.js')], { stdio: ['ignore', 'ignore', 'pipe'] });
    let complaint = '';
    let late = false;
    const giveUp = () => {
      late = true;
      installer.kill('SIGKILL');
    };
    let timer = setTimeout(giveUp, patienceMs);
    const over = new AbortController();
    answers(over.signal).then((answered) => {
      if (!answered || over.signal.aborted || late) return;
      clearTimeout(timer);
      timer = setTimeout(giveUp, downloadMs);
    });
    const end = (failure) => {
      over.abort();
      clearTimeout(timer);
      done(failure);
    };
    installer.stderr.on('data', (data) => {
      complaint += data;
    });
    installer.on('error', (error) => end(error.message));
    installer.on('close', (code) => {
      if (late) return end('no answer in time');
      const [line = 'its installer failed'] = complaint.split('\n');
      end(code === 0 ? undefined : line.replace(/^\w*Error: /, '').slice(0, 200));
    });
  });
