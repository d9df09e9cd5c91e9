/** Where an attack of the corpus would be noticed. */
export interface Aim {
  /** Code that would be noticed if it ran; without quotes, brackets of tags and blanks. */
  readonly js: string;
  /** An address that counts who asks for it, by name. */
  readonly url: string;
  /** The same on this computer. */
  readonly here: string;
}

/** A mail that tries something. */
export interface Attack {
  readonly name: string;
  readonly type: string;
  readonly body: string | Uint8Array;
}

export type Attempt = (aim: Aim) => string;
/** A name, and what it tries. */
export type Table = readonly (readonly [name: string, attempt: Attempt])[];
