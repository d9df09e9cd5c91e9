import { type ChildProcess, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';

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

/** SIGKILL to a process and all it started; resolves when it has ended. */
export const killTree = async (child: ChildProcess): Promise<void> => {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  if (process.platform === 'win32') spawnSync('taskkill', ['/pid', String(child.pid), '/t', '/f']);
  else {
    const below = process.platform === 'linux' ? descendants(child.pid) : [];
    // Playwright starts it as the leader of a process group.
    for (const pid of [-child.pid, child.pid, ...below]) killNow(pid);
  }
  await ended;
};

/** SIGKILL to every process on a Linux that has this argument, and to all it started. */
export const killNaming = (argument: string): void => {
  if (process.platform !== 'linux') return;
  for (const pid of processesNaming(argument)) for (const one of [pid, ...descendants(pid)]) killNow(one);
};
