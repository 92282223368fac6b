import { createHash } from "node:crypto";
import { canonicalJson } from "../json/canonical-json.js";
import type { DatasetItem } from "./dataset.js";

/**
 * Hash of what a pipeline or an evaluator can see of an item: input, expected output and metadata. 16 hex digits of
 * SHA-256 over their JSON with sorted keys.
 */
export function itemContent({
  input,
  expectedOutput,
  metadata,
}: Pick<DatasetItem, "input" | "expectedOutput" | "metadata">): string {
  const text = canonicalJson([input, expectedOutput, metadata]);
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}
