import { compareExperiments } from "../../src/analysis/comparison/compare-experiments.js";
import { ComparisonPolicy } from "../../src/domain/comparison/comparison-policy.js";
import type { ComparisonReport } from "../../src/domain/comparison/comparison-report.js";
import type { Experiment } from "../../src/domain/experiment/experiment.js";
import { experimentId, runId, scoreId, traceId } from "../../src/domain/ids.js";
import type { JsonObject } from "../../src/domain/json/json.js";
import type { Score } from "../../src/domain/score/score.js";
import type { Store } from "../../src/domain/store.js";
import { experimentNamed } from "./store-contract/experiment-named.js";

const AT = "2026-01-02T03:04:05.678Z";

/** What one run left: a number, null for unscored, or `failed`; one entry per repetition. */
export type RunResult = number | null | "failed";

/** One experiment of a comparison: item id -> the results of its repetitions, on one metric. */
export interface Arm {
  readonly items: Readonly<Record<string, RunResult | readonly RunResult[]>>;
  readonly metric?: string;
  readonly dataType?: Score["dataType"];
  readonly fingerprint?: string;
  /** How long each run took; absent = 1 ms. */
  readonly latencyMs?: (itemId: string) => number;
  /** Items planned but never run. */
  readonly notRun?: readonly string[];
  readonly change?: Partial<Experiment>;
}

/** Items `i000`, `i001`, … with these results. */
export function numbered(results: readonly (RunResult | readonly RunResult[])[]): Arm["items"] {
  return Object.fromEntries(results.map((result, index) => [`i${String(index).padStart(3, "0")}`, result]));
}

/** Writes an experiment that has ended, with runs that failed, were not scored or never ran, as workflows leave it. */
export async function storeArm(store: Store, variant: string, arm: Arm): Promise<Experiment> {
  const { items, metric = "quality", notRun = [], change = {} } = arm;
  const entries = Object.entries(items).map(([itemId, results]) => [itemId, [results].flat()] as const);
  const datasetId = change.datasetId ?? "d";
  const experiment: Experiment = {
    ...experimentNamed(`experiment-${variant}`),
    id: experimentId({ datasetId, name: `experiment-${variant}` }),
    variant,
    status: notRun.length === 0 ? "completed" : "cancelled",
    repetitions: Math.max(1, ...entries.map(([, results]) => results.length)),
    ...change,
  };
  const planned = [...entries, ...notRun.map((itemId) => [itemId, []] as const)].flatMap(
    ([itemId, results]) =>
      Array.from({ length: experiment.repetitions }, (_, repetition) => ({
        itemId,
        repetition,
        experimentId: experiment.id,
        result: results[repetition],
      })),
  );
  const runs = planned.map((place, ordinal) => ({
    ...place,
    ordinal,
    id: runId(place),
    traceId: traceId(place),
  }));
  await store.createExperiment({ ...experiment, runCount: runs.length });
  await store.planRuns(runs);
  for (const run of runs) {
    if (run.result === undefined) continue;
    if (run.result === "failed") {
      const error = { type: "PipelineError", message: "no answer" };
      await store.endRun(run.id, { status: "failed", error, at: AT });
      continue;
    }
    const latencyMs = arm.latencyMs?.(run.itemId) ?? 1;
    await store.recordOutput(run.id, {
      output: "o",
      latencyMs,
      costUsd: null,
      usage: null,
      attempts: 1,
      at: AT,
    });
    await store.completeRun(run.id, [scoreOf(run, run.result, { ...arm, metric })], AT);
  }
  return (await store.getExperiment(experiment.id)) as Experiment;
}

function scoreOf(
  run: { readonly id: string; readonly traceId: string; readonly experimentId: string },
  value: number | null,
  { metric, dataType = "NUMERIC", fingerprint = "f" }: Arm & { readonly metric: string },
): Score {
  const place = { runId: run.id, evaluatorId: "e", name: metric };
  return {
    ...place,
    id: scoreId(place),
    traceId: run.traceId,
    experimentId: run.experimentId,
    dataType,
    value,
    stringValue: null,
    unscoredReason: value === null ? "judge_failed" : null,
    comment: null,
    metadata: {},
    fingerprint,
    source: "EVAL",
    timestamp: AT,
  };
}

/** Stores the arms and compares them; the first is the baseline. */
export async function compareArms(
  store: Store,
  arms: Readonly<Record<string, Arm>>,
  policy: object = {},
): Promise<ComparisonReport> {
  const experiments: Experiment[] = [];
  for (const [variant, arm] of Object.entries(arms)) experiments.push(await storeArm(store, variant, arm));
  const [baseline] = experiments;
  return await compareExperiments(store, {
    experiments,
    baselineId: (baseline as Experiment).id,
    policy: ComparisonPolicy.parse(policy),
  });
}

/** Makes dataset "d" with these items' metadata; what experiments over it need to know. */
export async function storeItems(
  store: Store,
  metadata: Readonly<Record<string, JsonObject>>,
): Promise<Pick<Experiment, "datasetId" | "datasetVersion">> {
  const { id } = await store.createDataset({ name: "d" });
  const items = Object.entries(metadata).map(([itemId, fields]) => ({
    id: itemId,
    input: itemId,
    metadata: fields,
  }));
  const { version } = await store.putItems(id, items);
  return { datasetId: id, datasetVersion: version as string };
}
