// Compiles what runs in Node: every module of ours to a file of its own in dist/, every package to one of its own beside
// them. A process starts in half the time when it need not open hundreds of small files (docs/adr/0055).
import { readdirSync } from 'node:fs';
import { isAbsolute, join, relative } from 'node:path';
import { rolldown } from 'rolldown';

/** What finds files of its own beside itself, or is Electron's: loaded from node_modules. */
const external = [/^electron$/, /^@photostructure\/sqlite/, /^pino/];

const sourcesIn = (root) =>
  ['bin/commands', 'main', 'protocol', 'server', 'storage'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true })
      .filter((file) => /\.c?ts$/.test(file))
      .map((file) => join(folder, file)),
  );

/** The package that a module is of; undefined: it is ours. */
const packageOf = (id) => /.*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/.exec(id)?.[1]?.replaceAll('\\', '/');

const bundle = async (root, sources, output) => {
  const built = await rolldown({
    cwd: root,
    input: Object.fromEntries(sources.map((source) => [source.replace(/\.c?ts$/, ''), source])),
    platform: 'node',
    external,
    // depd names its callers by it, and takes no word from outside.
    checks: { eval: false },
    // The same as an ES module and as what it was compiled to: the former is bundled.
    resolve: { mainFields: ['module', 'main'] },
    tsconfig: join(root, 'tsconfig.json'),
  });
  await built.write({ dir: join(root, 'dist'), sourcemap: true, ...output });
  await built.close();
};

/** @param {string} root of the project */
export const bundleSources = async (root) => {
  const sources = sourcesIn(root);
  await bundle(
    root,
    sources.filter((source) => source.endsWith('.ts')),
    {
      format: 'esm',
      entryFileNames: '[name].js',
      // Beside its entry: what it finds by its own address is there.
      chunkFileNames: ({ name, moduleIds }) => {
        const own = moduleIds.find((id) => packageOf(id) === undefined && isAbsolute(id));
        return own ? `${relative(root, own).replaceAll('\\', '/').replace(/\.ts$/, '')}.module.js` : `${name}.js`;
      },
      codeSplitting: { groups: [{ debugName: 'packages', name: (id) => packageOf(id) && `packages/${packageOf(id)}` }] },
    },
  );
  // A sandboxed preload is CommonJS.
  await bundle(
    root,
    sources.filter((source) => source.endsWith('.cts')),
    { format: 'cjs', entryFileNames: '[name].cjs' },
  );
};
