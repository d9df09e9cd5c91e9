import type { TFunction } from 'i18next';
import type { ComponentType } from 'react';
import { AccountsSection } from '../accounts/AccountsSection.tsx';
import { ServersSection } from '../servers/ServersSection.tsx';
import { AddressesSection } from './sections/AddressesSection.tsx';
import { AppearanceSection } from './sections/AppearanceSection.tsx';
import { DesktopSection } from './sections/DesktopSection.tsx';
import { DiagnosticsSection } from './sections/DiagnosticsSection.tsx';
import { InboxSection } from './sections/InboxSection.tsx';
import { NotificationsSection } from './sections/NotificationsSection.tsx';
import { ReadingSection } from './sections/ReadingSection.tsx';
import { ServerSection } from './sections/ServerSection.tsx';
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
  { id: 'servers', title: (t) => t('servers.title'), Section: ServersSection },
  { id: 'reading', title: (t) => t('reading.settings'), Section: ReadingSection },
  { id: 'notifications', title: (t) => t('desktop.notifications'), Section: NotificationsSection },
  { id: 'appearance', title: (t) => t('settings.appearance'), Section: AppearanceSection },
  { id: 'desktop', title: (t) => t('desktop.title'), Section: DesktopSection },
  { id: 'addresses', title: (t) => t('settings.addresses'), Section: AddressesSection },
  { id: 'server', title: (t) => t('bundled.title'), Section: ServerSection },
  { id: 'storage', title: (t) => t('storage.title'), Section: StorageSection },
  { id: 'diagnostics', title: (t) => t('desktop.diagnostics'), Section: DiagnosticsSection },
];
