import { z } from 'zod';

/*
 * Where the window was, and where it may be again. Pure. All in the units of Electron's screen, which hides what a screen scales by.
 */

const boundsSchema = z.object({ x: z.int(), y: z.int(), width: z.int().positive(), height: z.int().positive() });
export type Bounds = Readonly<z.infer<typeof boundsSchema>>;

const stateSchema = z.object({
  /** Of the window when it fills no screen. */
  bounds: boundsSchema.nullable(),
  maximized: z.boolean(),
  /** The reader was told that the app goes on when its window is closed. */
  toldOfRunning: z.boolean(),
});
export type WindowState = Readonly<z.infer<typeof stateSchema>>;

export const usual = { width: 1_280, height: 800 };
export const least = { width: 640, height: 480 };

export const initialState: WindowState = { bounds: null, maximized: false, toldOfRunning: false };

export const readState = (read: unknown): WindowState => {
  const parsed = stateSchema.safeParse(read);
  return parsed.success ? parsed.data : initialState;
};

/** So much of the window, from its upper edge, must lie on a screen: enough to see it and to take hold of it. */
const grip = { width: 120, height: 40 };

const overlap = (a: number, lengthA: number, b: number, lengthB: number): number => Math.min(a + lengthA, b + lengthB) - Math.max(a, b);

const within = (value: number, min: number, max: number): number => Math.max(min, Math.min(value, max));

/**
 * Where to open the window: where it was, if a screen is still there, else in its old size in the middle of the first one.
 * @param areas what is free of each screen, the first one being where new windows go
 */
export const placeOn = (
  saved: Bounds | null,
  areas: readonly Bounds[],
): { readonly width: number; readonly height: number; readonly x?: number; readonly y?: number } => {
  const [first] = areas;
  if (!saved)
    return first
      ? { width: within(usual.width, least.width, first.width), height: within(usual.height, least.height, first.height) }
      : usual;
  const sizeOn = (area: Bounds) => ({
    width: within(saved.width, least.width, Math.max(least.width, area.width)),
    height: within(saved.height, least.height, Math.max(least.height, area.height)),
  });
  const area = areas.find(
    (one) =>
      overlap(saved.x, sizeOn(one).width, one.x, one.width) >= grip.width &&
      // The bar that a window is taken hold of by is at its top.
      saved.y >= one.y &&
      overlap(saved.y, grip.height, one.y, one.height) >= grip.height,
  );
  const size = sizeOn(area ?? first ?? saved);
  return area ? { ...size, x: saved.x, y: saved.y } : size;
};
