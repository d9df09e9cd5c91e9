// What stands in the mailbox of the pictures.
import { greenhouse } from './picture.mjs';

const hour = 3_600_000;
const day = 24 * hour;

const word = (text) => (/^[\x20-\x7e]*$/.test(text) ? text : `=?UTF-8?B?${Buffer.from(text).toString('base64')}?=`);
const address = (from) => from.replace(/^[^<]+(?= <)/, word);
const lines = (bytes) => bytes.toString('base64').replace(/.{76}/g, '$&\r\n');

const mail = (from, subject, ...rest) =>
  [`From: ${address(from)}`, 'To: me@localhost', `Subject: ${word(subject)}`, 'MIME-Version: 1.0', ...rest].join('\r\n');

/** A mail of plain text, with files if there are any: `[name, type, bytes]`. */
const letter = (from, subject, text, ...files) => {
  const plain = ['Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: base64', '', lines(Buffer.from(text)), ''];
  const attached = files.flatMap(([name, type, bytes]) => [
    '--part',
    `Content-Type: ${type}`,
    `Content-Disposition: attachment; filename="${word(name)}"`,
    ...['Content-Transfer-Encoding: base64', '', lines(bytes), ''],
  ]);
  const body =
    files.length === 0
      ? mail(from, subject, ...plain)
      : mail(from, subject, 'Content-Type: multipart/mixed; boundary=part', '', '--part', ...plain, ...attached, '--part--', '');
  return { from, subject, type: 'message/rfc822', body };
};
const layout = (from, subject, html) => ({
  ...{ from, subject, type: 'message/rfc822' },
  body: mail(from, subject, 'Content-Type: text/html; charset=utf-8', '', html),
});
const note = (from, subject, text) => ({ from, subject, type: 'text/plain; charset=utf-8', body: text });
const file = (from, subject, type, length) => ({ from, subject, type, body: Buffer.alloc(length, subject) });

export const subjects = {
  text: 'Quarterly figures, with the changes from Tuesday',
  attachments: 'Minutes of Thursday and the plan for the annex',
  image: 'Still 06:00',
  html: 'This week at the market hall',
};

const quarterly = `Dear all,

the figures for the third quarter are final. Three things changed since Tuesday:

  – The lease of the Harbour Street store is now booked where it belongs, in August.
  – Returns are counted on the day they arrive, not on the day they are announced.
  – The workshop's own use is no longer revenue.

Together they take 1.8 % off the margin. It is still the best third quarter since 2019.

If something looks odd, call me before Friday noon. After that it goes to the auditors.

Ann
`;

const invoice = `ご担当者様

いつもお世話になっております。経理部の高橋です。
11月分の請求書をお送りします。お支払い期限は12月末日です。

ご不明な点がございましたら、お気軽にお問い合わせください。
今後ともよろしくお願いいたします。

高橋 美咲
`;

const market = `<html><head><style>td{padding:4px}</style></head><body><h1>This week at the market hall</h1>
<p>The <b>quince</b> is here, and it will not stay long. Mrs Albers brings hers on Saturday at eight.</p>
<table><tr><td>Saturday</td><td>Quince, medlar, the first chestnuts</td></tr><tr><td>Sunday</td><td>Closed for the clocks</td></tr></table>
<p><img src="https://pixel.example/open.gif" width="1" height="1"><a href="https://market.example/">Read it in the browser</a></p></body></html>`;

