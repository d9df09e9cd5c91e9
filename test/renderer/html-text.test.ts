import fc from 'fast-check';
import { expect, test } from 'vitest';
import { textOfMarkup } from '../../renderer/html-text.ts';

test('paragraphs, lists and line breaks stand where they are seen', () => {
  expect(
    textOfMarkup(
      '<h1>Title</h1><p>One<br>two</p>\n<ul>\n <li>first</li>\n <li>second</li>\n</ul><table><tr><td>a</td><td>b</td></tr></table>',
    ),
  ).toBe('Title\n\nOne\ntwo\n\n• first\n• second\n\na b');
});

test('white space is one space, except where it is written out', () => {
  expect(textOfMarkup('<p>a \n\t b</p><pre>  x\n    y</pre>')).toBe('a b\n\n  x\n    y');
});

test('nothing of scripts, styles, comments, heads and attributes is read', () => {
  const html = `<!doctype html><html><head><title>t</title><style>p > a { }</style></head><body onload="x('>')">
    <!-- a > b --><script>if (1 < 2) alert("</p>")</script><p style='color:">"'>seen</p><svg><text>no</text></svg><noscript>no</noscript></body>`;
  expect(textOfMarkup(html)).toBe('seen');
});

test('what is no tag is text', () => {
  expect(textOfMarkup('1 < 2 and 3<4 <>')).toBe('1 < 2 and 3<4 <>');
});

test('an end that never comes swallows the rest, as in a browser', () => {
  expect(textOfMarkup('before<script>after')).toBe('before');
  expect(textOfMarkup('before<p title="after')).toBe('before');
});

test('any input is read to its end', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('<', '>', '"', '=', '/', '!--', '-->', 'p', 'pre', 'script', 'li', ' ', '\n', '\u0001', 'x')),
      (parts) => {
        const text = textOfMarkup(parts.join(''));
        expect(text.includes('\u0001') || text.includes('\u0002')).toBe(false);
      },
    ),
  );
});

test.each(['<a "', "<p ='", '<!--', '<pre> ', '<svg>', '\n ', '</'])('a megabyte of %j takes no time', (piece) => {
  // What looks again from every place takes longer than a test may.
  textOfMarkup(piece.repeat(Math.ceil(1_000_000 / piece.length)));
});
