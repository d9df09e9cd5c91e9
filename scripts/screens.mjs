// Photographs the real window in every state: scripted mail, the real server, both themes, both languages.
// All of them go to screens/, the chosen ones also to docs/screens/. With a word, only the states whose
// name has it: `npm run screens -- inbox`.
import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createProfile } from './drive/app.mjs';
import { provideDisplay } from './electron/system.mjs';
import { provideElectron } from './electron.mjs';
import { ordinaryLife } from './screens/ordinary.mjs';
import { longLife, rareLife } from './screens/rare.mjs';
import { serverLife } from './screens/server.mjs';
import { all, failures } from './screens/stage.mjs';

const kept = fileURLToPath(new URL('../docs/screens/', import.meta.url));

/** What the documents show. */
const chosen = [
  'first-start.en-light',
  'inbox.en-light',
  'inbox.ja-dark',
  'unread.ja-light',
  'image.en-dark',
  'attachments.ja-light',
  'full.en-light',
  'make-room.ja-dark',
  'settings.en-dark',
  'server-overview.en-light',
  'server-processed.ja-dark',
  'server-preview.en-light',
  'server-activity.en-dark',
  'keys.en-light',
  'offline.ja-dark',
  'hundred-thousand.en-light',
  'inbox-small.en-dark',
  'search.en-light',
  'compose.ja-light',
  'palette.en-dark',
];

const wanted = process.argv[2] ?? '';
const electron = await provideElectron({ fonts: true, virtualDisplay: true });
const display = await provideDisplay({ say: console.error, quiet: true });
const machine = { electron, display };
// The ports that a reader's app would have.
const profiles = [await createProfile({ ports: [7425, 7426] }), await createProfile(), await createProfile(), await createProfile()];
try {
  if (wanted === '') rmSync(all, { recursive: true, force: true });
  mkdirSync(all, { recursive: true });
  mkdirSync(kept, { recursive: true });
  for (const [at, life] of [ordinaryLife, rareLife, longLife, serverLife].entries()) await life(machine, profiles[at].folder, wanted);
  for (const name of chosen.filter((one) => one.includes(wanted)))
    if (existsSync(`${all}${name}.png`)) cpSync(`${all}${name}.png`, `${kept}${name}.png`);
  for (const failure of failures) console.error(`not photographed: ${failure}`);
  if (failures.length > 0) process.exitCode = 1;
} finally {
  for (const { remove } of profiles) remove();
  display.stop();
}
