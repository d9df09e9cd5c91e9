// Compiles the sources to dist/, builds the window to dist/renderer/ and puts the SQL migrations beside the code that runs them.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, rmSync } from 'node:fs';

const root = new URL('..', import.meta.url);

rmSync(new URL('dist', root), { recursive: true, force: true });
const run = (command) => {
  const { status } = spawnSync(command, { cwd: root, stdio: 'inherit', shell: true });
  if (status !== 0) process.exit(status ?? 1);
};
run('npx tsc -p tsconfig.build.json');
run('npx vite build --config renderer/vite.config.ts --logLevel warn');
// What the window needs beside its bundle to show a PDF: tables and fonts that are not in every file, decoders without WebAssembly.
const pdf = (path) =>
  cpSync(new URL(`node_modules/pdfjs-dist/${path}`, root), new URL(`dist/renderer/pdf/${path}`, root), { recursive: true });
for (const path of ['cmaps', 'standard_fonts', 'wasm/openjpeg_nowasm_fallback.js', 'wasm/jbig2_nowasm_fallback.js']) pdf(path);
for (const folder of ['storage', 'server/store', 'main/inbox']) {
  const migrations = new URL(`${folder}/migrations`, root);
  if (existsSync(migrations)) cpSync(migrations, new URL(`dist/${folder}/migrations`, root), { recursive: true });
}
