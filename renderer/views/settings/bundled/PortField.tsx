import { NumberInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';

export const isPort = (value: number | string): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 65_535;

export const PortField = ({
  label,
  value,
  disabled,
  onChange,
  onEnter,
}: {
  label: string;
  value: number | string;
  disabled?: boolean;
  onChange(value: number | string): void;
  onEnter?(): void;
}) => {
  const { t } = useTranslation();
  return (
    <NumberInput
      w="12rem"
      label={label}
      value={value}
      disabled={disabled ?? false}
      allowNegative={false}
      allowDecimal={false}
      hideControls
      error={!isPort(value) && t('bundled.badPort')}
      onChange={onChange}
      onKeyDown={(event) => event.key === 'Enter' && onEnter?.()}
    />
  );
};
