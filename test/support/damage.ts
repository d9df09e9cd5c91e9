import { readFileSync, writeFileSync } from 'node:fs';

const pageSize = 4_096;
/** The first byte of a page of rows. */
const leaf = 0x0d;

/** Overwrites the middle of a page of histories of a server's store, one that is not in the log. */
export const damageHistory = (file: string): void => {
  const bytes = readFileSync(file);
  for (let at = pageSize; at < bytes.length; at += pageSize) {
    const page = bytes.subarray(at, at + pageSize);
    if (page[0] !== leaf || page.toString('latin1').split('accepted').length < 50) continue;
    // The places of its rows, and some of the rows.
    page.fill(0xa5, 8, 2_048);
    writeFileSync(file, bytes);
    return;
  }
  throw new Error('no page of histories');
};
