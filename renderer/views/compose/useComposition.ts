import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LetterFile, LetterRow } from '../../../protocol/bridge.ts';
import { letterLimits } from '../../../protocol/bridge.ts';
import { readRecipient } from '../../../protocol/recipient.ts';
import type { Problem } from '../../bridge.ts';
import { answered, handedOn, marked, quote } from '../../quote.ts';
import { senderName } from '../../sender.ts';
import { useApp } from '../../state/app.ts';
import type { Fields } from '../../state/draft.ts';
import type { Composition } from '../../state/letters.ts';
import { useValue } from '../../state/value.ts';
import { textOfHtml } from '../reading/read-html.ts';
import { useFormat } from '../shared/format.tsx';

/** What a form starts with. */
export interface Start {
  readonly fields: Fields;
  readonly files: readonly LetterFile[];
  readonly deliveries: LetterRow['deliveries'];
  /** There is a draft on the disk. */
  readonly exists: boolean;
  /** Message of the inbox that is answered. */
  readonly answers: string | undefined;
  /** Message of the inbox that is to be attached. */
  readonly attaches: string | undefined;
  /** Who cannot be written to from here: an address of another server, or none at all (empty). */
  readonly unreachable: string | null;
}

const blank = { files: [], deliveries: [], exists: false, answers: undefined, attaches: undefined, unreachable: null };

/** Reads what is needed to write: the draft, or the message that is answered. @param host of the server */
export const useComposition = (composition: Composition, host: string): Start | Problem | null => {
  const { bridge, account: current } = useApp();
  const { id: account } = useValue(current);
  const { t } = useTranslation();
  const format = useFormat();
  const [start, setStart] = useState<Start | Problem | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a form that was begun does not start anew in another language
  useEffect(() => {
    let wanted = true;
    const read = async (): Promise<Start | Problem> => {
      if (composition.kind === 'new') {
        const { to, subject, text } = composition;
        const [only, ...others] = to.map((one) => readRecipient(one, host));
        const elsewhere = only?.kind === 'elsewhere' && others.length === 0 ? only.address : null;
        return { ...blank, fields: { to: elsewhere === null ? to : [], subject, text }, unreachable: elsewhere };
      }
      if (composition.kind === 'draft') {
        const outcome = await bridge.call('letters.read', { account, id: composition.id });
        if (!outcome.ok) return outcome.problem;
        const { to, subject, text, files, deliveries } = outcome.value;
        return { ...blank, fields: { to, subject, text }, files, deliveries, exists: true };
      }
      const outcome = await bridge.call('letters.original', { account, uid: composition.uid });
      if (!outcome.ok) return outcome.problem;
      const { from, subject, at, body } = outcome.value;
      if (composition.kind === 'forward') {
        const fields = { to: [], subject: marked(subject, (subject) => t('letters.fwd', { subject }), handedOn), text: '' };
        return { ...blank, fields, attaches: composition.uid };
      }
      const recipient = readRecipient(from, host);
      const said = body === null ? '' : quote(body.kind === 'text' ? body.text : textOfHtml(body.html));
      const date = format.fullTime(at);
      const lead =
        said === '' ? '' : `\n\n${t('letters.attribution', { date, name: senderName(from) || t('letters.someone') })}\n${said}\n`;
      return {
        ...blank,
        fields: {
          to: recipient.kind === 'mailbox' ? [recipient.mailbox] : [],
          subject: marked(subject, (subject) => t('letters.re', { subject }), answered),
          text: lead.slice(0, letterLimits.text),
        },
        answers: composition.uid,
        unreachable: recipient.kind === 'mailbox' ? null : recipient.kind === 'elsewhere' ? recipient.address : '',
      };
    };
    setStart(null);
    void read().then((found) => wanted && setStart(found));
    return () => {
      wanted = false;
    };
  }, [bridge, account, composition]);
  return start;
};
