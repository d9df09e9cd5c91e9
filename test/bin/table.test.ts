import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { type Column, createTable, cut } from '#restante/bin/commands/table';
import { printable } from '#restante/bin/commands/words';

interface Row {
  readonly uid: string;
  readonly size: number;
  readonly from: string;
  readonly subject: string;
}
const columns: readonly Column<Row>[] = [
  { head: 'UID', text: (row) => row.uid },
  { head: 'SIZE', text: (row) => String(row.size), right: true, spare: true },
  { head: 'FROM', text: (row) => row.from, atLeast: 4 },
  { head: 'SUBJECT', text: (row) => row.subject, atLeast: 4 },
];
const row = (subject: string, from = 'ann', size = 1): Row => ({ uid: 'u1', size, from, subject });
const text = fc.string({ unit: 'binary', maxLength: 40 });

describe('a table', () => {
  it('stands in columns, also with wide letters', () => {
    const lay = createTable(columns, undefined);
    expect(lay([row('Hello', '経理部', 12_345), row('請求書', 'Bob')])).toEqual([
      'UID   SIZE  FROM    SUBJECT',
      'u1   12345  経理部  Hello',
      'u1       1  Bob     請求書',
    ]);
    expect(lay([row('again', 'c')])).toEqual(['u1       1  c       again']);
  });

  it('cuts what may be cut to the terminal, the widest first, and then leaves spare columns out', () => {
    const wide = row('A subject that does not end', 'Somebody', 12);
    expect(createTable(columns, 30)([wide])).toEqual(['UID  SIZE  FROM      SUBJECT', 'u1     12  Somebody  A subjec…']);
    expect(createTable(columns, 17)([wide])).toEqual(['UID  FROM   SUBJ…', 'u1   Some…  A su…']);
  });

  it('never is wider than the terminal, and never cut without one', () => {
    const rows = fc.array(fc.record({ uid: fc.constant('u1'), size: fc.nat(), from: text, subject: text }));
    fc.assert(
      fc.property(rows, fc.integer({ min: 10, max: 120 }), (list, cells) => {
        for (const line of createTable(columns, cells)(list)) expect(stringWidth(line)).toBeLessThanOrEqual(cells);
        expect(createTable(columns, undefined)(list).join('\n')).not.toContain('…');
      }),
    );
  });

  it('obeys nothing that a stranger wrote', () => {
    const evil = ['\u001b]0;title\u0007', '\u009b31m', 'two\r\nlines', 'back\u0008\u007f', '\u202egnp.exe', '\u2028', '\u0000'];
    for (const line of createTable(columns, undefined)(evil.map((subject) => row(subject))))
      expect(line).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e]/u);
    fc.assert(
      fc.property(text, (any) => {
        expect(printable(any)).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u);
      }),
    );
  });

  it('cuts between letters, never within one', () => {
    expect(cut('請求書', 6)).toBe('請求書');
    expect(cut('請求書', 5)).toBe('請求…');
    expect(cut('請求書', 4)).toBe('請…');
    expect(cut('e\u0301e\u0301e\u0301', 2)).toBe('e\u0301…');
  });
});
