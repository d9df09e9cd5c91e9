import type { TFunction } from 'i18next';

/** Sentences one after the other, as the language has them: a space in between, or in Japanese nothing. What is not said is left out. */
export const sentences = (t: TFunction, ...parts: readonly (string | false | null | undefined)[]): string =>
  parts.filter(Boolean).join(t('between'));
