/**
 * The order of item ids in the store: by code point, as UTF-8 bytes sort, not by JavaScript's UTF-16 units.
 *
 * Merging two streams in another order than they come in would pair nothing after the first emoji.
 */
export function compareItemIds(left: string, right: string): number {
  if (left === right) return 0;
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index += 1) {
    if (left.charCodeAt(index) === right.charCodeAt(index)) continue;
    // Where the units before are the first of a pair, the characters began there.
    const start = index > 0 && isFirstOfPair(left.charCodeAt(index - 1)) ? index - 1 : index;
    return codePoints(left, right, start) || codePoints(left, right, index);
  }
  return left.length - right.length;
}

function codePoints(left: string, right: string, at: number): number {
  return (left.codePointAt(at) ?? 0) - (right.codePointAt(at) ?? 0);
}

function isFirstOfPair(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}
