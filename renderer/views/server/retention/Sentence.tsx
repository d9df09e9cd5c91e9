import type { TFunction } from 'i18next';
import { Trans, useTranslation } from 'react-i18next';
import type { Retention, ServerFolder } from '../../../../protocol/bridge.ts';
import type { Format } from '../../../format.ts';
import { useFormat } from '../../shared/format.tsx';
import classes from './Policy.module.css';

/** The values of a folder's sentence, in words. */
export const policyWords = (t: TFunction, format: Format, folder: ServerFolder, policy: Retention): { age: string; number: string } => {
  const { maxAge } = policy[folder];
  const { maxCount } = policy.processed;
  return {
    age:
      maxAge !== null
        ? t('retention.age', { age: format.age(maxAge) })
        : t(folder === 'delivery' ? 'retention.untilFetched' : 'retention.forEver'),
    number: maxCount === null ? t('retention.anyNumber') : t('retention.atMost', { limit: format.number(maxCount) }),
  };
};

/** How long a folder keeps messages, as a sentence. With `onEdit` its values open the fields. */
export const Sentence = ({
  folder,
  policy,
  onEdit,
}: {
  folder: ServerFolder;
  policy: Retention;
  onEdit?(field: 'age' | 'number'): void;
}) => {
  const { t } = useTranslation();
  const { age, number } = policyWords(t, useFormat(), folder, policy);
  const value = (field: 'age' | 'number', words: string) =>
    onEdit ? (
      <button type="button" className={classes.valueButton} aria-label={t('policy.edit', { value: words })} onClick={() => onEdit(field)}>
        {words}
      </button>
    ) : (
      <strong>{words}</strong>
    );
  return (
    <p className={classes.sentence}>
      <Trans i18nKey={`retention.${folder}`} components={{ age: value('age', age), number: value('number', number) }} />
    </p>
  );
};
