/** `Ann Lee <ann@example.org>` in two, as it is written; null if it is not of this form. */
export const senderParts = (from: string): { name: string; address: string } | null => {
  const match = /^\s*([^<]*[^<\s])\s*(<[^<>]*>)\s*$/.exec(from);
  return match?.[1] && match[2] ? { name: match[1], address: match[2] } : null;
};

/** The name in `Ann Lee <ann@example.org>`, else the address; what comes from outside may be anything. */
export const senderName = (from: string): string => {
  const match = /^\s*"?([^"<]*?)"?\s*<([^<>]*)>\s*$/.exec(from);
  return (match?.[1] || match?.[2] || from).trim();
};

/** The address in `Ann Lee <ann@example.org>`, in lower case; null if there is none. */
export const senderAddress = (from: string): string | null => {
  const [, address = from] = /<([^<>]*)>\s*$/.exec(from) ?? [];
  const trimmed = address.trim().toLowerCase();
  return /^[^\s@<>"]+@[^\s@<>"]+$/.test(trimmed) && trimmed.length <= 320 ? trimmed : null;
};
