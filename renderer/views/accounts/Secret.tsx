import { PasswordInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';

/** A token while it is typed; once it is kept it is shown nowhere. */
export const Secret = ({
  label,
  hint,
  value,
  error,
  onChange,
}: {
  label: string;
  hint: string;
  value: string;
  error?: string | undefined;
  onChange(value: string): void;
}) => {
  const { t } = useTranslation();
  return (
    <PasswordInput
      label={label}
      description={hint}
      value={value}
      error={error}
      aria-invalid={error !== undefined}
      autoComplete="off"
      spellCheck={false}
      visibilityToggleButtonProps={{ 'aria-label': t('accounts.form.reveal'), tabIndex: 0 }}
      onChange={(event) => onChange(event.currentTarget.value.trim())}
    />
  );
};
