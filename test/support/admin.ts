import { type Line, run } from './process.ts';
import type { Server } from './server.ts';

export interface Administered {
  readonly code: number | null;
  readonly lines: Line[];
  readonly stdout: string;
  readonly stderr: string;
}

/** `restante admin …` on a server to its end, whatever that is. */
export const admin = (server: Server, words: readonly string[], input?: string): Promise<Administered> =>
  run(['admin', ...words, '--server', server.http, '--token-file', server.adminTokenFile], input === undefined ? {} : { input });

/** The same with `--json`: its lines. @throws if it fails */
export const administer = async (server: Server, words: readonly string[], input?: string): Promise<Line[]> => {
  const { code, lines, stderr } = await admin(server, [...words, '--json'], input);
  if (code !== 0) throw new Error(`admin ${words.join(' ')} ended with ${code}: ${stderr}`);
  return lines;
};
