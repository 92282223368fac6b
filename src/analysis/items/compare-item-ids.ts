/**
 * The order of item ids in the store: by code point, as UTF-8 bytes sort, not by JavaScript's UTF-16 units.
 *
 * Merging two streams in another order than they come in would pair nothing after the first emoji.
 */
export function compareItemIds(left: string, right: string): number {
  if (left === right) return 0;
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index += 1) {
    const [a, b] = [left.charCodeAt(index), right.charCodeAt(index)];
    if (a !== b) return orderOf(a) - orderOf(b);
  }
  return left.length - right.length;
}

/** Surrogates stand for code points above all others, although their units are below U+E000 … U+FFFF. */
function orderOf(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
