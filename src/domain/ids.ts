import { createHash } from "node:crypto";

/** The project of a store; Langfuse's formula for experiment ids wants one. */
export const DEFAULT_PROJECT_ID = "assay";

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** Namespace of all uuid5 ids below; changing it would orphan every stored row. */
const NAMESPACE = Buffer.from("5f0c1e0a6b1d5d5c9d0f6a2f4e8b7c31", "hex");

/** A name-based UUID, version 5 (RFC 9562 §5.5), in Assay's namespace. */
export function uuid5(parts: readonly (string | number)[]): string {
  const hash = createHash("sha1").update(NAMESPACE).update(JSON.stringify(parts)).digest().subarray(0, 16);
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x50;
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80;
  const hex = hash.toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** Langfuse's stable experiment id, 16 hex: the same experiment has the same id on both sides. */
export function experimentId(place: {
  readonly projectId?: string;
  readonly datasetId: string;
  readonly name: string;
}): string {
  const projectId = place.projectId ?? DEFAULT_PROJECT_ID;
  return sha256(JSON.stringify(["langfuse-experiment-v1", projectId, place.datasetId, place.name])).slice(
    0,
    16,
  );
}

/** A comparison's id, 16 hex. */
export function comparisonId(name: string): string {
  return sha256(JSON.stringify(["assay-comparison-v1", name])).slice(0, 16);
}

/** A dataset's id, derived from its name, so that creating it twice cannot make two. */
export function datasetId(name: string): string {
  return uuid5(["dataset", name]);
}

/** The id of an item given without one: the same input in the same dataset is the same item. */
export function datasetItemId(dataset: string, inputJson: string): string {
  return uuid5(["item", dataset, inputJson]);
}

interface RunPlace {
  readonly experimentId: string;
  readonly itemId: string;
  readonly repetition: number;
}

/** A run's id. */
export function runId(place: RunPlace): string {
  return uuid5(["run", place.experimentId, place.itemId, place.repetition]);
}

/** A run's trace id, 32 hex. */
export function traceId(place: RunPlace): string {
  return sha256(JSON.stringify(["assay-trace-v1", place.experimentId, place.itemId, place.repetition])).slice(
    0,
    32,
  );
}

/** An observation's id, 16 hex, from its trace and a name unique within it. */
export function observationId(trace: string, key: string): string {
  return sha256(JSON.stringify(["assay-observation-v1", trace, key])).slice(0, 16);
}

/** An evaluation's id. */
export function evaluationId(run: string, evaluatorId: string): string {
  return uuid5(["evaluation", run, evaluatorId]);
}

/** A score's id. */
export function scoreId(place: {
  readonly runId: string;
  readonly evaluatorId: string;
  readonly name: string;
}): string {
  return uuid5(["score", place.runId, place.evaluatorId, place.name]);
}

/** SHA-256 of a JSON value, hex; for fingerprints. */
export function fingerprint(value: unknown): string {
  return sha256(JSON.stringify(value));
}
