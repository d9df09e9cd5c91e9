import { Modal, type ModalProps } from '@mantine/core';
import { type ReactNode, useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DialogContext, useAsking, useHold } from './holding.ts';

type Props = Pick<ModalProps, 'opened' | 'onClose' | 'title' | 'size' | 'aria-describedby'> & {
  readonly children: ReactNode;
  /** Only a button of its own closes it: what it shows is shown this once. */
  readonly stays?: boolean;
  /** It asks nothing: what leads elsewhere may close it. */
  readonly shows?: boolean;
};

/**
 * A question or a form over the window. While something that it asked for is under way (`useWork`), or another dialog stands over
 * it, nothing closes it: what is answered is answered where it was asked. Nothing leads the window away from under it.
 */
export const Dialog = ({ onClose, children, stays = false, shows = false, ...rest }: Props) => {
  const { t } = useTranslation();
  const [holds, setHolds] = useState(0);
  const hold = useCallback(() => {
    setHolds((count) => count + 1);
    return () => setHolds((count) => count - 1);
  }, []);
  useHold(rest.opened);
  useAsking(rest.opened && !shows);
  const held = holds > 0;
  const around = useMemo(() => ({ held, close: onClose, hold }), [held, onClose, hold]);
  return (
    <Modal
      {...rest}
      onClose={onClose}
      closeOnEscape={!held && !stays}
      closeOnClickOutside={!held && !stays}
      withCloseButton={!stays}
      closeButtonProps={{ 'aria-label': t('act.close'), disabled: held }}
    >
      <DialogContext value={around}>{children}</DialogContext>
    </Modal>
  );
};
