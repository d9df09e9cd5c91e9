/**
 * A button that does nothing for now, shown so; whoever handles the press ignores it. Unlike one that is `disabled`, it keeps the
 * focus: nobody who stands on it is thrown back to the beginning of the page.
 */
export const inert = (off: boolean): { 'aria-disabled'?: true; 'data-disabled'?: true } =>
  off ? { 'aria-disabled': true, 'data-disabled': true } : {};
