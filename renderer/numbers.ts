/**
 * The number that was written, in digits of whatever width; null: it is none. Thousands may be parted by commas.
 * @param decimals places that it may have
 */
export const numberOf = (written: number | string, decimals = 0): number | null => {
  const text = String(written).normalize('NFKC').trim();
  if (!/^(\d+|\d{1,3}(,\d{3})+)(\.\d*)?$/.test(text)) return null;
  if ((text.split('.')[1] ?? '').length > decimals) return null;
  return Number(text.replaceAll(',', ''));
};
