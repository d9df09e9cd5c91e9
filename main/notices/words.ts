import type { Notice } from './policy.ts';

/** Names of a sender without the address, as `Ann Lee <ann@sender.example>` has one. */
const nameOf = (from: string): string => /^\s*"?([^"<]*?)"?\s*<[^>]*>\s*$/.exec(from)?.[1] || from;

/** What others wrote, on one line that a notification has room for. */
const short = (text: string, max: number): string => {
  const line = text.replace(/[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu, ' ').trim();
  const signs = [...line];
  return signs.length <= max ? line : `${signs.slice(0, max - 1).join('')}…`;
};

const words = {
  en: {
    one: 'New message',
    many: (count: number): string => `${count.toLocaleString('en-GB')} new messages`,
    last: (from: string): string => `The last one is from ${from}.`,
    nobody: 'No sender',
    untitled: 'No subject',
  },
  ja: {
    one: '新着メッセージ',
    many: (count: number): string => `新着 ${count.toLocaleString('ja-JP')} 件`,
    last: (from: string): string => `最新は ${from} からです。`,
    nobody: '差出人なし',
    untitled: '件名なし',
  },
} as const;

/**
 * The two texts of a notification.
 * @param options `preview`: sender and subject are shown; `account`: its name, if there are several
 */
export const noticeWords = (
  notice: Notice,
  { language, preview, account }: { language: 'en' | 'ja'; preview: boolean; account: string | undefined },
): { title: string; body: string } => {
  const say = words[language];
  const { from, subject } = notice.kind === 'one' ? notice.message : notice.last;
  const sender = short(nameOf(from), 80) || say.nobody;
  const lines = (...given: readonly (string | undefined)[]): string => given.filter((line) => line).join('\n');
  if (notice.kind === 'many')
    return { title: say.many(notice.count), body: lines(preview ? say.last(sender) : undefined, account && short(account, 80)) };
  if (!preview) return { title: say.one, body: lines(account && short(account, 80)) };
  return { title: sender, body: lines(short(subject, 160) || say.untitled, account && short(account, 80)) };
};
