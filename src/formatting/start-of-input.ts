import type { JsonValue } from "../domain/json/json.js";

const LONGEST = 60;

/** How an item is called before people: the start of its input, `"What is the capital of Fran…"` or `{"q":"…`. Hostile as the input is. */
export function startOfInput(input: JsonValue): string {
  const isText = typeof input === "string";
  const text = isText ? input : JSON.stringify(input);
  const characters = [...text.slice(0, 2 * LONGEST + 2).trim()];
  const start = characters.slice(0, LONGEST).join("");
  const shown = `${start}${characters.length > LONGEST || text.length > 2 * LONGEST + 2 ? "…" : ""}`;
  return isText ? `"${shown}"` : shown;
}
