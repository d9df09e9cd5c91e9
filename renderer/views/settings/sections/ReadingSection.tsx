import { CloseButton, NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useApp } from '../../../state/app.ts';
import { useValue } from '../../../state/value.ts';
import { Group } from '../parts.tsx';
import classes from './ReadingSection.module.css';

/** Seconds that are offered; another one, written by hand, is offered beside them. */
const offered = [0, 1, 2, 5, 10, 30];
const never = 'never';

/** When a message counts as read, and whose images are loaded without asking. */
export const ReadingSection = () => {
  const { t } = useTranslation();
  const app = useApp();
  const { readAfter, trusted } = useValue(app.settings);
  const seconds = readAfter === null ? offered : [...new Set([...offered, readAfter])].toSorted((a, b) => a - b);
  return (
    <Group title={t('reading.settings')}>
      <NativeSelect
        className={classes.choice}
        label={t('reading.readAfter')}
        description={t('reading.readAfterHint')}
        value={readAfter ?? never}
        data={[
          ...seconds.map((count) => ({
            value: String(count),
            label: count === 0 ? t('reading.readAtOnce') : t('reading.readSeconds', { count }),
          })),
          { value: never, label: t('reading.readNever') },
        ]}
        onChange={({ currentTarget: { value } }) => void app.changeSettings({ readAfter: value === never ? null : Number(value) })}
      />
      <section className={classes.trusted} aria-label={t('reading.trusted')}>
        <h3>{t('reading.trusted')}</h3>
        <p>{t(trusted.length === 0 ? 'reading.trustedNone' : 'reading.trustedHint')}</p>
        {trusted.length > 0 && (
          <ul>
            {trusted.map((sender) => (
              <li key={sender}>
                <bdi>{sender}</bdi>
                <CloseButton
                  size="sm"
                  aria-label={t('reading.trustedRemove', { sender })}
                  onClick={() => void app.changeSettings({ trusted: trusted.filter((one) => one !== sender) })}
                />
              </li>
            ))}
          </ul>
        )}
      </section>
    </Group>
  );
};
