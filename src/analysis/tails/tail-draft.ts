import type { TailDifference } from "../../domain/comparison/tail-difference.js";

/** A tail's difference before its family is settled; with a refusal it has no verdict of its own. */
export interface TailDraft
  extends Pick<TailDifference, "baseline" | "candidate" | "change" | "interval" | "bounds" | "pValue"> {
  readonly refusal: string | null;
}
