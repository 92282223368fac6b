import { Context } from "@temporalio/activity";
import { ApplicationFailure } from "@temporalio/common";
import { AssayError } from "../domain/errors.js";
import type { Experiment } from "../domain/experiment.js";
import { type JsonValue, JsonValueInvalidError, toJsonValue } from "../domain/json.js";
import { isPermanentError } from "../domain/permanent-error.js";
import { parsePipelineConfig, parsePipelineInput } from "../domain/pipeline-input.js";
import type { Run } from "../domain/run.js";
import type { ExperimentActivities, StepOutcome } from "./activity-interface.js";
import { callUserCode, redactedFailure, toFailure } from "./call-user-code.js";
import { createTrace } from "./create-trace.js";
import { requireRun } from "./experiment-cache.js";
import { createModelCalls } from "./model-calls.js";
import type { ActivityPorts } from "./ports.js";
import { type RecordedTrace, recordTrace } from "./record-trace.js";

/** A pipeline returned something that cannot be kept. */
export class PipelineOutputInvalidError extends AssayError {}

/** Opens the run's trace and calls the pipeline, once: an output that is in the store is not paid for again. */
export function callPipeline(
  ports: ActivityPorts,
  requireExperiment: (id: string) => Promise<Experiment>,
): ExperimentActivities["callPipeline"] {
  return async ({ runId, concurrency }) => {
    const run = await requireRun(ports.store, runId);
    if (run.status === "completed") return { status: "completed", ended: true };
    if (run.outputAt !== null) return { status: "completed", latencyMs: run.latencyMs ?? 0 };
    if (run.status === "failed") return failed(run.error?.type);
    const experiment = await requireExperiment(run.experimentId);
    await createTrace(ports, experiment, run);
    const trace = recordTrace({ traceId: run.traceId, step: "pipeline" }, ports.now);
    try {
      const { output, latencyMs } = await call(ports, {
        experiment,
        run,
        concurrency,
        trace,
      });
      await ports.store.putObservations(trace.observations);
      await ports.store.recordOutput(runId, {
        output,
        latencyMs,
        costUsd: null,
        usage: null,
        at: ports.now().toISOString(),
      });
      return { status: "completed", latencyMs };
    } catch (error) {
      if (error instanceof ApplicationFailure || Context.current().cancellationSignal.aborted) throw error;
      await ports.store.putObservations(trace.observations);
      return await handleFailure(ports, { run, error, maxAttempts: experiment.limits.maxAttempts });
    }
  };
}

async function call(
  ports: ActivityPorts,
  {
    experiment,
    run,
    concurrency,
    trace,
  }: {
    readonly experiment: Experiment;
    readonly run: Run;
    readonly concurrency: number;
    readonly trace: RecordedTrace;
  },
): Promise<{ readonly output: JsonValue; readonly latencyMs: number }> {
  const { store, registry, slots, now } = ports;
  const pipeline = registry.getPipeline(experiment.pipeline);
  const item = await store.getItem({
    datasetId: experiment.datasetId,
    version: experiment.datasetVersion,
    itemId: run.itemId,
  });
  if (item === null)
    throw ApplicationFailure.nonRetryable(
      `Item ${run.itemId} is not in the dataset version`,
      "DatasetItemNotFoundError",
    );
  const name = { pipelineName: experiment.pipeline };
  const input = parsePipelineInput(pipeline, { ...name, itemId: item.id, input: item.input });
  const config = parsePipelineConfig(pipeline, {
    ...name,
    variant: experiment.variant,
    config: experiment.config,
  });
  let latencyMs = 0;
  const raw = await callUserCode({
    subject: `Pipeline "${experiment.pipeline}"`,
    slots,
    slot: { key: experiment.comparisonId ?? experiment.id, capacity: concurrency },
    timeoutMs: pipeline.timeoutMs ?? experiment.limits.pipelineTimeoutMs,
    call: async (signal) => {
      const started = now().getTime();
      const call = {
        input,
        config,
        item: { id: item.id, metadata: item.metadata },
        repetition: run.repetition,
        trace: trace.recorder,
        models: createModelCalls(ports, {
          experiment,
          traceId: run.traceId,
          step: "pipeline",
          attempt: run.attempts,
          activityAttempt: Context.current().info.attempt,
          parentObservationId: trace.currentId,
          signal,
        }),
        signal,
      };
      const result = await pipeline.run(call as never);
      latencyMs = now().getTime() - started;
      return result;
    },
  });
  return { output: checkOutput(raw, experiment), latencyMs };
}

function checkOutput(raw: unknown, experiment: Experiment): JsonValue {
  const subject = `The output of pipeline "${experiment.pipeline}"`;
  const output = toJsonValue(raw, subject);
  const bytes = Buffer.byteLength(JSON.stringify(output));
  const allowed = experiment.limits.maxOutputBytes;
  if (bytes > allowed)
    throw new PipelineOutputInvalidError(
      `${subject} has ${bytes} bytes as JSON; limits.maxOutputBytes allows ${allowed}.`,
    );
  return output;
}

/** Decides once whether another try can help; after the last one the run is data: failed, with class and message. */
async function handleFailure(
  { store, now }: ActivityPorts,
  { run, error, maxAttempts }: { readonly run: Run; readonly error: unknown; readonly maxAttempts: number },
): Promise<StepOutcome> {
  const failure = toFailure(error);
  const attempts = await store.countAttempt(run.id);
  const isPermanent =
    isPermanentError(error) ||
    error instanceof JsonValueInvalidError ||
    error instanceof PipelineOutputInvalidError;
  if (!isPermanent && attempts < maxAttempts)
    throw redactedFailure(failure, `run ${run.id}, attempt ${attempts} of ${maxAttempts}`);
  await store.endRun(run.id, { status: "failed", error: failure, at: now().toISOString() });
  return failed(failure.type);
}

function failed(type: string | undefined): StepOutcome {
  return { status: "failed", ...(type === undefined ? {} : { failureType: type }) };
}
