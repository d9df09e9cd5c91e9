import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readRecipient } from '../../../protocol/recipient.ts';
import { useApp } from '../../state/app.ts';
import { useValue } from '../../state/value.ts';

type Answer = 'known' | 'unknown' | 'forbidden' | 'unsure';

/** Whether a letter can be sent to all of them, as far as that can be told without asking the server. */
export const canReach = (to: readonly string[], host: string): boolean => to.every((one) => readRecipient(one, host).kind === 'mailbox');

/** What is wrong with recipients, in sentences. */
export const useRecipients = (to: readonly string[], host: string): string[] => {
  const { t } = useTranslation();
  const { bridge, account: current } = useApp();
  const { id: account } = useValue(current);
  const [answers, setAnswers] = useState<ReadonlyMap<string, Answer>>(new Map());
  const asked = useRef(new Set<string>());
  const read = to.map((text) => ({ text, recipient: readRecipient(text, host) }));
  const mailboxes = read.flatMap(({ recipient }) => (recipient.kind === 'mailbox' ? [recipient.mailbox] : [])).join();
  useEffect(() => {
    for (const mailbox of mailboxes.split(',')) {
      if (mailbox === '' || asked.current.has(mailbox)) continue;
      asked.current.add(mailbox);
      void bridge.call('letters.recipient', { account, mailbox }).then((outcome) => {
        const answer = outcome.ok ? outcome.value : 'unsure';
        // Who could not be asked is asked again next time.
        if (answer === 'unsure') asked.current.delete(mailbox);
        setAnswers((before) => new Map(before).set(mailbox, answer));
      });
    }
  }, [bridge, account, mailboxes]);
  return read.flatMap(({ text, recipient }) => {
    if (recipient.kind === 'mailbox') {
      const answer = answers.get(recipient.mailbox);
      if (answer === 'unknown') return [t('letters.noMailbox', { name: recipient.mailbox })];
      return answer === 'forbidden' ? [t('letters.notAllowed', { name: recipient.mailbox })] : [];
    }
    return [
      recipient.kind === 'elsewhere' ? t('letters.elsewhere', { address: recipient.address }) : t('letters.notAddress', { name: text }),
    ];
  });
};
