/** Sizes in which a message is shown; 1 is its own. */
const steps = [0.5, 0.67, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2, 2.5, 3];

/** The next size up or down; the same at either end. */
export const stepZoom = (zoom: number, by: 1 | -1): number =>
  (by === 1 ? steps.find((step) => step > zoom + 0.001) : steps.findLast((step) => step < zoom - 0.001)) ?? zoom;
