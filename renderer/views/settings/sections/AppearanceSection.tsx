import { useTranslation } from 'react-i18next';
import { useApp } from '../../../state/app.ts';
import { useValue } from '../../../state/value.ts';
import { Choice, Group } from '../parts.tsx';

export const AppearanceSection = () => {
  const { t } = useTranslation();
  const app = useApp();
  const settings = useValue(app.settings);
  return (
    <Group title={t('settings.appearance')}>
      <Choice
        label={t('settings.theme')}
        value={settings.theme}
        options={(['system', 'light', 'dark'] as const).map((value) => ({ value, label: t(`settings.${value}`) }))}
        onChoose={(theme) => void app.changeSettings({ theme })}
      />
      <Choice
        label={t('settings.language')}
        value={settings.language}
        options={[
          { value: 'system', label: t('settings.system') },
          { value: 'en', label: 'English' },
          { value: 'ja', label: '日本語' },
        ]}
        onChoose={(language) => void app.changeSettings({ language })}
      />
    </Group>
  );
};
