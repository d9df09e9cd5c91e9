import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AdminAnswer } from '../../../../protocol/admin.ts';
import { useFormat, useMinute } from '../../shared/format.tsx';
import { isLeftBehind } from '../../shared/left-behind.ts';
import { Failed } from '../../shared/Said.tsx';
import { useAsked, useServer } from '../host.ts';
import { AddToken } from './AddToken.tsx';
import classes from './Mailboxes.module.css';
import { RevokeToken } from './RevokeToken.tsx';

export type Token = AdminAnswer<'tokens'>['tokens'][number];

/** The tokens of a mailbox; null: those of the server, which are of none. */
export const TokenList = ({ mailbox }: { mailbox: string | null }) => {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useMinute();
  const { entry } = useServer();
  const { value, problem } = useAsked('tokens', mailbox === null ? {} : { query: { mailbox } });
  const [adding, setAdding] = useState(false);
  const [revoking, setRevoking] = useState<Token | null>(null);
  const tokens = value?.tokens.filter((token) => (token.mailbox ?? null) === mailbox);
  const part = useRef<HTMLDivElement>(null);
  const row = useRef(0);
  const [revoked, setRevoked] = useState<string | null>(null);
  // The button that was pressed goes with its row: the next one, or the one that adds, is where the reader goes on from.
  useEffect(() => {
    if (revoked === null || !tokens || tokens.some(({ token }) => token === revoked)) return;
    setRevoked(null);
    if (isLeftBehind()) part.current?.querySelectorAll('button')[row.current]?.focus();
  }, [tokens, revoked]);
  const admins = tokens?.filter(({ scope }) => scope === 'admin').length ?? 0;
  const time = (at: string): string => format.shortTime(Date.parse(at), now);

  /** Why it stays, if it does. */
  const guard = ({ token, scope }: Token): string | null => {
    if (scope !== 'admin') return null;
    if (admins <= 1) return t('tokens.last');
    return entry.tokens.includes(token) ? t('tokens.guarded') : null;
  };
  return (
    <div ref={part} className={classes.form}>
      <Failed words={t('tokens.problem')} problem={tokens ? null : problem} />
      {tokens?.length === 0 && <p className={classes.hint}>{t('tokens.none')}</p>}
      <ul className={classes.list} aria-label={mailbox === null ? t('tokens.titleServer') : t('tokens.title')}>
        {tokens?.map((token) => {
          const stays = guard(token);
          const scope = t(`tokens.scope.${token.scope}`);
          const name = token.note ? `${scope}, ${token.note}` : `${scope}, ${token.token}`;
          return (
            <li key={token.token} className={classes.token} aria-label={name}>
              <div className={classes.facts}>
                <span>
                  <strong>{scope}</strong> <bdi>{token.note ?? t('tokens.noNote')}</bdi>
                </span>
                <span className={classes.hint} title={token.token}>
                  {t('tokens.made', { date: time(token.createdAt) })} ·{' '}
                  {token.lastUsedAt === null ? t('tokens.never') : t('tokens.used', { date: time(token.lastUsedAt) })} ·{' '}
                  <code>{token.token}</code>
                </span>
                {entry.tokens.includes(token.token) && <span className={classes.app}>{t('tokens.app')}</span>}
              </div>
              {stays === null ? (
                <Button
                  variant="default"
                  className={classes.danger ?? ''}
                  aria-label={t('tokens.revokeNamed', { name })}
                  onClick={({ currentTarget }) => {
                    row.current = [...(part.current?.querySelectorAll('button') ?? [])].indexOf(currentTarget);
                    setRevoking(token);
                  }}
                >
                  {t('tokens.revoke')}
                </Button>
              ) : (
                <span className={classes.hint}>{stays}</span>
              )}
            </li>
          );
        })}
      </ul>
      <div>
        <Button variant="default" leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setAdding(true)}>
          {t('tokens.add')}
        </Button>
      </div>
      <AddToken opened={adding} mailbox={mailbox} onClose={() => setAdding(false)} />
      <RevokeToken token={revoking} onRevoked={setRevoked} onClose={() => setRevoking(null)} />
    </div>
  );
};
