import type { Experiment } from "../domain/experiment/experiment.js";

/** What to start, and what to change of its definition for this start. */
export interface StartOptions {
  /** Name of an experiment of the configuration. */
  readonly definition: string;
  /** Run only these variants. */
  readonly variants?: readonly string[];
  /** `NAME` or `NAME@VERSION`. */
  readonly dataset?: string;
  /** Runs per item. */
  readonly repetitions?: number;
  /** Run only this many items, the first ones. */
  readonly limit?: number;
  /** Name instead of `<definition>-<variant>-<start time>`; if there are several variants, the variant is appended. */
  readonly name?: string;
  /** Calls in flight at once. */
  readonly concurrency?: number;
  /** Budget instead of the definition's `limits.budgetUsd`. */
  readonly budgetUsd?: number;
  /** Any JSON object, kept with the experiments. */
  readonly metadata?: Experiment["metadata"];
}
