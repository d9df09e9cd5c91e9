import { describe, expect, test } from 'vitest';
import { sheetColours } from '../../renderer/theme.ts';

/** Of sRGB, as WCAG 2.2 has it. */
const luminance = (colour: string): number => {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};
const contrast = (one: string, other: string): number => {
  const [dark = 0, bright = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (bright + 0.05) / (dark + 0.05);
};

const grounds = ['surface', 'sunken', 'raised', 'hover', 'accent-soft', 'full-soft', 'mark'] as const;
/** Grounds that nothing but what they are for stands on: no sign of a fault, of success, or of another thing. */
const plain = ['surface', 'sunken', 'raised', 'hover'] as const;

test('the measure is that of WCAG', () => {
  expect(contrast('#000000', '#ffffff')).toBe(21);
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
});

describe.each(Object.entries(sheetColours))('%s', (_, colours) => {
  test.each(grounds)('text on %s is at least 7:1', (ground) => {
    expect(contrast(colours.text, colours[ground])).toBeGreaterThanOrEqual(7);
  });
  test.each([...plain, 'accent-soft'] as const)('dimmed text and the accent on %s are at least 4.5:1', (ground) => {
    for (const name of ['dim', 'accent'] as const) expect(contrast(colours[name], colours[ground]), name).toBeGreaterThanOrEqual(4.5);
  });
  test.each(plain)('what is told by a colour on %s is at least 4.5:1', (ground) => {
    for (const name of ['danger', 'full', 'done'] as const)
      expect(contrast(colours[name], colours[ground]), name).toBeGreaterThanOrEqual(4.5);
  });
  test('what stands on its own ground is at least 4.5:1', () => {
    expect(contrast(colours['on-accent'], colours.accent)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(colours.full, colours['full-soft'])).toBeGreaterThanOrEqual(4.5);
    expect(contrast(colours.surface, colours.danger)).toBeGreaterThanOrEqual(4.5);
  });
  test.each(plain)('the edge of a control on %s is at least 3:1', (ground) => {
    expect(contrast(colours.control, colours[ground])).toBeGreaterThanOrEqual(3);
  });
});
