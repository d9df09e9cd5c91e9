import fc from 'fast-check';
import { expect, test } from 'vitest';
import { previewOf } from '#restante/main/inbox/preview';

test('a preview is how a text begins, on one line', () => {
  expect(previewOf('Hello,\r\n\r\n  the figures\tare there.\n')).toBe('Hello, the figures are there.');
  expect(previewOf('> You wrote\n> that\n\nYes.\n-- \nAnn')).toBe('Yes. Ann');
  expect(previewOf('==========\nNEWS\n==========\nMore inside')).toBe('NEWS More inside');
  expect(previewOf('いつもお世話に\nなっております。')).toBe('いつもお世話に なっております。');
  expect(previewOf('\u200b\u200c \ufeff')).toBe('');
});

test('it is short and well formed, whatever the text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
      const preview = previewOf(text);
      expect(preview.length).toBeLessThanOrEqual(160);
      expect(preview).not.toMatch(/[\r\n\t]/);
      expect(preview.isWellFormed() || !text.isWellFormed()).toBe(true);
    }),
  );
});
