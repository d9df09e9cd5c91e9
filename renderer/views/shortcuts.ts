import { useEffect, useRef } from 'react';
import { useApp } from '../state/app.ts';

export type Shortcut =
  | 'next'
  | 'previous'
  | 'next-unread'
  | 'previous-unread'
  | 'read'
  | 'protect'
  | 'delete'
  | 'undo'
  | 'fetch'
  | 'settings'
  | 'help';

const plain: Readonly<Record<string, Shortcut>> = {
  j: 'next',
  k: 'previous',
  n: 'next-unread',
  p: 'previous-unread',
  m: 'read',
  s: 'protect',
  Delete: 'delete',
  F5: 'fetch',
  '?': 'help',
};
const withControl: Readonly<Record<string, Shortcut>> = { z: 'undo', ',': 'settings' };

/** Where keys mean letters, or something of their own. */
const takesKeys = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable], [role="dialog"]') !== null;

/** Carries out the keys that work everywhere in the window. A view gives only those that make sense in it. */
export const useShortcuts = (acts: Partial<Record<Shortcut, () => void>>): void => {
  // On a Mac the key named Delete is what others call Backspace.
  const mac = useApp().info.platform === 'darwin';
  const current = useRef(acts);
  useEffect(() => {
    current.current = acts;
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing || event.altKey || takesKeys(event.target)) return;
      const control = event.ctrlKey || event.metaKey;
      if (control && event.shiftKey) return;
      const pressed = event.key.length === 1 ? event.key.toLowerCase() : event.key;
      const key = mac && pressed === 'Backspace' ? 'Delete' : pressed;
      const shortcut = (control ? withControl : plain)[key];
      const act = shortcut && current.current[shortcut];
      if (!act) return;
      event.preventDefault();
      act();
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, [mac]);
};
