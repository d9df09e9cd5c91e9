import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useApp } from '../../state/app.ts';
import type { LetterToast } from '../../state/letters.ts';
import { useValue } from '../../state/value.ts';
import { useFormat } from '../shared/format.tsx';

/** What is said of a letter that was just sent; a large one takes its time. */
export const LetterWords = ({ toast }: { toast: LetterToast & { kind: 'letter' } }) => {
  const { t } = useTranslation();
  const format = useFormat();
  const progress = useValue(useApp().letters.progress);
  if (toast.what !== 'sending' || progress?.letter !== toast.id || progress.bytes >= progress.of) return t(`letters.toast.${toast.what}`);
  return t('letters.progress', { bytes: format.bytes(progress.bytes), of: format.bytes(progress.of) });
};

/** What can be done about a notice of a letter, in the account that it is of. */
export const LetterAct = ({ toast, onClose }: { toast: LetterToast; onClose(): void }) => {
  const { t } = useTranslation();
  const app = useApp();
  if (toast.kind === 'discarded')
    return (
      <Button size="compact-xs" variant="light" onClick={() => void app.letters.remove(toast, false)}>
        {t('act.undo')}
      </Button>
    );
  const show = (): void => {
    onClose();
    // Among all inboxes it is written there as well.
    if (app.together.get()) app.leadAccount(toast.account);
    else if (app.account.get().id !== toast.account) app.selectAccount(toast.account);
    if (toast.what === 'refused') app.letters.edit(toast.id);
    else app.commands.run('goSent');
  };
  return (
    <Button size="compact-xs" variant="light" onClick={show}>
      {t('letters.toast.show')}
    </Button>
  );
};
