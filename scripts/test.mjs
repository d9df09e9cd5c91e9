// Runs the tests on what `npm run build` made: with a real Electron, on a display that need not exist.
// Arguments go to Vitest: `npm test -- test/e2e`.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { provideDisplay, provideMailPrograms } from './electron/system.mjs';
import { provideElectron } from './electron.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const vitest = fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url));

const electron = await provideElectron({ virtualDisplay: true });
await provideMailPrograms({ say: console.error });
const display = await provideDisplay({ say: console.error, quiet: true });
const env = { ...process.env, ...display.environment, ELECTRON_PATH: electron.path, ELECTRON_VERSION: electron.version };
const tests = spawn(process.execPath, [vitest, 'run', ...process.argv.slice(2)], { cwd: root, stdio: 'inherit', env });
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => tests.kill(signal));
tests.on('close', (code) => {
  display.stop();
  console.error(`The tests ran on Electron ${electron.version} (${electron.source}), Node ${process.versions.node}.`);
  process.exitCode = code ?? 1;
});
