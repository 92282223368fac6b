import type { JsonObject } from "../../domain/json/json.js";
import type { ModelAnswer } from "../../domain/model/models.js";

/** Which of two texts a judge prefers, in one order of presentation. */
export interface PairPreference {
  /** Probability (0–1) that the text shown first is preferred, a tie counting half; null = the judge failed. */
  readonly shownFirst: number | null;
  readonly problem: string | null;
  readonly reason: string | null;
  readonly details: JsonObject;
  readonly answers: readonly ModelAnswer[];
}
