import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

/** A script in a Node process of its own, so that it can be killed as a whole. */
export interface RunningScript {
  readonly child: ChildProcess;
  /** Whole lines of its standard output so far. */
  readonly lines: readonly string[];
  /** Resolves as soon as there are so many lines; rejects if it ends before. */
  printed(count: number): Promise<void>;
  /** Ends it at once, as a power cut would, and waits until it is gone. */
  kill(): Promise<void>;
}

export const runScript = (script: URL, args: readonly string[]): RunningScript => {
  const child = spawn(process.execPath, [fileURLToPath(script), ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  let stderr = '';
  let over = false;
  child.stderr.on('data', (data) => {
    stderr += data;
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line);
    for (const check of [...waiting]) check();
  });
  const ended = new Promise<void>((resolve) => {
    child.on('close', () => {
      over = true;
      for (const check of [...waiting]) check();
      resolve();
    });
  });
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
  };
  onTestFinished(kill);
  return {
    child,
    lines,
    kill,
    printed: (count) =>
      new Promise((resolve, reject) => {
        const check = (): void => {
          if (lines.length < count && !over) return;
          waiting.delete(check);
          if (lines.length >= count) resolve();
          else reject(new Error(`the script ended after ${lines.length} lines\n${stderr}`));
        };
        waiting.add(check);
        check();
      }),
  };
};
