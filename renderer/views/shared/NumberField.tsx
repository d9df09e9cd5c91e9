import { TextInput, type TextInputProps } from '@mantine/core';

/**
 * A number while it is written: nothing that is typed becomes another number, and what is none stays to be seen.
 * Whoever shows it reads it with `numberOf` and says what is wrong.
 */
export const NumberField = ({
  onChange,
  ...rest
}: Omit<TextInputProps, 'value' | 'onChange'> & { readonly value: number | string; onChange(value: string): void }) => (
  <TextInput
    size="xs"
    inputMode="decimal"
    autoComplete="off"
    spellCheck={false}
    {...rest}
    onChange={(event) => onChange(event.currentTarget.value)}
  />
);
