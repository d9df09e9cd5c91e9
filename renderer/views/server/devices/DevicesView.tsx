import { Button, TextInput } from '@mantine/core';
import { IconDevices, IconSearch } from '@tabler/icons-react';
import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ServerPlace } from '../../place.ts';
import { useFormat, useMinute } from '../../shared/format.tsx';
import { Notice } from '../../shared/Notice.tsx';
import { type Column, VirtualTable } from '../../shared/VirtualTable.tsx';
import { useAsked, useServer } from '../host.ts';
import classes from '../mailboxes/Mailboxes.module.css';
import { PartHead } from '../PartHead.tsx';
import { Unshown } from '../Unshown.tsx';
import { whole } from '../whole.ts';
import { DevicePage } from './DevicePage.tsx';
import own from './Devices.module.css';
import { type Device, deviceName, toneOf } from './device.ts';

type Key = Pick<Device, 'mailbox' | 'device'>;

const useColumns = (open: (key: Key) => void): Column<Device>[] => {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useMinute();
  const { ours } = useServer();
  return useMemo(() => {
    const state = ({ connected, deferredAt }: Device): string => {
      const here = t(connected ? 'devices.connected' : 'devices.away');
      return deferredAt === null ? here : `${here}, ${t('devices.full', { date: format.shortTime(Date.parse(deferredAt), now) })}`;
    };
    const room = ({ room }: Device): string => {
      if (room === null) return t('devices.roomNever');
      return room === 0 ? t('devices.roomNone') : format.bytes(room);
    };
    return [
      {
        id: 'device',
        name: t('devices.device'),
        hint: ({ device }) => device || t('devices.unnamed'),
        cell: ({ mailbox, device }, tabIndex) => (
          <button
            type="button"
            className={classes.link}
            tabIndex={tabIndex}
            aria-label={t('devices.open', { device: deviceName(t, device, ours), mailbox })}
            onClick={() => open({ mailbox, device })}
          >
            {deviceName(t, device, ours)}
          </button>
        ),
      },
      { id: 'mailbox', name: t('devices.mailbox'), hint: ({ mailbox }) => mailbox, cell: ({ mailbox }) => mailbox },
      {
        id: 'state',
        name: t('devices.state'),
        hint: state,
        cell: (device) => (
          <span className={own.state} data-tone={toneOf(device)}>
            {state(device)}
          </span>
        ),
      },
      {
        id: 'last',
        name: t('devices.last'),
        numeric: true,
        hint: ({ lastAt }) => format.fullTime(Date.parse(lastAt)),
        cell: ({ lastAt }) => format.shortTime(Date.parse(lastAt), now),
      },
      { id: 'room', name: t('devices.room'), numeric: true, wide: true, cell: room },
      { id: 'retries', name: t('devices.retries'), numeric: true, wide: true, cell: ({ retries }) => format.number(retries) },
    ];
  }, [t, format, now, ours, open]);
};

/** The devices of a server, or of one of its mailboxes, and the one that is looked at. */
export const DevicesView = ({ place }: { place: ServerPlace }) => {
  const { t } = useTranslation();
  const { go } = useServer();
  const { mailbox } = place;
  const { value, problem, again } = useAsked('devices', mailbox === undefined ? {} : { query: { mailbox } });
  const [words, setWords] = useState('');
  const [opened, setOpened] = useState<Key | null>(null);
  const open = useCallback((key: Key) => setOpened(key), []);
  const columns = useColumns(open);
  const devices = value?.devices;
  const listing = useMemo(() => {
    const wanted = words.trim().toLowerCase();
    return whole((devices ?? []).filter((one) => one.device.toLowerCase().includes(wanted) || one.mailbox.includes(wanted)));
  }, [devices, words]);
  const nothing = useCallback(() => {}, []);
  if (opened) {
    const device = devices?.find((one) => one.mailbox === opened.mailbox && one.device === opened.device);
    return (
      <DevicePage
        id={opened}
        device={device}
        known={devices !== undefined}
        problem={problem}
        onRetry={again}
        onBack={() => setOpened(null)}
      />
    );
  }
  const title = mailbox === undefined ? t('devices.title') : t('devices.titleOf', { mailbox });
  return (
    <section className={classes.view} aria-label={title}>
      <PartHead title={title} note={devices && t('devices.total', { count: devices.length })}>
        <TextInput
          className={classes.search ?? ''}
          size="xs"
          type="search"
          aria-label={t('devices.search')}
          placeholder={t('devices.search')}
          leftSection={<IconSearch size={14} aria-hidden />}
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
        />
        {mailbox !== undefined && (
          <Button variant="default" onClick={() => go({ view: 'devices' })}>
            {t('devices.all')}
          </Button>
        )}
      </PartHead>
      <div className={classes.about}>
        <p>{t('devices.about')}</p>
      </div>
      {problem && !devices ? (
        <Unshown title={t('devices.problem')} problem={problem} onRetry={again} />
      ) : devices?.length === 0 ? (
        <Notice
          icon={IconDevices}
          title={mailbox === undefined ? t('devices.none') : t('devices.noneOf', { mailbox })}
          hint={t('devices.noneHint')}
          heading="h2"
        />
      ) : devices && listing.rows.length === 0 ? (
        <Notice icon={IconSearch} title={t('devices.nothing', { words })} heading="h2" />
      ) : (
        <VirtualTable
          label={t('devices.label')}
          listing={listing}
          total={listing.rows.length}
          columns={columns}
          keyOf={(one) => `${one.mailbox} ${one.device}`}
          className={own.table ?? ''}
          onShow={nothing}
        />
      )}
    </section>
  );
};
