/** Names as an error tells them. */
export const toldNames = (names: readonly string[]): string =>
  names.length === 0 ? "none" : names.join(", ");

/** The sentence of an error that tells the nearest names; nothing where none is near. */
export const toldNearest = (nearest: readonly string[]): string =>
  nearest.length === 0 ? "" : ` Nearest: ${nearest.join(", ")}.`;
