import type { Experiment } from "../domain/experiment/experiment.js";

/** What a start may change of a definition. */
export interface StartOptions {
  /** Name of an experiment of the configuration. */
  readonly definition: string;
  /** These variants only. */
  readonly variants?: readonly string[];
  /** `NAME` or `NAME@VERSION`. */
  readonly dataset?: string;
  /** Runs per item. */
  readonly repetitions?: number;
  /** The first so many items only. */
  readonly limit?: number;
  /** Instead of `<definition>-<variant>-<start time>`; with several variants the variant is appended. */
  readonly name?: string;
  /** Calls in flight at once. */
  readonly concurrency?: number;
  /** Instead of the definition's `limits.budgetUsd`. */
  readonly budgetUsd?: number;
  /** Any JSON object, kept with the experiments. */
  readonly metadata?: Experiment["metadata"];
}
