import { TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dayOf, timeOfDay } from '../../search.ts';

/**
 * A day, written as year, month and day in every language: the browser's own field follows the system's language and not the
 * reader's. What is no day is said, and changes nothing.
 */
export const DateField = ({
  label,
  hideLabel = false,
  value,
  onChange,
}: {
  label: string;
  /** It is told by what stands around it; it is still spoken. */
  hideLabel?: boolean;
  /** ms of a time of that day. */
  value: number | undefined;
  /** ms of its start; undefined: none. */
  onChange(day: number | undefined): void;
}) => {
  const { t } = useTranslation();
  const given = value === undefined ? '' : dayOf(value);
  const [written, setWritten] = useState(given);
  const [left, setLeft] = useState(false);
  // What is being written stays as it is written.
  useEffect(() => setWritten((now) => (timeOfDay(now) === timeOfDay(given) ? now : given)), [given]);
  const wrong = written.trim() !== '' && timeOfDay(written) === undefined;
  return (
    <TextInput
      size="xs"
      {...(hideLabel ? { 'aria-label': label, title: label } : { label })}
      placeholder={t('search.dayForm')}
      maxLength={20}
      value={written}
      error={wrong && left && t('search.badDay')}
      onChange={({ currentTarget: { value } }) => {
        setWritten(value);
        const day = timeOfDay(value);
        if (day !== undefined || value.trim() === '') onChange(day);
      }}
      onFocus={() => setLeft(false)}
      onBlur={() => {
        setLeft(true);
        if (!wrong) setWritten(given);
      }}
    />
  );
};
