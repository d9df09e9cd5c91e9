import type { Aim, Attack } from './attacks/attack.ts';
import { charsets, confusions } from './attacks/confusion.ts';
import { loads } from './attacks/loads.ts';
import { scripts } from './attacks/scripts.ts';

export type { Attack } from './attacks/attack.ts';

/** What is written to the console by code that should not have run. */
export const mark = 'it-ran-';

/** What the n-th attack aims at: its code writes its number, its addresses end in it. @param port on this computer, where requests are counted */
const aimOf = (n: number, port: number): Aim => ({
  js: `console.error(/${mark}${n}/)`,
  url: `http://tracker.example/t/${n}`,
  here: `http://127.0.0.1:${port}/t/${n}`,
});

/** Mails that try to run something, to lead somewhere or to tell that they were read. */
export const attacks = (port: number): Attack[] => {
  const tables = [...scripts, ...loads, ...confusions];
  const html = tables.map(([name, attempt], n) => ({ name, type: 'text/html; charset=utf-8', body: attempt(aimOf(n, port)) }));
  return [...html, ...charsets(aimOf(tables.length, port).js)].map((attack, n) => ({ ...attack, name: `${n} ${attack.name}` }));
};
