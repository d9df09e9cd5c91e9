/** The name in `Ann Lee <ann@example.org>`, else the address; what comes from outside may be anything. */
export const senderName = (from: string): string => {
  const match = /^\s*"?([^"<]*?)"?\s*<([^<>]*)>\s*$/.exec(from);
  return (match?.[1] || match?.[2] || from).trim();
};
