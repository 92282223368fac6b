/** Parts of at most `size`, in order; keeps statements under the engines' limits on parameters. */
export function chunked<Value>(values: readonly Value[], size: number): Value[][] {
  const parts: Value[][] = [];
  for (let start = 0; start < values.length; start += size) parts.push(values.slice(start, start + size));
  return parts;
}
