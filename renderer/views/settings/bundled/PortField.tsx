import type { Ref } from 'react';
import { useTranslation } from 'react-i18next';
import { numberOf } from '../../../numbers.ts';
import { NumberField } from '../../shared/NumberField.tsx';

/** The port that is written; null: it is none. */
export const portIn = (written: number | string): number | null => {
  const port = numberOf(written);
  return port !== null && port >= 1 && port <= 65_535 ? port : null;
};

/** @param props.value null: there is none, and nobody wrote one */
export const PortField = ({
  label,
  value,
  onChange,
  onEnter,
  ref,
}: {
  label: string;
  value: number | string | null;
  onChange(value: string): void;
  onEnter?(): void;
  ref?: Ref<HTMLInputElement>;
}) => {
  const { t } = useTranslation();
  return (
    <NumberField
      {...(ref && { ref })}
      w="12rem"
      label={label}
      value={value ?? ''}
      error={value !== null && portIn(value) === null && t('bundled.badPort')}
      onChange={onChange}
      onKeyDown={(event) => event.key === 'Enter' && onEnter?.()}
    />
  );
};
