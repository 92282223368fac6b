import { setImmediate } from "node:timers/promises";
import { summarizeExperiment } from "../../dist/analysis/summarize-experiment.js";
import { experimentId, runId, scoreId, traceId } from "../../dist/domain/ids.js";
import { Limits } from "../../dist/domain/limits.js";
import { createRandom } from "../../dist/statistics/seeded-random.js";

const AT = "2026-01-02T03:04:05.678Z";
const PAGE = 5_000;

/** Writes two experiments that have ended, `runs` runs each, by the store's own calls. */
export async function writeArms(store, { runs, repetitions }) {
  for (const [variant, gain] of [
    ["baseline", 0],
    ["candidate", 0.01],
  ]) {
    const id = await writeArm(store, { variant, gain, runs, repetitions });
    // As the fan-in of an experiment leaves it.
    await store.updateExperiment(id, {
      summary: await summarizeExperiment(store, await store.getExperiment(id)),
    });
  }
}

async function writeArm(store, { variant, gain, runs, repetitions }) {
  const id = experimentId({ datasetId: "bench", name: variant });
  const names = ["quality", "passed"];
  await store.createExperiment({
    ...{ id, name: variant, description: null, definition: "bench", variant },
    ...{ datasetId: "bench", datasetName: "bench", datasetVersion: AT, itemLimit: null },
    ...{ pipeline: "simulated", config: {}, repetitions, limits: Limits.parse({}), passThresholds: {} },
    evaluators: [
      { id: "simulated", fingerprint: "f", mode: "computes", scoreNames: names, timeoutMs: 1_000 },
    ],
    ...{ metadata: {}, status: "completed", comparisonId: null, workflowId: `experiment/${variant}` },
    codeVersion: { gitCommit: null, gitDirty: null, configurationHash: null },
    ...{ runCount: runs, summary: null, error: null, createdAt: AT, startedAt: AT, endedAt: AT },
  });
  const levels = createRandom("levels");
  const noise = createRandom(variant);
  for (let start = 0; start < runs; start += PAGE) {
    const page = Array.from({ length: Math.min(PAGE, runs - start) }, (_, index) => {
      const ordinal = start + index;
      const item = Math.floor(ordinal / repetitions);
      const place = {
        experimentId: id,
        itemId: `item-${String(item).padStart(7, "0")}`,
        repetition: ordinal % repetitions,
      };
      return { ...place, ordinal, id: runId(place), traceId: traceId(place) };
    });
    await store.planRuns(page);
    // Statements are freed by finalizers, which run only when the event loop turns.
    await setImmediate();
    for (const [place, run] of page.entries()) {
      if (place % 100 === 0) await setImmediate();
      const level = levels();
      const usage = { inputTokens: 400 + Math.round(100 * noise()), outputTokens: 100 };
      await store.recordOutput(run.id, {
        ...{
          output: null,
          latencyMs: 500 + 500 * noise(),
          costUsd: 0.001 * (1 + noise()),
          usage,
          attempts: 1,
          at: AT,
        },
      });
      const quality = Math.min(1, Math.max(0, 0.2 + 0.6 * level + gain + 0.1 * (noise() - 0.5)));
      await store.completeRun(
        run.id,
        [toScore(run, "quality", quality), toScore(run, "passed", noise() < level ? 1 : 0)],
        AT,
      );
    }
  }
  return id;
}

function toScore({ id, traceId: trace, experimentId: experiment }, name, value) {
  return {
    id: scoreId({ runId: id, evaluatorId: "simulated", name }),
    ...{ traceId: trace, runId: id, experimentId: experiment, evaluatorId: "simulated", name, value },
    ...{ dataType: name === "passed" ? "BOOLEAN" : "NUMERIC", stringValue: null, unscoredReason: null },
    ...{ comment: null, metadata: {}, fingerprint: "f", source: "EVAL", timestamp: AT },
  };
}
