import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { formatProblem, Problem, type ProblemCode, problems, statusOf } from '#restante/protocol/errors';

const codes = Object.keys(problems) as ProblemCode[];
const entry = (code: ProblemCode): { title: string; status?: number } => problems[code];

/** The rows of the tables in docs/ERRORS.md: code, status, what happened, what is safe, what to do. */
const explained = readFileSync(new URL('../../docs/ERRORS.md', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );

describe('the registry of error codes', () => {
  it('explains every code in docs/ERRORS.md, each once, and no other', () => {
    expect(explained.map(([code]) => code).toSorted()).toEqual(codes.map((code) => `\`${code}\``).toSorted());
  });

  it('has the statuses that docs/ERRORS.md tells', () => {
    const told = Object.fromEntries(explained.map(([code = '', status]) => [code.replaceAll('`', ''), status]));
    expect(told).toEqual(Object.fromEntries(codes.map((code) => [code, String(entry(code).status ?? '–')])));
  });

  it('says of each what happened, what is safe and what to do', () => {
    for (const row of explained) {
      expect(row).toHaveLength(5);
      for (const cell of row.slice(2)) expect(cell, row[0]).toMatch(/^[A-Z].{5,}\.$/);
    }
  });

  it.each(codes)('%s has a stable spelling, a title and a sane status', (code) => {
    const { status, title } = entry(code);
    expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(title).toMatch(/^[A-Z][^.]+$/);
    if (status !== undefined)
      expect([400, 401, 403, 404, 405, 408, 409, 410, 412, 413, 414, 416, 422, 429, 431, 500, 501, 503, 507]).toContain(status);
    expect(statusOf(code)).toBe(status ?? 500);
  });
});

describe('a problem', () => {
  it('leaves as an RFC 9457 document', () => {
    expect(formatProblem(new Problem('mailbox-unknown', 'There is no mailbox bob.'))).toEqual({
      type: 'about:blank',
      status: 404,
      title: 'There is no such mailbox',
      code: 'mailbox-unknown',
      detail: 'There is no mailbox bob.',
    });
  });

  it('keeps its cause to itself', () => {
    const cause = new Error('secret');
    const problem = new Problem('internal', 'The server failed.', { cause });
    expect(problem.cause).toBe(cause);
    expect(JSON.stringify(formatProblem(problem))).not.toContain('secret');
  });
});
