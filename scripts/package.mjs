// Packages the app that `npm run build` made into a folder, as an installer would lay it out, with the
// Electron that this machine can have. For the tests and for a look; what ships comes from `npm run dist`.
// Takes the folder to write to (release/), and prints the executable on its last line.
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'electron-builder';
import { provideElectron } from './electron.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Electron's opener of other applications, and its version: an installer has neither. */
const removeLeftovers = async ({ appOutDir, packager }) => {
  await rm(join(packager.getResourcesDir(appOutDir), 'default_app.asar'), { force: true });
  await rm(join(appOutDir, 'version'), { force: true });
};

/** Where the person would click. */
const executableIn = ({ appOutDir, packager }) => {
  const name = packager.appInfo.productFilename;
  if (process.platform === 'darwin') return join(appOutDir, `${name}.app/Contents/MacOS/${name}`);
  return join(appOutDir, process.platform === 'win32' ? `${name}.exe` : packager.executableName);
};

let executable;
const electron = await provideElectron();
await build({
  projectDir: root,
  dir: true,
  publish: 'never',
  config: {
    extends: join(root, 'electron-builder.yml'),
    electronDist: electron.dist,
    electronVersion: electron.version,
    directories: { output: resolve(process.argv[2] ?? join(root, 'release')) },
    afterPack: async (context) => {
      await removeLeftovers(context);
      executable = executableIn(context);
    },
    // Playwright talks to the main process through --inspect.
    electronFuses: { enableNodeCliInspectArguments: true },
  },
});
console.log(executable);
