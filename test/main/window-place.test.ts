import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { initialState, least, placeOn, readState } from '#restante/main/window/place';

const screen = { x: 0, y: 0, width: 1_920, height: 1_080 };
const beside = { x: 1_920, y: 200, width: 1_280, height: 1_024 };

describe('where the window opens', () => {
  test('where it was, while a screen is there', () => {
    const saved = { x: 2_000, y: 300, width: 900, height: 640 };
    expect(placeOn(saved, [screen, beside])).toEqual(saved);
    expect(placeOn(saved, [screen])).toEqual({ width: 900, height: 640 });
    expect(placeOn({ ...saved, x: -5_000 }, [screen])).toEqual({ width: 900, height: 640 });
    // Its upper edge is what it is moved by.
    expect(placeOn({ ...saved, x: 100, y: -30 }, [screen])).toEqual({ width: 900, height: 640 });
  });

  test('no larger than the screen, and no smaller than it can be used', () => {
    expect(placeOn({ x: 0, y: 0, width: 5_000, height: 5_000 }, [screen])).toMatchObject({ width: 1_920, height: 1_080 });
    expect(placeOn({ x: 0, y: 0, width: 10, height: 10 }, [screen])).toMatchObject(least);
    expect(placeOn(null, [{ ...screen, width: 1_024, height: 700 }])).toEqual({ width: 1_024, height: 700 });
  });

  const bounds = fc.record({
    x: fc.integer({ min: -20_000, max: 20_000 }),
    y: fc.integer({ min: -20_000, max: 20_000 }),
    width: fc.integer({ min: 1, max: 20_000 }),
    height: fc.integer({ min: 1, max: 20_000 }),
  });
  test('whatever was kept and whatever screens there are, it can be seen and taken hold of', () => {
    fc.assert(
      fc.property(fc.option(bounds), fc.array(bounds, { minLength: 1, maxLength: 4 }), (saved, areas) => {
        const { x, y, width, height } = placeOn(saved, areas);
        expect(width).toBeGreaterThanOrEqual(least.width);
        expect(height).toBeGreaterThanOrEqual(least.height);
        if (x === undefined || y === undefined) return;
        const isOn = areas.some((area) => x + width > area.x && x < area.x + area.width && y >= area.y && y < area.y + area.height);
        expect(isOn).toBe(true);
      }),
    );
  });
});

test('what stands in the file and is no state of a window is as if nothing stood there', () => {
  for (const read of [
    undefined,
    null,
    7,
    [],
    {},
    { bounds: { x: 1 }, maximized: 'yes' },
    { ...initialState, bounds: { x: 0.5, y: 0, width: 1, height: 1 } },
  ])
    expect(readState(read)).toEqual(initialState);
  fc.assert(fc.property(fc.anything(), (read) => void readState(read)));
});
