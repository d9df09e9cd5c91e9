import { Menu } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Point } from './choosing.ts';

/** A menu at a place of the window. */
export const MenuAt = ({ at, label, onClose, children }: { at: Point; label: string; onClose(): void; children: ReactNode }) => (
  <Menu
    opened
    onClose={onClose}
    position="bottom-start"
    shadow="md"
    // A key elsewhere would close it, and the one that opens it is pressed elsewhere.
    clickOutsideEvents={['mousedown', 'touchstart']}
    returnFocus={false}
  >
    <Menu.Target>
      <button
        type="button"
        tabIndex={-1}
        aria-label={label}
        style={{ position: 'fixed', left: at.x, top: at.y, width: 0, height: 0, padding: 0, border: 0 }}
      />
    </Menu.Target>
    <Menu.Dropdown aria-label={label}>{children}</Menu.Dropdown>
  </Menu>
);
