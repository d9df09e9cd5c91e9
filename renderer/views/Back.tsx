import { IconArrowLeft } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from './Panes.module.css';
import { ActButton } from './shared/ActButton.tsx';

/** From what is read to the list, where there is no room for both. */
export const Back = ({ onBack }: { onBack(): void }) => {
  const { t } = useTranslation();
  return (
    <div className={classes.back} data-back>
      {/* That of the list is not seen. */}
      <h1 className="visually-hidden">{t('message.label')}</h1>
      <ActButton icon={IconArrowLeft} name={t('keys.back')} shortcut="Esc" onClick={onBack} />
    </div>
  );
};
