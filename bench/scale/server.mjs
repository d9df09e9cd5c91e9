// The real server in a process of its own, asked by its administrator.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { request } from 'undici';

const command = fileURLToPath(new URL('../../bin/restante.mjs', import.meta.url));

export const startServerIn = async (data) => {
  const before = performance.now();
  const args = [command, 'server', '--data', data, '--http', '127.0.0.1:0', '--smtp', 'off', '--json', '--log-level', 'error'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(createInterface({ input: child.stdout }), 'line', { signal: AbortSignal.timeout(120_000) });
  const readyAfter = performance.now() - before;
  const { http, adminTokenFile } = JSON.parse(line);
  const authorization = `Bearer ${(await readFile(adminTokenFile, 'utf8')).trim()}`;
  return {
    http,
    /** ms */
    readyAfter,
    async ask(method, path, value) {
      const headers = { authorization, ...(typeof value === 'string' && { 'content-type': 'text/plain' }) };
      const sent = value === undefined ? null : typeof value === 'string' ? value : JSON.stringify(value);
      const { statusCode, body } = await request(`${http}${path}`, { method, headers, body: sent });
      const text = await body.text();
      if (statusCode >= 300) throw new Error(`${method} ${path}: ${statusCode} ${text}`);
      return text.startsWith('{') ? JSON.parse(text) : text;
    },
    async stop() {
      child.kill('SIGTERM');
      if (child.exitCode === null) await once(child, 'exit');
    },
  };
};
