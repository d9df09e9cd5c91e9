/**
 * Whether nobody stands anywhere: what had the focus is gone, or goes with the dialog that asked for it. Whoever took it away
 * then says where to go on from.
 */
export const isLeftBehind = (): boolean => {
  const { activeElement } = document;
  return activeElement === null || activeElement === document.body || activeElement.closest('[role="dialog"]') !== null;
};
