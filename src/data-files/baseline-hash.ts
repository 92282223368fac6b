import { createHash } from "node:crypto";
import { canonicalJson } from "../domain/json/canonical-json.js";
import { toJsonValue } from "../domain/json/json.js";

/**
 * SHA-256 over the lines of a baseline file, the header's own `hash` left out. Of what the lines say and not of how they
 * are written: line ends that a checkout changed, spaces and the order of keys do not matter.
 */
export function baselineHash(header: object, items: readonly object[]): string {
  const { hash: _hash, ...rest } = header as { readonly hash?: string };
  const hash = createHash("sha256");
  for (const line of [rest, ...items])
    hash.update(`${canonicalJson(toJsonValue(line, "a baseline file"))}\n`);
  return hash.digest("hex");
}
