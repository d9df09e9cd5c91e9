import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RoomChoice } from '../../../protocol/bridge.ts';
import { sentences } from '../../sentences.ts';
import { useApp } from '../../state/app.ts';
import { useValue } from '../../state/value.ts';
import { useFormat } from '../shared/format.tsx';
import classes from './RoomView.module.css';
import { type Fit, type Outlook, useOutlook, useWeight } from './useRoom.ts';

/** What is chosen, what it would gain, and the button that does it. */
export const Decision = ({ choice, onDone }: { choice: RoomChoice; onDone(): void }) => {
  const { t } = useTranslation();
  const format = useFormat();
  const app = useApp();
  const { id: account, cap, overwriteRead } = useValue(app.account);
  const weight = useWeight(choice);
  const outlookOf = useOutlook();
  const [busy, setBusy] = useState(false);
  const count = weight ? weight.read.count + weight.unread.count : 0;
  const bytes = weight ? weight.read.bytes + weight.unread.bytes : 0;
  const outlook = weight && outlookOf(weight, 'delete');

  const make = async (act: 'delete' | 'read'): Promise<void> => {
    const coming = weight ? (outlookOf(weight, act)?.fit.count ?? 0) : 0;
    setBusy(true);
    const outcome = await app.bridge.call('room.make', { account, choice, act });
    setBusy(false);
    if (!outcome.ok) return app.toast.set({ kind: 'problem', problem: outcome.problem });
    const { uids, read, unread } = outcome.value;
    app.history.done({ where: account, messages: [{ account, uids }], change: act === 'delete' ? { deleted: true } : { read: true } });
    app.toast.set({ kind: 'room', act, uids, bytes: read.bytes + unread.bytes, coming });
    onDone();
  };

  const fitWords = ({ count, of, atLeast }: Fit): string => {
    if (of === 0) return '';
    if (count >= of) return t('room.fitAll', { count: of });
    return atLeast && count > 0 ? t('room.fitAtLeast', { count }) : t('room.fit', { count, of });
  };
  const gainWords = ({ gain, room, fit }: Outlook): string => {
    const gained = cap.unit === 'messages' ? t('room.thenMessages', { count: gain }) : t('room.thenBytes', { bytes: format.bytes(gain) });
    return sentences(t, gained, room < 0 ? t('room.thenOver') : fitWords(fit));
  };
  return (
    <div className={classes.decision}>
      <div className={classes.outlook} role="status">
        {weight && count > 0 ? (
          <>
            <p className={classes.chosen}>
              {sentences(t, t('room.chosen', { count, bytes: format.bytes(bytes) }), outlook && gainWords(outlook))}
            </p>
            <p className={classes.hint}>
              {sentences(t, t((outlook?.fit.count ?? 0) > 0 ? 'room.undoHint' : 'room.undoFree'), overwriteRead && t('room.readHint'))}
            </p>
          </>
        ) : (
          <p className={classes.hint}>{sentences(t, t('room.none'), t(overwriteRead ? 'room.onlyUnread' : 'room.onlyRead'))}</p>
        )}
      </div>
      {count > 0 && (
        <div className={classes.acts}>
          {overwriteRead && (
            <Button variant="default" disabled={!weight || busy} onClick={() => void make('read')}>
              {t('room.markRead', { count: weight?.unread.count ?? 0 })}
            </Button>
          )}
          <Button disabled={!weight} loading={busy} onClick={() => void make('delete')}>
            {t('room.delete', { count })}
          </Button>
          <Button variant="subtle" color="gray" onClick={onDone}>
            {t('room.clear')}
          </Button>
        </div>
      )}
    </div>
  );
};
