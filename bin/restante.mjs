#!/usr/bin/env node
import { existsSync } from 'node:fs';

const commands = new URL('../dist/bin/commands/index.js', import.meta.url);
if (!existsSync(commands)) {
  process.stderr.write('restante: not built yet; run "npm run build" first.\n');
  process.exit(3);
}
const { main } = await import(commands.href);
await main(process.argv);
