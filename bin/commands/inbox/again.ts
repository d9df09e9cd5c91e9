import { Command } from 'commander';
import type { Redelivered } from '../../../main/sync/request.ts';
import { actionsAtOnce } from '../../../protocol/api.ts';
import { Problem } from '../../../protocol/errors.ts';
import { parseUid } from '../admin/values.ts';
import { createOutput } from '../output.ts';
import { messages } from '../words.ts';
import { type Access, ask, withAccess } from './access.ts';

const sentence = ({ uid, outcome, id }: Redelivered): string => {
  switch (outcome) {
    case 'done':
      return `${uid} waits at the server again, as message ${id}`;
    case 'already':
    case 'not-processed':
      return `${uid} waits at the server already`;
    case 'ended':
      return `${uid} is no longer at the server`;
    case 'unknown':
      return `${uid} is not known at the server`;
  }
};

/** Whether the device will not have it. */
const isGone = ({ outcome }: Redelivered): boolean => outcome === 'ended' || outcome === 'unknown';

export const againCommand = (): Command =>
  withAccess(
    new Command('again')
      .description("have messages that are gone here sent again, from the server's processed folder; the device then fetches them")
      .argument('<uid...>'),
  ).action((words: string[], access: Access) =>
    ask(access, async (client) => {
      const uids = [...new Set(words.map(parseUid))];
      const output = createOutput(access.json);
      let gone = 0;
      for (let from = 0; from < uids.length; from += actionsAtOnce)
        for (const result of await client.redeliver(uids.slice(from, from + actionsAtOnce))) {
          if (isGone(result)) gone += 1;
          output.event(result, sentence(result));
        }
      if (gone > 0) throw new Problem('message-unknown', `The server does not have ${messages(gone)} any more.`);
    }),
  );
