import type { JsonValue } from "../domain/json.js";

/** Each brace that opens may be looked at to the text's end: a text of nothing but braces must not take minutes. */
const MOST_TRIES = 200;

/** The text as JSON, else the first JSON object in it (prose or a code fence around it); null when there is none. */
export function firstJsonObject(text: string): JsonValue | null {
  const whole = parse(text.trim());
  if (whole !== undefined) return whole;
  let start = text.indexOf("{");
  for (let tries = 0; start >= 0 && tries < MOST_TRIES; tries += 1) {
    const end = findEnd(text, start);
    const found = end === null ? undefined : parse(text.slice(start, end));
    if (found !== undefined) return found;
    start = text.indexOf("{", start + 1);
  }
  return null;
}

function parse(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}

/** The place after the brace that closes the one at `start`; braces in strings do not count. */
function findEnd(text: string, start: number): number | null {
  let depth = 0;
  let inString = false;
  for (let index = start; index < text.length; index += 1) {
    const character = text[index];
    if (inString) {
      if (character === "\\") index += 1;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === "{") depth += 1;
    else if (character === "}") {
      depth -= 1;
      if (depth === 0) return index + 1;
    }
  }
  return null;
}
