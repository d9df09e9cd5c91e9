// Messages of an inbox as they may be: a third in Japanese, words as frequent as in any text, a few with attachments.
const english = `the to of and a in for is on that by this with you it not or be are from at as your all have new more an was we will can us
about if page my has search free but our one other do no information time they site he up may what which their news out use any there see only
so his when contact here business who web also now help get view online first been would how were services some these its like service than find
price date back top people had list name just over state year day into email two health world next used go work last most products music buy
data make them should product system post her city add policy number such please available copyright support message after best software then
good video well where info rights public books high school through each links she review years order very privacy book items company read group
need many user said does set under general research university january mail full map reviews program life know games way days management part
could great united hotel real item international center must store travel comments made development report off member details line terms before
hotels did send right type because local those using results office education national car design take posted internet address community within
states area want phone shipping reserved subject between forum family long based code show even black check special prices website index being
women much sign file link open today technology south case project same pages version section own found sports house related security both
invoice meeting agenda harbour ledger quarterly shipment delivery warehouse receipt lantern orchard granite velvet compass meridian thicket`.split(
  /\s+/,
);
const japanese =
  `会議 資料 請求書 見積 確認 東京 大阪 京都 発送 納品 連絡 予定 変更 報告 担当 部長 株式会社 お世話 添付 契約 支払 期限 来週 今週 明日 本日 商品
在庫 注文 番号 電話 住所 名前 会社 社員 研修 出張 新幹線 飛行機 宿泊 予約 天気 桜 写真 送付 郵便 配達 受取 印刷 図書館 大学 研究 論文 発表 質問 回答`.split(
    /\s+/,
  );
const particles = ['の', 'を', 'に', 'は', 'が', 'で', 'と', 'も'];

/** The same numbers in every run (mulberry32). */
const createRandom = (seed) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
};

/** The word at a place of a vocabulary of 20,000: behind those that are listed come two of them as one. */
const wordAt = (place) =>
  place < english.length ? english[place] : `${english[place % english.length]}${english[(place * 7 + (place >> 5)) % english.length]}`;

/** By Zipf's law the word at place n is as frequent as 1 / n. */
const zipf = (random, size) => Math.min(size - 1, Math.floor(size ** random()) - 1);

const letter = (random, at, words) => {
  if (at % 3 !== 0) return Array.from({ length: words }, () => wordAt(zipf(random, 20_000))).join(' ');
  const one = () => japanese[zipf(random, japanese.length)] + particles[Math.floor(random() * particles.length)];
  return Array.from({ length: Math.ceil(words / 2) }, one).join('');
};

const day = 86_400_000;
const since = Date.UTC(2026, 0, 1);

export function* letters(count) {
  const random = createRandom(count);
  for (let at = 0; at < count; at += 1) {
    const subject = letter(random, at, 6);
    // A word that is in every message.
    const body = `restante ${letter(random, at, 20 + Math.floor(random() * 80))}`;
    const attachments = random() < 0.03 ? [`${wordAt(zipf(random, 20_000))}.pdf`] : [];
    yield {
      ...{ from: `${wordAt(zipf(random, 3_000))}@${wordAt(zipf(random, 300))}.example`, subject, body, attachments },
      ...{ type: at % 50 === 0 ? 'image/png' : 'text/plain; charset=utf-8', at: since + Math.floor((at * 300 * day) / count) },
      marks: { read: random() < 0.97, ...(random() < 0.01 && { protected: true }) },
    };
  }
}

/** The middle tenth of the time. */
export const dates = { since: since + 135 * day, until: since + 165 * day };
