import type { PlacedItem } from "./placed-item.js";

/** Places of items without an id that have the same input, in groups: only their order tells them apart. */
export function repeatedInputs(items: readonly PlacedItem[]): readonly (readonly string[])[] {
  const places = new Map<string, string[]>();
  for (const { place, item } of items) {
    if (item.id !== undefined) continue;
    const input = JSON.stringify(item.input);
    const known = places.get(input);
    if (known === undefined) places.set(input, [place]);
    else known.push(place);
  }
  return [...places.values()].filter((group) => group.length > 1);
}
