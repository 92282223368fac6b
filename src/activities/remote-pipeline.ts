import type { Experiment } from "../domain/experiment/experiment.js";
import type { JsonObject, JsonValue } from "../domain/json/json.js";
import { parsePipelineConfig } from "../domain/pipeline/pipeline-input.js";
import { toRemotePipelinePayload } from "../domain/pipeline/pipeline-payload.js";
import type { ExperimentActivities } from "./activity-interface.js";
import { checkPipelineOutput, endFailed, knownOutcome, readPipelineInput } from "./call-pipeline.js";
import { toFailure } from "./call-user-code.js";
import { createTrace } from "./create-trace.js";
import { requireRun } from "./experiment-cache.js";
import type { ActivityPorts } from "./ports.js";

/** Opens the run's trace and reads what the activity of another worker gets. */
export function readRemoteCall(
  ports: ActivityPorts,
  requireExperiment: (id: string) => Promise<Experiment>,
): ExperimentActivities["readRemoteCall"] {
  return async ({ runId }) => {
    const run = await requireRun(ports.store, runId);
    const known = knownOutcome(run);
    if (known !== null) return { outcome: known };
    const experiment = await requireExperiment(run.experimentId);
    await createTrace(ports, experiment, run);
    try {
      const { item, input } = await readPipelineInput(ports, experiment, run);
      const { pipeline: pipelineName, variant, config } = experiment;
      const parsed = parsePipelineConfig(ports.registry.getPipeline(pipelineName), {
        pipelineName,
        variant,
        config,
      });
      const payload = toRemotePipelinePayload({
        input: input as JsonValue,
        config: parsed as JsonObject,
        item,
        repetition: run.repetition,
        traceId: run.traceId,
      });
      return { payload: { ...payload } };
    } catch (error) {
      return { outcome: await endFailed(ports, run, { error: toFailure(error, ports.hideSecrets) }) };
    }
  };
}

/** Keeps what the activity of another worker returned. */
export function recordRemoteOutput(
  ports: ActivityPorts,
  requireExperiment: (id: string) => Promise<Experiment>,
): ExperimentActivities["recordRemoteOutput"] {
  return async ({ runId, output: raw, latencyMs }) => {
    const run = await requireRun(ports.store, runId);
    const experiment = await requireExperiment(run.experimentId);
    try {
      const output = checkPipelineOutput(raw, experiment);
      const at = ports.now().toISOString();
      const unknown = { costUsd: null, usage: null };
      await ports.store.recordOutput(runId, { output, latencyMs, ...unknown, attempts: 1, at });
      return { status: "completed", latencyMs };
    } catch (error) {
      return await endFailed(ports, run, { error: toFailure(error, ports.hideSecrets) });
    }
  };
}
