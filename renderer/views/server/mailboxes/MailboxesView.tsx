import { Button, TextInput } from '@mantine/core';
import { IconKey, IconMailbox, IconPlus, IconSearch } from '@tabler/icons-react';
import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiMailbox } from '../../../../protocol/api.ts';
import type { ServerPlace } from '../../place.ts';
import { Dialog } from '../../shared/dialog/Dialog.tsx';
import { useFormat } from '../../shared/format.tsx';
import { Notice } from '../../shared/Notice.tsx';
import { type Column, VirtualTable } from '../../shared/VirtualTable.tsx';
import { useAsked, useServer } from '../host.ts';
import { PartHead } from '../PartHead.tsx';
import { Unshown } from '../Unshown.tsx';
import { whole } from '../whole.ts';
import { AddMailbox } from './AddMailbox.tsx';
import classes from './Mailboxes.module.css';
import { MailboxPage } from './MailboxPage.tsx';
import { nearness, quotaWords } from './quota.ts';
import { RemoveMailbox } from './RemoveMailbox.tsx';
import { TokenList } from './TokenList.tsx';

const byName = new Intl.Collator('en', { numeric: true });

const useColumns = (): Column<ApiMailbox>[] => {
  const { t } = useTranslation();
  const format = useFormat();
  const { go } = useServer();
  return useMemo(() => {
    const amount = (count: number, bytes: number): string =>
      count === 0 ? t('boxes.empty') : t('boxes.amount', { count, bytes: format.bytes(bytes) });
    const quota = (box: ApiMailbox): string => {
      const near = nearness(box);
      const limit = quotaWords(t, format, box.quota);
      // Rounded down: 100 % is full.
      return near === null ? limit : t('boxes.quotaOf', { percent: `${format.number(Math.floor(near * 100))} %`, limit });
    };
    const tone = (box: ApiMailbox): string | undefined => {
      const near = nearness(box) ?? 0;
      return near >= 1 ? 'over' : near >= 0.8 ? 'near' : undefined;
    };
    return [
      {
        id: 'name',
        name: t('boxes.name'),
        hint: ({ name }) => name,
        cell: ({ name }, tabIndex) => (
          <button
            type="button"
            className={classes.link}
            tabIndex={tabIndex}
            aria-label={t('boxes.open', { name })}
            onClick={() => go({ view: 'mailboxes', mailbox: name })}
          >
            {name}
          </button>
        ),
      },
      { id: 'waiting', name: t('boxes.waiting'), numeric: true, cell: (box) => amount(box.waiting, box.waitingBytes) },
      { id: 'processed', name: t('boxes.processed'), numeric: true, cell: (box) => amount(box.processed, box.processedBytes) },
      {
        id: 'quota',
        name: t('boxes.quota'),
        hint: quota,
        cell: (box) => (
          <span className={classes.near} data-near={tone(box)}>
            {quota(box)}
          </span>
        ),
      },
      {
        id: 'policy',
        name: t('boxes.policy'),
        wide: true,
        cell: ({ ownRetention }) => t(ownRetention ? 'boxes.policyOwn' : 'boxes.policyDefault'),
      },
      { id: 'devices', name: t('boxes.devices'), wide: true, cell: ({ shared }) => t(shared ? 'boxes.shared' : 'boxes.single') },
    ];
  }, [t, format, go]);
};

/** Those that hold messages and that the directory lacks. */
const Missing = ({ names, onAdd, onRemove }: { names: readonly string[]; onAdd(name: string): void; onRemove(name: string): void }) => {
  const { t } = useTranslation();
  if (names.length === 0) return null;
  return (
    <div className={classes.missing}>
      <p className={classes.words}>{t('boxes.missing', { count: names.length })}</p>
      {names.map((name) => (
        <div key={name} className={classes.missingOne}>
          <strong>{name}</strong>
          <Button size="compact-xs" variant="default" onClick={() => onAdd(name)}>
            {t('boxes.missingAdd', { name })}
          </Button>
          <Button size="compact-xs" variant="default" className={classes.danger ?? ''} onClick={() => onRemove(name)}>
            {t('boxes.missingRemove', { name })}
          </Button>
        </div>
      ))}
    </div>
  );
};

/** The mailboxes of a server, or the one that is named. */
export const MailboxesView = ({ place }: { place: ServerPlace }) => {
  const { t } = useTranslation();
  const { go } = useServer();
  const { value, problem, again } = useAsked('mailboxes', {});
  const columns = useColumns();
  const [words, setWords] = useState('');
  const [adding, setAdding] = useState<string | null>(null);
  const [removing, setRemoving] = useState<string | null>(null);
  const [tokens, setTokens] = useState(false);
  const boxes = value?.mailboxes;
  const listing = useMemo(() => {
    const wanted = words.trim().toLowerCase();
    // As people count: line-2 before line-10.
    return whole((boxes ?? []).filter(({ name }) => name.includes(wanted)).toSorted((a, b) => byName.compare(a.name, b.name)));
  }, [boxes, words]);
  const taken = useCallback((name: string): boolean => boxes?.some((box) => box.name === name) ?? false, [boxes]);
  const nothing = useCallback(() => {}, []);

  if (place.mailbox !== undefined)
    return (
      <MailboxPage
        name={place.mailbox}
        box={boxes?.find(({ name }) => name === place.mailbox)}
        known={boxes !== undefined}
        problem={problem}
        onRetry={again}
      />
    );
  return (
    <section className={classes.view} aria-label={t('boxes.title')}>
      <PartHead title={t('boxes.title')} note={boxes && t('boxes.total', { count: boxes.length })}>
        <TextInput
          className={classes.search ?? ''}
          size="xs"
          type="search"
          aria-label={t('boxes.search')}
          placeholder={t('boxes.search')}
          leftSection={<IconSearch size={14} aria-hidden />}
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
        />
        <Button variant="default" leftSection={<IconKey size={16} aria-hidden />} onClick={() => setTokens(true)}>
          {t('boxes.tokens')}
        </Button>
        <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setAdding('')}>
          {t('boxes.add')}
        </Button>
      </PartHead>
      <div className={classes.about}>
        <p>{t('boxes.about')}</p>
        <Missing names={value?.missing ?? []} onAdd={setAdding} onRemove={setRemoving} />
      </div>
      {problem && !boxes ? (
        <Unshown title={t('boxes.problem')} problem={problem} onRetry={again} />
      ) : boxes?.length === 0 ? (
        <Notice icon={IconMailbox} title={t('boxes.none')} hint={t('boxes.noneHint')} heading="h2" />
      ) : boxes && listing.rows.length === 0 ? (
        <Notice icon={IconSearch} title={t('boxes.nothing', { words })} heading="h2" />
      ) : (
        <VirtualTable
          label={t('boxes.label')}
          listing={listing}
          total={listing.rows.length}
          columns={columns}
          keyOf={({ name }) => name}
          className={classes.table ?? ''}
          onShow={nothing}
        />
      )}
      <AddMailbox name={adding} taken={taken} onClose={() => setAdding(null)} />
      <RemoveMailbox
        mailbox={removing}
        onGone={() => {
          setRemoving(null);
          go({ view: 'mailboxes' });
        }}
        onClose={() => setRemoving(null)}
      />
      <Dialog opened={tokens} onClose={() => setTokens(false)} title={t('tokens.titleServer')} size="xl">
        <p className={classes.hint}>{t('tokens.aboutServer')}</p>
        <TokenList mailbox={null} />
      </Dialog>
    </section>
  );
};
