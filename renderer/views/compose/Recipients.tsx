import { TagsInput } from '@mantine/core';
import { type KeyboardEvent, type Ref, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { letterLimits } from '../../../protocol/bridge.ts';
import { isHalfRecipient, splitRecipients } from '../../../protocol/recipient.ts';
import { sentences } from '../../sentences.ts';
import classes from './ComposeForm.module.css';

/** UTF-16 units of a recipient, with its name. */
const longest = 320;

/** Recipients, one for each, none twice. */
const recipientsIn = (written: readonly string[]): string[] => {
  const recipients = new Map<string, string>();
  for (const one of written.flatMap(splitRecipients)) if (!recipients.has(one.toLowerCase())) recipients.set(one.toLowerCase(), one);
  return [...recipients.values()].map((one) => one.slice(0, longest));
};

/** To whom a letter goes: names of mailboxes and addresses, typed one by one or pasted as a list. */
export const Recipients = ({
  ref,
  to,
  known,
  host,
  fault,
  onChange,
}: {
  ref: Ref<HTMLInputElement>;
  to: readonly string[];
  known: readonly string[];
  host: string;
  /** What is wrong, in sentences; empty if nothing is. */
  fault: string;
  onChange(to: readonly string[]): void;
}) => {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const [left, setLeft] = useState(0);
  const take = (written: readonly string[]): void => {
    const recipients = recipientsIn(written);
    setLeft(Math.max(0, recipients.length - letterLimits.recipients));
    onChange(recipients.slice(0, letterLimits.recipients));
  };
  const wrong = sentences(t, left > 0 && t('letters.tooMany', { count: left, limit: letterLimits.recipients }), fault);
  const separate = (event: KeyboardEvent): void => {
    if ((event.key !== ',' && event.key !== ';') || event.nativeEvent.isComposing || isHalfRecipient(typed)) return;
    event.preventDefault();
    setTyped('');
    if (typed.trim() !== '') take([...to, typed]);
  };
  return (
    <TagsInput
      ref={ref}
      label={t('letters.to')}
      description={t('letters.toHint', { host: host === '127.0.0.1' ? 'localhost' : host })}
      data={[...known]}
      value={[...to]}
      error={wrong === '' ? undefined : wrong}
      maxTags={letterLimits.recipients}
      // The field itself knows no names in quotes.
      splitChars={[]}
      searchValue={typed}
      onSearchChange={setTyped}
      openOnFocus={false}
      comboboxProps={{ withinPortal: false }}
      classNames={{ inputField: classes.typing ?? '', input: classes.box ?? '' }}
      onKeyDown={separate}
      onChange={take}
    />
  );
};
