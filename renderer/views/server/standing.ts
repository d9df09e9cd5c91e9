import type { ServerEntry } from '../../../protocol/bridge.ts';

/** What a refusal or a silence means for whoever administers the server; `other`: it need not be so of the whole server. */
export const standingOf = (code: string, { own, tokens }: Pick<ServerEntry, 'own' | 'tokens'>) => {
  switch (code) {
    case 'server-unreachable':
      return own ? 'ownUnreachable' : 'unreachable';
    case 'token-missing':
    case 'token-unknown':
      if (own) return 'ownToken';
      return tokens.length === 0 ? 'none' : 'token';
    case 'token-scope':
      return own ? 'ownToken' : 'scope';
    case 'too-many-requests':
      return 'limited';
    default:
      return 'other';
  }
};
