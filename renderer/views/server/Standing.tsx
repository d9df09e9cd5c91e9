import { Button } from '@mantine/core';
import { IconServerOff } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EditServer } from '../servers/EditServer.tsx';
import { Details } from '../shared/Details.tsx';
import { isLeftBehind } from '../shared/left-behind.ts';
import { useDelayed } from '../shared/useDelayed.ts';
import { useAsked, useServer } from './host.ts';
import classes from './Standing.module.css';
import { serverName } from './server-name.ts';
import { standingOf } from './standing.ts';

/** Above every part of a server that does not answer, or refuses: what is so, what is safe, and what to do. */
export const Standing = () => {
  const { t } = useTranslation();
  const { entry } = useServer();
  const { problem, again } = useAsked('brakes', {});
  const [editing, setEditing] = useState(false);
  const shown = useDelayed(problem !== null);
  const kind = problem && standingOf(problem.code, entry);
  const stands = kind !== null && shown;
  const place = useRef<HTMLDivElement>(null);
  const stood = useRef(false);
  // Its buttons go with it: whoever pressed one goes on from where it was.
  useEffect(() => {
    if (stands) stood.current = true;
    else if (stood.current && !editing) {
      stood.current = false;
      if (isLeftBehind()) place.current?.focus();
    }
  }, [stands, editing]);
  return (
    <div ref={place} role="status" tabIndex={-1}>
      {problem && kind && shown && (
        <div className={classes.standing}>
          <IconServerOff size={18} stroke={1.6} aria-hidden />
          <div className={classes.words}>
            <p>{t(`servers.standing.${kind}`, { name: serverName(t, entry) })}</p>
            <Details problem={problem} />
          </div>
          <div className={classes.acts}>
            {(kind === 'token' || kind === 'scope' || kind === 'none') && (
              <Button onClick={() => setEditing(true)}>{t('servers.standing.giveToken')}</Button>
            )}
            <Button variant="default" onClick={again}>
              {t('act.tryAgain')}
            </Button>
          </div>
        </div>
      )}
      <EditServer entry={editing ? entry : null} onClose={() => setEditing(false)} />
    </div>
  );
};
