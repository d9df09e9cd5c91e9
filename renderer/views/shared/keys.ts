import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { Language } from '../../strings/index.ts';

/** A key as it is printed on the keyboard, of one as Electron writes accelerators. */
export const keyNames = (t: TFunction, accelerator: string, mac: boolean): string =>
  accelerator
    .split('+')
    .map((part) => {
      switch (part) {
        case 'CmdOrCtrl':
          return mac ? '⌘' : t('key.ctrl');
        case 'Shift':
          return t('key.shift');
        case 'Delete':
          return mac ? '⌫' : t('key.del');
        case 'Enter':
          return t('key.enter');
        case 'Esc':
          return t('key.esc');
        default:
          return part;
      }
    })
    .join(' ');

/** The language that is shown. */
export const useLanguage = (): Language => (useTranslation().i18n.language === 'ja' ? 'ja' : 'en');