/** The inbox, the newest last; `now` in ms since the epoch. */
export const inbox = (now) => {
  const at = (back, message, marks = { read: true }) => ({ ...message, ...marks, at: now - back });
  const unread = {};
  return [
    at(200 * day, letter('Registry Office <registry@city.example>', 'Your certificate is ready to be collected', 'Room 2.14.\n')),
    at(41 * day, note('backup@nas.local', 'Nightly backup finished: 3 folders, 0 errors', 'home: ok\nphotos: ok\nledger: ok\n')),
    at(19 * day, letter('Bob Okafor <bob@okafor.example>', 'Re: The boat', 'Take it. I will not be sailing before May.\n')),
    at(12 * day, letter('Irina Petrova <irina@petrova.example>', 'Фотографии из Казани', 'Все снимки в приложении.\n')),
    at(9 * day, file('Scanner, 2nd floor', 'Scan 0412', 'application/pdf', 214_000)),
    at(8 * day, letter('佐藤 健一 <sato@sekkei.example>', '打ち合わせの日程について', '来週の水曜日、午後2時はいかがでしょうか。\n')),
    at(
      5.2 * day,
      letter('Rivka Stein <rivka@stein.example>', 'מסמכים לפגישה ביום ראשון', 'שלום,\n\nהמסמכים מצורפים. נתראה ביום ראשון בעשר.\n\nרבקה\n'),
    ),
    at(
      4.1 * day,
      letter('Payroll <payroll@works.example>', 'Slip for November', 'Your slip is attached.\n', [
        'slip.pdf',
        'application/pdf',
        Buffer.alloc(31_400),
      ]),
      {
        read: true,
        protected: true,
      },
    ),
    at(3.3 * day, note('Build <ci@works.example>', 'main is green again', '412 passed, 0 failed, 3 min 12 s.\n')),
    at(
      2.2 * day,
      letter(
        'A committee whose name is longer than any list is wide <committee@long.example>',
        'A subject that does not know when to stop: the minutes of the meeting, the agenda for the next one, what was postponed and why, and everything that was said in between',
        'See above.\n',
      ),
    ),
    at(1.4 * day, letter('Marie-Noëlle Lefèvre <mn@lefevre.example>', 'La clé du grenier', 'Elle est chez la voisine.\n')),
    at(1.1 * day, letter('Bob Okafor <bob@okafor.example>', 'Keys to the store', 'Under the mat. Please put them back.\n'), {
      read: true,
      protected: true,
    }),
    at(22 * hour, layout('Market Hall <news@market.example>', subjects.html, market)),
    at(
      7 * hour,
      letter('鈴木 さくら <suzuki@hana.example>', '【重要】サーバー移行のお知らせ(11月28日 22時〜翌2時)', '作業中は送信できません。\n'),
      unread,
    ),
    at(6 * hour, { from: 'Greenhouse camera', subject: subjects.image, type: 'image/png', body: greenhouse(), read: true }, {}),
    at(4 * hour, note('monitor@rack2.local', 'disk 3 will not last the week', 'Reallocated sectors: 412 (yesterday: 96).\n'), unread),
    at(
      3 * hour,
      letter(
        'Tomás Ferreira <tomas@ferreira.example>',
        subjects.attachments,
        'Hello,\n\nthe minutes and the plan. The room numbers are the new ones.\n\nTomás\n',
        ['Minutes 2025-11-20.pdf', 'application/pdf', Buffer.alloc(48_213)],
        ['Annex, ground floor.png', 'image/png', Buffer.alloc(126_900)],
        ['別館 見積書.xlsx', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', Buffer.alloc(18_400)],
        ['voice memo.m4a', 'audio/mp4', Buffer.alloc(940_000)],
      ),
      unread,
    ),
    at(1.5 * hour, letter('経理部 高橋 <takahashi@keiri.example>', '11月分の請求書をお送りします', invoice), unread),
    at(0.7 * hour, letter('Ann Lee <ann.lee@works.example>', subjects.text, quarterly), { read: true }),
    at(0.2 * hour, letter('Bob Okafor <bob@okafor.example>', 'Re: Re: The boat', 'Then the trailer too?\n'), unread),
  ];
};

/** What comes in while the app runs, and what then waits. */
export const arrivals = [
  letter('Ann Lee <ann.lee@works.example>', 'Figures, once more', quarterly),
  note('backup@nas.local', 'Nightly backup finished: 3 folders, 0 errors', 'home: ok\n'),
  letter('経理部 高橋 <takahashi@keiri.example>', '請求書の件', invoice),
  file('Scanner, 2nd floor', 'Scan 0413', 'application/pdf', 181_000),
  note('Build <ci@works.example>', 'main is red', '411 passed, 1 failed.\n'),
  letter('Rivka Stein <rivka@stein.example>', 'תודה', 'תודה רבה.\n'),
  layout('Market Hall <news@market.example>', 'Chestnuts', market),
  file('Door camera', 'Delivery at the gate', 'video/mp4', 1_200_000),
  letter('Marie-Noëlle Lefèvre <mn@lefevre.example>', 'Re: La clé du grenier', 'Merci !\n'),
  letter('佐藤 健一 <sato@sekkei.example>', 'Re: 打ち合わせの日程について', '水曜日でお願いします。\n'),
  letter('Tomás Ferreira <tomas@ferreira.example>', 'The plan, corrected', 'Room 1.07 was missing.\n', [
    'Annex, ground floor.png',
    'image/png',
    Buffer.alloc(127_400),
  ]),
];

/** A long life of mail, the newest last. */
export function* hundredThousand(now, count = 100_000) {
  const all = [...inbox(now).filter(({ type }) => !type.startsWith('image/')), ...arrivals].map(({ from, subject }) => ({ from, subject }));
  for (let n = count; n > 0; n -= 1) {
    const { from, subject } = all[n % all.length];
    const body = `Message ${n}.\n${'It says what such messages say, in a line that is as long as theirs.\n'.repeat(1 + (n % 24))}`;
    const at = now - n * 420_000;
    yield { ...note(from, subject, body), at, ...(n % 40 > 2 && { read: true }), ...(n % 97 === 0 && { protected: true }) };
  }
}
