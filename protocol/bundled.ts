/** Between the app and its bundled server, which runs in a process of its own. */
export type ToServer =
  | {
      readonly kind: 'start';
      /** Data folder. */
      readonly data: string;
      /** Preferred addresses; where they are taken, free ones. */
      readonly http: string;
      readonly smtp: string;
    }
  | { readonly kind: 'stop' };

export type FromServer =
  | { readonly kind: 'ready'; readonly http: string; readonly smtp: string | null; readonly adminTokenFile: string }
  /** It cannot start; it ends after saying why. */
  | { readonly kind: 'refused'; readonly code: string; readonly message: string };
