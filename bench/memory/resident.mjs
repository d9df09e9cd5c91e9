// Resident memory of another process, from /proc: its own, without the code of Node, which the system shares and keeps as it likes.
import { existsSync, readFileSync } from 'node:fs';

/** Bytes; 0 of a process that has ended. */
export const residentOf = (pid) => {
  const file = `/proc/${pid}/status`;
  const [, kilobytes = 0] = /^RssAnon:\s+(\d+) kB$/m.exec(existsSync(file) ? readFileSync(file, 'utf8') : '') ?? [];
  return Number(kilobytes) * 1_024;
};

/** The most that the process holds while the work is done, looked at every 50 ms; and how long it takes. */
export const watchResident = async (pid, work) => {
  let peak = residentOf(pid);
  const look = () => {
    peak = Math.max(peak, residentOf(pid));
  };
  const timer = setInterval(look, 50);
  const before = performance.now();
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  look();
  return { peak, seconds: (performance.now() - before) / 1_000 };
};
