import type { JsonObject } from "../../domain/json/json.js";
import type { ModelAnswer } from "../../domain/model/models.js";

/** What the judging of one item by one criterion gave. */
export interface CriterionJudgement {
  /** In [0, 1]; null = the judge failed, for `problem`. */
  readonly score01: number | null;
  readonly problem: string | null;
  /** The judge's own words, where it gave some. */
  readonly reason: string | null;
  /** How the score came about. */
  readonly details: JsonObject;
  /** The answers that count. */
  readonly answers: readonly ModelAnswer[];
}
