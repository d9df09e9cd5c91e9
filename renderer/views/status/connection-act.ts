import type { Connection } from '../../../protocol/bridge.ts';

/** What the reader can do about how the connection stands. */
export type ConnectionAct =
  | 'fetch'
  | 'tryNow'
  | 'tryAgain'
  /** Makes this device the one of the mailbox. */
  | 'takeOver'
  /** The app's own server lets this computer in again, with a new token, and makes its mailbox if it is gone. */
  | 'restartServer'
  /** The token of another server's account is entered there. */
  | 'settings'
  /** What stays at the server is listed there. */
  | 'waiting';

/** @param own the account is of the app's own server. Null: nothing is to be done, or it stands elsewhere, as making room does. */
export const actOf = (connection: Connection, own: boolean): ConnectionAct | null => {
  switch (connection.kind) {
    case 'connecting':
    case 'fetching':
    case 'full':
      return null;
    case 'idle':
      return 'fetch';
    case 'deferred':
      return 'waiting';
    case 'offline':
      return 'tryNow';
    case 'refused':
      if (connection.code === 'other-device') return 'takeOver';
      return own ? 'restartServer' : /^(token|mailbox)-/.test(connection.code) ? 'settings' : 'tryAgain';
    case 'failing':
      // Only of a server that was not let start nothing is known of when it tries again.
      return connection.retryAt === 0 ? 'restartServer' : 'tryNow';
  }
};
