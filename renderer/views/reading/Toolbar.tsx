import { ActionIcon, Menu, Tooltip } from '@mantine/core';
import {
  IconArrowBackUp,
  IconCornerUpLeft,
  IconCornerUpRight,
  IconDots,
  IconLock,
  IconLockOpen,
  IconMail,
  IconMailOpened,
  IconTrash,
  IconZoomIn,
  IconZoomOut,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { commandWords } from '../../../protocol/command-words.ts';
import type { Command } from '../../../protocol/commands.ts';
import { useApp } from '../../state/app.ts';
import { useValue } from '../../state/value.ts';
import { ActButton } from '../shared/ActButton.tsx';
import { useLanguage } from '../shared/keys.ts';
import classes from './ReadingPane.module.css';
import { stepZoom } from './zoom.ts';

export interface PaneActs {
  /** What "read" and "protect" would do to the selection. */
  canRead: boolean;
  canProtect: boolean;
  deletedFolder: boolean;
  onRead(): void;
  onProtect(): void;
  onRemove(): void;
}

/** The size in which a message is shown. */
export interface Zoom {
  readonly zoom: number;
  onZoom(zoom: number): void;
}

/** The commands of the menu behind the dots, as far as they are offered. */
const more: readonly Command[] = ['remoteContent', 'save', 'saveAttachments', 'print', 'headers', 'source'];

/** Whether a mail with a layout is shown with it. */
export interface Layout {
  readonly asText: boolean;
  onText(asText: boolean): void;
}

const More = ({ zoom, onZoom, layout }: Zoom & { layout: Layout | null }) => {
  const { t } = useTranslation();
  const words = commandWords[useLanguage()];
  const { commands } = useApp();
  const offered = useValue(commands.offered);
  return (
    <Menu position="bottom-end" withinPortal portalProps={{ target: '#overlays' }} transitionProps={{ duration: 100 }}>
      <Tooltip label={t('reading.more')}>
        <Menu.Target>
          <ActionIcon className={classes.dots} aria-label={t('reading.more')}>
            <IconDots size={18} stroke={1.6} aria-hidden />
          </ActionIcon>
        </Menu.Target>
      </Tooltip>
      <Menu.Dropdown>
        {layout && (
          <Menu.Item onClick={() => layout.onText(!layout.asText)}>{t(layout.asText ? 'reading.asLayout' : 'reading.asText')}</Menu.Item>
        )}
        {more
          .filter((command) => offered.has(command))
          .map((command) => (
            <Menu.Item key={command} onClick={() => commands.run(command)}>
              {words[command]}
            </Menu.Item>
          ))}
        <Menu.Divider />
        <Menu.Item closeMenuOnClick={false} leftSection={<IconZoomIn size={16} aria-hidden />} onClick={() => onZoom(stepZoom(zoom, 1))}>
          {t('reading.zoomIn')}
        </Menu.Item>
        <Menu.Item closeMenuOnClick={false} leftSection={<IconZoomOut size={16} aria-hidden />} onClick={() => onZoom(stepZoom(zoom, -1))}>
          {t('reading.zoomOut')}
        </Menu.Item>
        {zoom !== 1 && <Menu.Item onClick={() => onZoom(1)}>{t('reading.zoomReset')}</Menu.Item>}
      </Menu.Dropdown>
    </Menu>
  );
};

/** What can be done with the open message, or with all that are selected; `opened` only with one. */
export const Toolbar = ({ acts, opened }: { acts: PaneActs; opened?: Zoom & { layout: Layout | null } }) => {
  const { t } = useTranslation();
  const words = commandWords[useLanguage()];
  const { commands } = useApp();
  const offered = useValue(commands.offered);
  return (
    <div className={classes.acts} role="toolbar" aria-label={t('message.label')}>
      {offered.has('reply') && <ActButton icon={IconCornerUpLeft} name={words.reply} shortcut="R" onClick={() => commands.run('reply')} />}
      {offered.has('forward') && (
        <ActButton icon={IconCornerUpRight} name={words.forward} shortcut="F" onClick={() => commands.run('forward')} />
      )}
      <ActButton
        icon={acts.canProtect ? IconLock : IconLockOpen}
        name={acts.canProtect ? t('act.protect') : t('act.unprotect')}
        shortcut="S"
        pressed={!acts.canProtect}
        onClick={acts.onProtect}
      />
      <ActButton
        icon={acts.canRead ? IconMailOpened : IconMail}
        name={acts.canRead ? t('act.read') : t('act.unread')}
        shortcut="M"
        onClick={acts.onRead}
      />
      {acts.deletedFolder ? (
        <ActButton icon={IconArrowBackUp} name={t('act.restore')} onClick={acts.onRemove} />
      ) : (
        <ActButton icon={IconTrash} name={t('act.delete')} shortcut="Delete" danger onClick={acts.onRemove} />
      )}
      {opened && <More {...opened} />}
    </div>
  );
};
