/** Messages of a server that are chosen, and downloaded, at once. */
export const chosenAtMost = 100_000;

const atServer = 'server:';

/** What stands where a message's account does, for one that is read at a server which is administered from here. */
export const placeAtServer = (server: string): string => `${atServer}${server}`;

/** The server of such a place; undefined: it is an account. */
export const serverOfPlace = (place: string): string | undefined => (place.startsWith(atServer) ? place.slice(atServer.length) : undefined);
