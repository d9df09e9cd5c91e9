import { NativeSelect, TextInput } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiMailbox } from '../../../../protocol/api.ts';
import { useFormat } from '../../shared/format.tsx';
import { type Column, VirtualTable } from '../../shared/VirtualTable.tsx';
import { whole } from '../whole.ts';
import classes from './Mailboxes.module.css';
import policy from './Policy.module.css';
import { policyWords } from './Sentence.tsx';

const kinds = ['all', 'withOwn', 'withDefault'] as const;
type Kind = (typeof kinds)[number];
const nothing = (): void => {};

/** Every mailbox with its policy, to be searched; one of them is opened at a time. */
export const MailboxPolicies = ({ boxes, onOpen }: { boxes: readonly ApiMailbox[]; onOpen(mailbox: string): void }) => {
  const { t } = useTranslation();
  const format = useFormat();
  const [wanted, setWanted] = useState('');
  const [kind, setKind] = useState<Kind>('all');
  const listing = useMemo(() => {
    const words = wanted.trim().toLowerCase();
    const rows = boxes.filter(
      ({ name, ownRetention }) => name.includes(words) && (kind === 'all' || (kind === 'withOwn') === (ownRetention !== null)),
    );
    return whole(rows);
  }, [boxes, wanted, kind]);
  const columns = useMemo((): readonly Column<ApiMailbox>[] => {
    const words = (box: ApiMailbox, folder: 'delivery' | 'processed'): string => {
      const { age, number } = policyWords(t, format, folder, box.retention);
      return folder === 'delivery' ? age : t('policy.ageAndNumber', { age, number });
    };
    const waits = (box: ApiMailbox): string => (box.retention.delivery.maxAge === null ? t('policy.untilFetched') : words(box, 'delivery'));
    return [
      {
        id: 'box',
        name: t('policy.box'),
        hint: ({ name }) => name,
        cell: ({ name }, tabIndex) => (
          <button
            type="button"
            className={classes.open}
            tabIndex={tabIndex}
            aria-label={t('policy.open', { mailbox: name })}
            onClick={() => onOpen(name)}
          >
            {name}
          </button>
        ),
      },
      {
        id: 'rule',
        name: t('policy.rule'),
        cell: ({ ownRetention }) => (ownRetention ? <strong>{t('policy.own')}</strong> : t('policy.usesDefault')),
      },
      { id: 'processed', name: t('policy.processed'), cell: (box) => words(box, 'processed'), hint: (box) => words(box, 'processed') },
      { id: 'waits', name: t('policy.waits'), cell: waits, hint: (box) => words(box, 'delivery'), wide: true },
    ];
  }, [t, format, onOpen]);
  return (
    <section className={classes.boxes} aria-label={t('policy.boxes')}>
      <div className={classes.head}>
        <h2 className={classes.title}>{t('policy.boxes')}</h2>
        <TextInput
          type="search"
          size="xs"
          aria-label={t('policy.search')}
          placeholder={t('policy.search')}
          value={wanted}
          onChange={(event) => setWanted(event.currentTarget.value)}
        />
        <NativeSelect
          aria-label={t('policy.which')}
          value={kind}
          data={kinds.map((value) => ({ value, label: t(`policy.${value}`) }))}
          onChange={(event) => setKind(kinds.find((one) => one === event.currentTarget.value) ?? 'all')}
        />
      </div>
      {listing.rows.length === 0 ? (
        <p className={policy.hint}>{t(boxes.length === 0 ? 'policy.noBoxes' : 'policy.none')}</p>
      ) : (
        <div className={classes.table} style={{ '--rows': Math.min(listing.rows.length, 10) } as React.CSSProperties}>
          <VirtualTable
            label={t('policy.boxesLabel')}
            listing={listing}
            total={listing.rows.length}
            columns={columns}
            keyOf={({ name }) => name}
            className={classes.columns ?? ''}
            onShow={nothing}
          />
        </div>
      )}
    </section>
  );
};
