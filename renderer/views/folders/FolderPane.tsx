import {
  IconActivity,
  IconChartHistogram,
  IconChecks,
  IconClockHour4,
  IconDevices,
  IconEdit,
  IconHourglass,
  IconInbox,
  IconLock,
  IconMail,
  IconMailbox,
  IconMailOff,
  IconPencil,
  IconSend,
  IconSettings,
  IconTrash,
  type TablerIcon,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { commandWords } from '../../../protocol/command-words.ts';
import { useApp } from '../../state/app.ts';
import { useLetterCounts } from '../../state/letter-list.ts';
import { useServerTotals } from '../../state/server-totals.ts';
import { totalOf, useFolders } from '../../state/together.ts';
import { useValue } from '../../state/value.ts';
import { type Place, type ServerViewName, serverViews } from '../place.ts';
import { serverName } from '../server/server-name.ts';
import { ActButton } from '../shared/ActButton.tsx';
import { useFormat } from '../shared/format.tsx';
import { useLanguage } from '../shared/keys.ts';
import { AccountStates } from './AccountStates.tsx';
import { AccountSwitcher } from './AccountSwitcher.tsx';
import { Capacity } from './Capacity.tsx';
import classes from './FolderPane.module.css';
import { SavedSearches } from './SavedSearches.tsx';

const serverIcons: Readonly<Record<ServerViewName, TablerIcon>> = {
  overview: IconChartHistogram,
  delivery: IconHourglass,
  processed: IconChecks,
  retention: IconClockHour4,
  mailboxes: IconMailbox,
  devices: IconDevices,
  activity: IconActivity,
};

const Entry = ({
  icon: Icon,
  name,
  count,
  strong = false,
  rare = false,
  current,
  onGo,
}: {
  icon: TablerIcon;
  name: string;
  count?: number | undefined;
  /** The count is news. */
  strong?: boolean;
  /** In a low window it is shown only while the reader is there. */
  rare?: boolean;
  current: boolean;
  onGo(): void;
}) => {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <li data-rare={(rare && !current) || undefined}>
      <button type="button" className={classes.entry} aria-current={current ? 'page' : undefined} onClick={onGo}>
        <Icon className={classes.icon} size={18} stroke={1.6} aria-hidden />
        <span className={classes.name}>{name}</span>
        {count !== undefined && count > 0 && (
          <>
            <span className={classes.count} data-strong={strong || undefined} aria-hidden>
              {format.number(count)}
            </span>
            <span className="visually-hidden">, {t('count.messages', { count })}</span>
          </>
        )}
      </button>
    </li>
  );
};

/** Where messages are: here and at the server, how many, and how full it is. */
export const FolderPane = ({ id, place, onGo }: { id: string; place: Place; onGo(place: Place): void }) => {
  const { t } = useTranslation();
  const app = useApp();
  const language = useLanguage();
  const { own } = useValue(app.account);
  const status = useValue(app.status);
  const letters = useLetterCounts();
  const together = useValue(app.together);
  const folders = useFolders();
  const server = useValue(app.servers.shown);
  const entry = useValue(app.servers.servers).find(({ id }) => id === server);
  const totals = useServerTotals(app.servers.port(server));
  const counts = {
    inbox: folders ? totalOf('inbox', folders) : undefined,
    unread: folders?.unread,
    protected: folders?.tally.protected.count,
    deleted: folders?.tally.deleted.count,
  };
  const icons = { inbox: IconInbox, unread: IconMail, protected: IconLock, deleted: IconTrash };
  return (
    <nav id={id} className={classes.pane} aria-label={t('folders.label')}>
      <div className={classes.top}>
        <AccountSwitcher />
        <ActButton icon={IconEdit} name={commandWords[language].compose} shortcut="C" onClick={() => app.letters.compose()} />
      </div>
      <div className={classes.groups}>
        <ul className={classes.group}>
          {(['inbox', 'unread', 'protected', 'deleted'] as const).map((folder) => (
            <Entry
              key={folder}
              icon={icons[folder]}
              name={t(`folders.${folder}`)}
              count={counts[folder]}
              strong={folder === 'unread' && (counts.unread ?? 0) > 0}
              current={place.kind === 'mail' && place.folder === folder && place.saved === undefined}
              onGo={() => onGo({ kind: 'mail', folder })}
            />
          ))}
          {(together ? [] : (['drafts', 'sent'] as const)).map((folder) => (
            <Entry
              key={folder}
              icon={folder === 'drafts' ? IconPencil : IconSend}
              name={t(`letters.${folder}`)}
              count={letters?.[folder]}
              current={place.kind === 'letters' && place.folder === folder}
              onGo={() => onGo({ kind: 'letters', folder })}
            />
          ))}
          {!together && (
            <Entry icon={IconMailOff} name={t('folders.gone')} current={place.kind === 'gone'} onGo={() => onGo({ kind: 'gone' })} />
          )}
        </ul>
        <SavedSearches place={place} onGo={onGo} />
        {together && <AccountStates />}
        {!own && !together && (
          <>
            <h2 className={classes.heading}>{t('folders.server')}</h2>
            <ul className={classes.group}>
              <Entry
                icon={IconHourglass}
                name={t('waiting.folder')}
                count={status?.waiting.count}
                current={place.kind === 'waiting'}
                onGo={() => onGo({ kind: 'waiting' })}
              />
            </ul>
          </>
        )}
        {entry && (
          <>
            <h2 className={classes.heading}>{entry.own ? t('folders.server') : serverName(t, entry)}</h2>
            <ul className={classes.group}>
              {serverViews.map((view) => (
                <Entry
                  key={view}
                  icon={serverIcons[view]}
                  name={t(`serverSide.${view}`)}
                  count={view === 'delivery' || view === 'processed' ? totals[view]?.count : undefined}
                  rare={view === 'retention' || view === 'mailboxes' || view === 'devices'}
                  current={place.kind === 'server' && place.view === view}
                  onGo={() => onGo({ kind: 'server', server, view })}
                />
              ))}
            </ul>
          </>
        )}
        <ul className={classes.group} data-apart>
          <Entry
            icon={IconSettings}
            name={t('folders.settings')}
            current={place.kind === 'settings'}
            onGo={() => onGo({ kind: 'settings' })}
          />
        </ul>
      </div>
      <div className={classes.foot}>{status && !together && <Capacity status={status} onGo={onGo} />}</div>
    </nav>
  );
};
