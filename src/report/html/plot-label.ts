import { printableLine } from "../../formatting/printable-text.js";

/** Text that a plot has room for: on one line, at most this many characters, an ellipsis for what is left out. */
export function plotLabel(text: string, longest: number): string {
  const characters = [...printableLine(text)];
  return characters.length <= longest ? characters.join("") : `${characters.slice(0, longest - 1).join("")}…`;
}
