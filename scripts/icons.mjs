// Draws the icons anew from build/icon.svg; they are committed.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startApp } from './start.mjs';

const profile = mkdtempSync(join(tmpdir(), 'restante-icons-'));
process.exitCode = await startApp([`--user-data-dir=${profile}`], { folder: fileURLToPath(new URL('icons', import.meta.url)) });
rmSync(profile, { recursive: true, force: true });
