import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readRecipient } from '../../../protocol/recipient.ts';
import { useApp } from '../../state/app.ts';
import { useValue } from '../../state/value.ts';

type Answer = 'known' | 'unknown' | 'forbidden' | 'unsure';

/** What is wrong with recipients, in sentences; `blocking` if the letter cannot be sent like that. */
export const useRecipients = (to: readonly string[], host: string): { faults: string[]; blocking: boolean } => {
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
  let blocking = false;
  const faults = read.flatMap(({ text, recipient }) => {
    if (recipient.kind === 'mailbox') {
      const answer = answers.get(recipient.mailbox);
      if (answer === 'unknown') return [t('letters.noMailbox', { name: recipient.mailbox })];
      return answer === 'forbidden' ? [t('letters.notAllowed', { name: recipient.mailbox })] : [];
    }
    blocking = true;
    return [
      recipient.kind === 'elsewhere' ? t('letters.elsewhere', { address: recipient.address }) : t('letters.notAddress', { name: text }),
    ];
  });
  return { faults, blocking };
};
