import type { TFunction } from 'i18next';
import type { ComponentType } from 'react';
import { AccountsSection } from '../accounts/AccountsSection.tsx';
import { AddressesSection } from './sections/AddressesSection.tsx';
import { AppearanceSection } from './sections/AppearanceSection.tsx';
import { InboxSection } from './sections/InboxSection.tsx';
import { StorageSection } from './sections/StorageSection.tsx';

interface SectionEntry {
  /** By which other views lead to it. */
  readonly id: string;
  readonly title: (t: TFunction) => string;
  readonly Section: ComponentType;
}

/** The sections of the settings, in their order. */
export const sections: readonly [SectionEntry, ...SectionEntry[]] = [
  { id: 'inbox', title: (t) => t('settings.inbox'), Section: InboxSection },
  { id: 'accounts', title: (t) => t('accounts.title'), Section: AccountsSection },
  { id: 'appearance', title: (t) => t('settings.appearance'), Section: AppearanceSection },
  { id: 'addresses', title: (t) => t('settings.addresses'), Section: AddressesSection },
  { id: 'storage', title: (t) => t('storage.title'), Section: StorageSection },
];
