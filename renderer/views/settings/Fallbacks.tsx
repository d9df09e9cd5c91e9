import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useApp } from '../../state/app.ts';
import classes from './SettingsView.module.css';

/** What of the settings was not valid when the app started. */
export const Fallbacks = () => {
  const { t } = useTranslation();
  const { fallbacks } = useApp().info;
  if (fallbacks.length === 0) return null;
  return (
    <div className={classes.fallbacks}>
      <IconAlertTriangle size={18} stroke={1.75} aria-hidden />
      <div>
        <p>{t('trouble.fallbacks', { count: fallbacks.length })}</p>
        <ul>
          {fallbacks.map((name) => (
            <li key={name}>
              <code>{name}</code>
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
};
