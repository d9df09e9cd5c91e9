/** What is chosen in a list: the row that the keyboard stands on, and all that an act applies to. */
export interface Selection {
  readonly cursor: string | null;
  /** Where a range that is drawn with shift starts. */
  readonly anchor: string | null;
  readonly picked: ReadonlySet<string>;
}

export const nothing: Selection = { cursor: null, anchor: null, picked: new Set() };

export const only = (uid: string): Selection => ({ cursor: uid, anchor: uid, picked: new Set([uid]) });

export const toggle = (selection: Selection, uid: string): Selection => {
  const picked = new Set(selection.picked);
  if (!picked.delete(uid)) picked.add(uid);
  return { cursor: uid, anchor: uid, picked };
};

/** From the anchor to `uid`, both included; `order` is the list as it stands. */
export const reach = (selection: Selection, uid: string, order: readonly string[]): Selection => {
  const from = selection.anchor === null ? -1 : order.indexOf(selection.anchor);
  const to = order.indexOf(uid);
  if (from < 0 || to < 0) return only(uid);
  return { cursor: uid, anchor: selection.anchor, picked: new Set(order.slice(Math.min(from, to), Math.max(from, to) + 1)) };
};

export const all = (order: readonly string[], { cursor, anchor }: Selection): Selection => ({
  cursor: cursor ?? order[0] ?? null,
  anchor: anchor ?? order[0] ?? null,
  picked: new Set(order),
});

/** What to stand on when the picked rows are gone: the row behind them, or the one before. */
export const successor = (selection: Selection, order: readonly string[]): string | null => {
  const last = order.findLastIndex((uid) => selection.picked.has(uid));
  if (last < 0) return null;
  const behind = order.slice(last + 1).find((uid) => !selection.picked.has(uid));
  return behind ?? order.slice(0, last).findLast((uid) => !selection.picked.has(uid)) ?? null;
};

/** Without what is gone. */
export const without = (selection: Selection, gone: ReadonlySet<string>): Selection => {
  const { cursor, anchor, picked } = selection;
  const stays = cursor === null || !gone.has(cursor) ? cursor : null;
  if (stays === cursor && (anchor === null || !gone.has(anchor)) && ![...picked].some((uid) => gone.has(uid))) return selection;
  return {
    cursor: stays,
    anchor: anchor !== null && gone.has(anchor) ? stays : anchor,
    picked: new Set([...picked].filter((uid) => !gone.has(uid))),
  };
};

/** Only what is here. */
export const present = (selection: Selection, here: ReadonlySet<string>): Selection => {
  const { cursor, anchor, picked } = selection;
  const known = [...picked, ...(cursor === null ? [] : [cursor]), ...(anchor === null ? [] : [anchor])];
  return without(selection, new Set(known.filter((uid) => !here.has(uid))));
};
