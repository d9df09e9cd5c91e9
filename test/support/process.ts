import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { StringDecoder } from 'node:string_decoder';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const command = fileURLToPath(new URL('../../bin/restante.mjs', import.meta.url));

export type Line = Record<string, unknown> & { event?: string };

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A running `restante` command. Its standard output is read as JSON lines. */
export interface RestanteProcess {
  readonly child: ChildProcess;
  /** Every line so far. */
  readonly lines: Line[];
  /** Standard output so far. */
  stdout(): string;
  /** Standard error so far. */
  stderr(): string;
  /** The first line, from the given place on, for which the test holds; rejects when the process ends before it. */
  line(matches: (line: Line) => boolean, from?: number): Promise<Line>;
  readonly ended: Promise<Ended>;
  kill(signal?: NodeJS.Signals): Promise<Ended>;
}

/** Starts the real command in a process of its own, or what `within` becomes it; it is killed with the test. */
export const restante = (
  args: readonly string[],
  options: { input?: string | Buffer; within?: readonly string[] } = {},
): RestanteProcess => {
  const [program = process.execPath, ...before] = [...(options.within ?? []), process.execPath];
  const child = spawn(program, [...before, command, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  child.stdin.on('error', () => {});
  child.stdin.end(options.input ?? '');
  const lines: Line[] = [];
  const waiting = new Set<() => void>();
  let stdout = '';
  let stderr = '';
  let over = false;
  const wake = (): void => {
    for (const check of [...waiting]) check();
  };
  child.stderr.on('data', (data) => {
    stderr += data;
  });
  const decoder = new StringDecoder();
  child.stdout.on('data', (data) => {
    stdout += decoder.write(data);
  });
  createInterface({ input: child.stdout }).on('line', (text) => {
    // A process killed in the middle of a line leaves half of it.
    if (text.startsWith('{') && text.endsWith('}')) lines.push(JSON.parse(text));
    wake();
  });
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code, signal) => {
      over = true;
      wake();
      resolve({ code, signal });
    });
  });
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  return {
    child,
    lines,
    stdout: () => stdout,
    stderr: () => stderr,
    ended,
    line: (matches, from = 0) =>
      new Promise((resolve, reject) => {
        const check = (): void => {
          const found = lines.slice(from).find(matches);
          if (!found && !over) return;
          waiting.delete(check);
          if (found) resolve(found);
          else reject(new Error(`the process ended without that line\n${lines.map((l) => JSON.stringify(l)).join('\n')}\n${stderr}`));
        };
        waiting.add(check);
        check();
      }),
    async kill(signal = 'SIGTERM') {
      child.kill(signal);
      return ended;
    },
  };
};

/** Runs a command to its end. */
export const run = async (
  args: readonly string[],
  options: { input?: string | Buffer; within?: readonly string[] } = {},
): Promise<Ended & { lines: Line[]; stdout: string; stderr: string }> => {
  const started = restante(args, options);
  const ended = await started.ended;
  return { ...ended, lines: started.lines, stdout: started.stdout(), stderr: started.stderr() };
};
