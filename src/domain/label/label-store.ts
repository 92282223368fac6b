import type { JsonObject } from "../json/json.js";

/** A numeric value of one run, with the place it belongs to. */
export interface RunValue {
  readonly runId: string;
  readonly traceId: string;
  readonly itemId: string;
  readonly repetition: number;
  readonly value: number;
  readonly metadata: JsonObject;
}

/** What a person said of a run, or what the evaluators gave it. */
export interface RunValueKey {
  readonly experimentId: string;
  readonly name: string;
  /** `labels`: what people say (scores of source ANNOTATION), one row per annotator. `evaluations`: everything else. */
  readonly of: "labels" | "evaluations";
}

/** Mean cost of a call in USD over the calls whose cost is known; null when none is. */
export interface AverageCost {
  readonly calls: number;
  readonly meanUsd: number | null;
}

/** Values run by run, for what the item means no longer hold: repetitions, judge samples and human labels. */
export interface LabelStore {
  /** Numeric and boolean values of completed runs in the experiment's order, streamed. */
  streamRunValues(key: RunValueKey): AsyncIterable<RunValue>;
  /** Names under which people annotated an experiment's runs. */
  listLabelNames(experimentId: string): Promise<readonly string[]>;
  /** Cost of a pipeline call, and of an evaluation by evaluator id. */
  averageCosts(
    experimentId: string,
  ): Promise<{ readonly run: AverageCost; readonly evaluations: Readonly<Record<string, AverageCost>> }>;
}
