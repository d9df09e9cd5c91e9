import i18next, { type PostProcessorModule } from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Settings } from '../../protocol/bridge.ts';
import { type English, en } from './en.ts';
import { ja } from './ja.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: English };
  }
}

export type Language = 'en' | 'ja';

/** The language to show: the chosen one, or the system's if it is spoken here. */
export const languageOf = (setting: Settings['language'], locale: string): Language => {
  if (setting !== 'system') return setting;
  return locale.toLowerCase().startsWith('ja') ? 'ja' : 'en';
};

/** How numbers and times are written: as the system does, if it speaks the language that is shown. */
export const localeOf = (language: Language, locale: string): string =>
  locale.toLowerCase().startsWith(language) ? locale : language === 'en' ? 'en-GB' : 'ja-JP';

/** Japanese parts a number from its counter by a space. No line ends there. */
const numbers: PostProcessorModule = {
  type: 'postProcessor',
  name: 'numbers',
  process: (words: string) => words.replace(/([\d%]) (?=[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}])/gu, '$1\u00a0'),
};

/** Loads the words. They are few: both languages are there from the start, and switching takes no time. */
export const startStrings = async (language: Language): Promise<void> => {
  await i18next
    .use(initReactI18next)
    .use(numbers)
    .init({
      postProcess: numbers.name,
      lng: language,
      fallbackLng: 'en',
      resources: { en: { translation: en }, ja: { translation: ja } },
      // React escapes by itself.
      interpolation: { escapeValue: false },
      react: { useSuspense: false },
    });
};

export const changeLanguage = (language: Language): void => void i18next.changeLanguage(language);
