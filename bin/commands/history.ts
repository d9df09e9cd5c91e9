import type { ApiStatus } from '../../protocol/api.ts';
import { localTime, printable } from './words.ts';

/* What happened to a message, in words. */

type Detail = Readonly<Record<string, unknown>>;

const wordOf = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : JSON.stringify(value));

/** Everything that was noted with a step; strangers may have written some of it. */
export const detailWords = (detail: Detail | null | undefined): string => {
  const { by, rule, reason, ...rest } = detail ?? {};
  const words = [
    ...(by === undefined ? [] : [`by ${wordOf(by)}`]),
    ...(rule === undefined ? [] : [`by the rule ${wordOf(rule)}`]),
    ...(reason === undefined ? [] : [`because "${wordOf(reason)}"`]),
    ...Object.entries(rest).flatMap(([name, value]) => (value === undefined ? [] : [`${name} ${wordOf(value)}`])),
  ];
  return printable(words.join(', '));
};

/** A line a step, the copies that other mailboxes got behind it and further in. */
export const timeline = ({ history, forwarded }: Pick<ApiStatus, 'history' | 'forwarded'>, indent = ''): string[] => {
  const lines = history.map(({ kind, at, detail }) => `${indent}${localTime(at)}  ${kind.padEnd(11)}  ${detailWords(detail)}`.trimEnd());
  if (!forwarded) return lines;
  const { uid, mailbox, state } = forwarded;
  return [...lines, `${indent}  in ${mailbox} it is ${state}, as ${uid}:`, ...timeline(forwarded, `${indent}  `)];
};
