import { CloseButton, TextInput } from '@mantine/core';
import { type RefObject, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

/** ms without a key after which what is written is looked for. */
const pause = 300;

/** A field whose words are looked for when the writer pauses, or leaves it. */
export const WordsField = ({
  label,
  short = label,
  value,
  className = '',
  field,
  onChange,
}: {
  label: string;
  /** What stands in it while it is empty. */
  short?: string;
  value: string;
  className?: string | undefined;
  field?: RefObject<HTMLInputElement | null>;
  onChange(value: string): void;
}) => {
  const { t } = useTranslation();
  const [written, setWritten] = useState(value);
  const told = useRef(onChange);
  useEffect(() => {
    told.current = onChange;
  });
  useEffect(() => setWritten(value), [value]);
  useEffect(() => {
    if (written === value) return;
    const timer = setTimeout(() => told.current(written), pause);
    return () => clearTimeout(timer);
  }, [written, value]);
  const look = (): void => {
    if (written !== value) onChange(written);
  };
  return (
    <TextInput
      ref={field}
      size="xs"
      className={className}
      aria-label={label}
      placeholder={short}
      maxLength={200}
      value={written}
      rightSection={
        written !== '' && (
          <CloseButton
            size="xs"
            aria-label={t('act.close')}
            onClick={() => {
              setWritten('');
              onChange('');
            }}
          />
        )
      }
      onChange={({ currentTarget }) => setWritten(currentTarget.value)}
      onKeyDown={({ key }) => key === 'Enter' && look()}
      onBlur={look}
    />
  );
};
