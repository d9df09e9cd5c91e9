import type { AccountInfo, Amount, MessageRow, RoomChoice, RoomWeight, Status } from '../protocol/bridge.ts';

type Rules = Pick<AccountInfo, 'cap' | 'overwriteRead'>;

/** In the unit of the cap; a message of no bytes counts as 1. */
export const inUnit = ({ cap }: Rules, { count, bytes }: Amount): number => (cap.unit === 'messages' ? count : bytes);
const weightOf = ({ cap }: Rules, size: number): number => (cap.unit === 'messages' ? 1 : Math.max(size, 1));

/** What cannot make way by itself: it takes its part of the cap until the reader says otherwise. */
export const fixedOf = (tally: Status['tally'], rules: Rules): number =>
  inUnit(rules, tally.protected) + inUnit(rules, tally.unread) + (rules.overwriteRead ? 0 : inUnit(rules, tally.read));

/** What can be received, in the unit of the cap; below zero when more is held that cannot make way than may be. */
export const roomOf = (tally: Status['tally'], rules: Rules): number => rules.cap.limit - fixedOf(tally, rules);

/** How much room it makes to delete messages or to mark them as read: read ones that may be overwritten gain none. */
export const gainOf = ({ read, unread }: RoomWeight, rules: Rules, act: 'delete' | 'read'): number => {
  if (act === 'read') return rules.overwriteRead ? inUnit(rules, unread) : 0;
  return inUnit(rules, unread) + (rules.overwriteRead ? 0 : inUnit(rules, read));
};

/** The places of those that fit into the room, as the server sends them: each in its turn, and what does not fit is passed over. */
export const fitting = (rules: Rules, room: number, sizes: readonly number[]): number[] => {
  let left = room;
  const places: number[] = [];
  for (const [place, size] of sizes.entries()) {
    const weight = weightOf(rules, size);
    if (weight > left) continue;
    left -= weight;
    places.push(place);
  }
  return places;
};

/** The smallest cap with which the message at a place comes, after all that wait before it. */
export const capToFit = (tally: Status['tally'], rules: Rules, sizes: readonly number[], place: number): number =>
  fixedOf(tally, rules) + sizes.slice(0, place + 1).reduce((sum, size) => sum + weightOf(rules, size), 0);

/** Why a message is still at the server. */
export type WhyWaiting = 'coming' | 'room' | 'too-large' | 'damaged' | 'refused';

export const whyWaiting = ({ size }: { readonly size: number }, { connection, tally }: Status, rules: Rules): WhyWaiting => {
  if (weightOf(rules, size) > rules.cap.limit) return 'too-large';
  if (connection.kind === 'refused' || connection.kind === 'failing') return 'refused';
  if (connection.kind === 'deferred') return 'damaged';
  return weightOf(rules, size) > roomOf(tally, rules) ? 'room' : 'coming';
};

export const nothingChosen: RoomChoice = { rule: null, also: [], except: [] };

type Row = Pick<MessageRow, 'uid' | 'key' | 'read' | 'receivedAt' | 'bytes' | 'attachments'>;

const follows = (rule: NonNullable<RoomChoice['rule']>, row: Row): boolean =>
  row.read === rule.read &&
  row.key <= rule.upTo &&
  (rule.before === undefined || row.receivedAt < rule.before) &&
  (rule.least === undefined || row.bytes >= rule.least) &&
  (!rule.attachments || (row.attachments ?? 0) > 0);

/** As the inbox itself judges it. */
export const isChosen = ({ rule, also, except }: RoomChoice, row: Row): boolean =>
  !except.includes(row.uid) && (also.includes(row.uid) || (rule !== null && follows(rule, row)));

/** Takes a message in, or out. */
export const choose = (choice: RoomChoice, row: Row, chosen: boolean): RoomChoice => {
  const also = choice.also.filter((uid) => uid !== row.uid);
  const except = choice.except.filter((uid) => uid !== row.uid);
  const ruled = choice.rule !== null && follows(choice.rule, row);
  return {
    rule: choice.rule,
    also: chosen && !ruled ? [...also, row.uid] : also,
    except: !chosen && ruled ? [...except, row.uid] : except,
  };
};
