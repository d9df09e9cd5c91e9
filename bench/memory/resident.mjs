// Resident memory of another process, from /proc.
import { readFileSync } from 'node:fs';

/** Bytes. */
export const residentOf = (pid) => {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
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
