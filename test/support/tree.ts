import { type ChildProcess, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';

/** One file of every process on a Linux. */
const processes = (file: 'stat' | 'cmdline'): Map<number, string> => {
  const found = new Map<number, string>();
  for (const name of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      found.set(Number(name), readFileSync(`/proc/${name}/${file}`, 'utf8'));
    } catch {
      // It ended meanwhile.
    }
  }
  return found;
};

/** All processes on a Linux that have this argument. */
export const processesNaming = (argument: string): number[] =>
  [...processes('cmdline')].filter(([, line]) => line.split('\0').includes(argument)).map(([pid]) => pid);

/** From "pid (name, which may hold anything) state parent …". */
const parentIn = (stat: string): number => Number(stat.split(') ').at(-1)?.split(' ')[1]);

const descendants = (pid: number): number[] => {
  const all = [...processes('stat')];
  const below = (of: number): number[] => all.filter(([, stat]) => parentIn(stat) === of).flatMap(([child]) => [child, ...below(child)]);
  return below(pid);
};

const killNow = (pid: number): void => {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It is gone.
  }
};

/** Those of them that still run; one that only waits for its parent to look has ended. */
const alive = (pids: readonly number[]): number[] => {
  const all = processes('stat');
  return pids.filter((pid) => all.has(pid) && !/\) Z /.test(all.get(pid) ?? ''));
};

/** SIGKILL to a process and all it started; resolves when all of them have ended, and their locks with them. */
export const killTree = async (child: ChildProcess): Promise<void> => {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  const below = process.platform === 'linux' ? descendants(child.pid) : [];
  if (process.platform === 'win32') spawnSync('taskkill', ['/pid', String(child.pid), '/t', '/f']);
  // Playwright starts it as the leader of a process group.
  else for (const pid of [-child.pid, child.pid, ...below]) killNow(pid);
  await ended;
  while (below.length > 0 && alive(below).length > 0) await setTimeout(5);
};

/** SIGKILL to every process on a Linux that has this argument, and to all it started. */
export const killNaming = (argument: string): void => {
  if (process.platform !== 'linux') return;
  for (const pid of processesNaming(argument)) for (const one of [pid, ...descendants(pid)]) killNow(one);
};
