import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isOpenToRead } from '../../../protocol/address.ts';
import type { ServerEntry } from '../../../protocol/bridge.ts';
import { useApp } from '../../state/app.ts';
import { useValue } from '../../state/value.ts';
import classes from '../accounts/Accounts.module.css';
import { useGo } from '../go.ts';
import { serverName } from '../server/server-name.ts';
import { Group } from '../settings/parts.tsx';
import { AddServer } from './AddServer.tsx';
import { EditServer } from './EditServer.tsx';
import { RemoveServer } from './RemoveServer.tsx';

const Entry = ({ entry, onEdit, onRemove }: { entry: ServerEntry; onEdit(): void; onRemove(): void }) => {
  const { t } = useTranslation();
  const app = useApp();
  const go = useGo();
  const name = serverName(t, entry);
  const { server, own } = entry;
  return (
    <li className={classes.entry} aria-label={name}>
      <div className={classes.facts}>
        <h3 className={classes.name}>
          <bdi>{name}</bdi>
        </h3>
        <p className={classes.hint}>{own ? t('servers.own') : server}</p>
        {server !== null && isOpenToRead(server) && <p className={classes.hint}>{t('servers.insecure')}</p>}
      </div>
      <div className={classes.acts}>
        <Button
          variant="default"
          aria-label={t('servers.showNamed', { name })}
          onClick={() => {
            app.servers.show(entry.id);
            go({ kind: 'server', server: entry.id, view: 'overview' });
          }}
        >
          {t('servers.show')}
        </Button>
        {!own && (
          <>
            <Button variant="default" aria-label={t('servers.editNamed', { name })} onClick={onEdit}>
              {t('servers.edit')}
            </Button>
            <Button variant="default" className={classes.danger ?? ''} aria-label={t('servers.removeNamed', { name })} onClick={onRemove}>
              {t('servers.remove')}
            </Button>
          </>
        )}
      </div>
    </li>
  );
};

/** The servers that are administered from here, and how one is added, changed and removed. */
export const ServersSection = () => {
  const { t } = useTranslation();
  const { servers } = useApp();
  const list = useValue(servers.servers);
  const [adding, setAdding] = useState(false);
  const [editing, setEditing] = useState<ServerEntry | null>(null);
  const [removing, setRemoving] = useState<ServerEntry | null>(null);
  const others = list.filter(({ own }) => !own);
  return (
    <Group title={t('servers.title')}>
      <p className={classes.hint}>{t('servers.about')}</p>
      <ul className={classes.list} aria-label={t('servers.title')}>
        {list.map((entry) => (
          <Entry key={entry.id} entry={entry} onEdit={() => setEditing(entry)} onRemove={() => setRemoving(entry)} />
        ))}
      </ul>
      {others.length > 0 && <p className={classes.hint}>{t(others.every(({ sealed }) => sealed) ? 'servers.sealed' : 'servers.plain')}</p>}
      <div>
        <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setAdding(true)}>
          {t('servers.add')}
        </Button>
      </div>
      <AddServer opened={adding} onClose={() => setAdding(false)} />
      <EditServer entry={editing} onClose={() => setEditing(null)} />
      <RemoveServer entry={removing} onClose={() => setRemoving(null)} />
    </Group>
  );
};
