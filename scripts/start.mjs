// Starts the app that `npm run build` made, with the arguments given.
import { spawn } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';
import { provideDisplay, sandboxArguments } from './electron/system.mjs';
import { provideElectron } from './electron.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Runs the app, or the Electron application in another folder, to its end and gives its exit code. */
export const startApp = async (args, { say = console.error, folder = root } = {}) => {
  const electron = await provideElectron({ say, virtualDisplay: true });
  const display = await provideDisplay({ say });
  const child = spawn(electron.path, [...sandboxArguments, folder, ...args], {
    stdio: 'inherit',
    env: { ...process.env, ...display.environment, ELECTRON_RUN_AS_NODE: undefined },
  });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  const code = await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status, signal) => resolve(status ?? 128 + constants.signals[signal]));
  });
  display.stop();
  return code;
};

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    process.exitCode = await startApp(process.argv.slice(2));
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
