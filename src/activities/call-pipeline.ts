import { Context } from "@temporalio/activity";
import { AssayError } from "../domain/errors.js";
import { budgetScope } from "../domain/experiment/budget-scope.js";
import type { Experiment } from "../domain/experiment/experiment.js";
import type { Failure, Run } from "../domain/experiment/run.js";
import { type JsonValue, JsonValueInvalidError, toJsonValue } from "../domain/json/json.js";
import { findBudgetExhaustedError } from "../domain/model/model-errors.js";
import { isPermanentError } from "../domain/permanent-error.js";
import { parsePipelineConfig, parsePipelineInput } from "../domain/pipeline/pipeline-input.js";
import type { ExperimentActivities, PipelineOutcome } from "./activity-interface.js";
import { slotOf } from "./call-slots.js";
import { CallTimeoutError, callUserCode, toFailure } from "./call-user-code.js";
import { createTrace } from "./create-trace.js";
import { requireItem, requireRun } from "./experiment-cache.js";
import { keepPaid } from "./keep-paid.js";
import { lendModels } from "./lend-models.js";
import type { ActivityPorts } from "./ports.js";
import { type RecordedTrace, recordTrace } from "./record-trace.js";
import { readStepSpending } from "./step-spending.js";
import { beginStepTry, type StepTry } from "./step-try.js";
import { whileHeartbeating } from "./while-heartbeating.js";

const STEP = "pipeline";

/** A pipeline returned something that cannot be kept. */
export class PipelineOutputInvalidError extends AssayError {}

/** Opens the run's trace and calls the pipeline, once: an output that is in the store is not paid for again. */
export function callPipeline(
  ports: ActivityPorts,
  requireExperiment: (id: string) => Promise<Experiment>,
): ExperimentActivities["callPipeline"] {
  const callUnlessDone = async (runId: string, concurrency: number): Promise<PipelineOutcome> => {
    const run = await requireRun(ports.store, runId);
    const known = knownOutcome(run);
    if (known !== null) return known;
    const experiment = await requireExperiment(run.experimentId);
    return await callOnce(ports, { run, experiment, concurrency });
  };
  return async ({ runId, concurrency }) =>
    whileHeartbeating(() => callUnlessDone(runId, concurrency), { lastRan: ports.lastRan });
}

/** What became of a run's pipeline before; null = it is to be called. */
export function knownOutcome({ status, outputAt, latencyMs, error }: Run): PipelineOutcome | null {
  if (status === "completed") return { status: "completed", ended: true };
  if (outputAt !== null) return { status: "completed", latencyMs: latencyMs ?? 0 };
  return status === "failed" ? failed(error?.type) : null;
}

/** A run whose pipeline is to be called. */
interface PipelineWork {
  readonly run: Run;
  readonly experiment: Experiment;
  readonly concurrency: number;
}

async function callOnce(ports: ActivityPorts, work: PipelineWork): Promise<PipelineOutcome> {
  const { store } = ports;
  const { run, experiment } = work;
  await createTrace(ports, experiment, run);
  const trace = recordTrace({ traceId: run.traceId, step: STEP }, ports.now);
  const step = await beginStepTry(ports, { id: run.id, scope: budgetScope(experiment) });
  if (step.lostMessage !== null)
    return await endFailed(ports, run, {
      error: { type: "WorkerLostError", message: step.lostMessage, isPassing: true },
    });
  let waitedMs: (() => number) | null = null;
  try {
    const called = await call(ports, {
      ...work,
      trace,
      step,
      onStart: (waited) => {
        waitedMs = waited;
      },
    });
    await keepPaid(() => store.putObservations(trace.observations));
    await keepOutput(ports, run, { ...called, attempts: step.failures + 1 });
    await keepPaid(() => step.succeed());
    return { status: "completed", latencyMs: called.latencyMs };
  } catch (error) {
    if (!Context.current().cancellationSignal.aborted) await store.putObservations(trace.observations);
    if (findBudgetExhaustedError(error) !== null) {
      await step.succeed();
      return { status: "stopped", failureType: "BudgetExhaustedError" };
    }
    const attempts = await step.fail(error, {
      maxAttempts: experiment.limits.maxAttempts,
      isPermanent: isPermanent(error),
      place: `run ${run.id}`,
    });
    await store.setAttempts(run.id, attempts);
    const { finishReason } = await readStepSpending(store, { traceId: run.traceId, step: STEP });
    if (finishReason !== null) await store.setFinishReason(run.id, finishReason);
    return await endFailed(ports, run, {
      error: toFailure(error, ports.hideSecrets),
      ...givenUpAfter(error, waitedMs),
    });
  }
}

async function keepOutput(
  { store, now }: ActivityPorts,
  run: Run,
  { output, latencyMs, askedModels, attempts }: CalledPipeline & { readonly attempts: number },
): Promise<void> {
  const spending = askedModels
    ? await keepPaid(() => readStepSpending(store, { traceId: run.traceId, step: STEP }))
    : { costUsd: null, usage: null, finishReason: null };
  await keepPaid(() =>
    store.recordOutput(run.id, { output, latencyMs, ...spending, attempts, at: now().toISOString() }),
  );
}

/** Ends a run whose pipeline failed for good. */
export async function endFailed(
  { store, now }: ActivityPorts,
  run: Run,
  end: { readonly error: Failure; readonly gaveUpAfterMs?: number },
): Promise<PipelineOutcome> {
  await store.endRun(run.id, { status: "failed", ...end, at: now().toISOString() });
  return failed(end.error.type);
}

interface PipelineTry extends PipelineWork {
  readonly trace: RecordedTrace;
  readonly step: StepTry;
  /** Told when the pipeline itself begins, with how long its model calls have waited for their turn. */
  readonly onStart: (waitedMs: () => number) => void;
}

interface CalledPipeline {
  readonly output: JsonValue;
  readonly latencyMs: number;
  readonly askedModels: boolean;
}

async function call(
  ports: ActivityPorts,
  { experiment, run, concurrency, trace, step, onStart }: PipelineTry,
): Promise<CalledPipeline> {
  const pipeline = ports.registry.getPipeline(experiment.pipeline);
  const { item, input } = await readPipelineInput(ports, experiment, run);
  const config = parsePipelineConfig(pipeline, {
    pipelineName: experiment.pipeline,
    variant: experiment.variant,
    config: experiment.config,
  });
  const slot = slotOf(experiment, concurrency);
  const perCall = pipeline.waitsForModelsOnly === true;
  let latencyMs = 0;
  let askedModels = false;
  const limits = {
    slots: ports.slots,
    timeoutMs: pipeline.timeoutMs ?? experiment.limits.pipelineTimeoutMs,
  };
  const { prepare } = pipeline;
  if (prepare !== undefined)
    await callUserCode({
      ...limits,
      subject: `Pipeline "${experiment.pipeline}" in its preparation`,
      slot: null,
      call: (signal) => prepare({ config, signal } as never),
    });
  const raw = await callUserCode({
    ...limits,
    subject: `Pipeline "${experiment.pipeline}"`,
    slot: perCall ? null : slot,
    call: async (signal) => {
      const lent = lendModels(ports, {
        experiment,
        signal,
        traceId: run.traceId,
        step: STEP,
        failures: step.failures,
        tryNumber: step.number,
        parentObservationId: trace.currentId,
        slot: perCall ? slot : null,
      });
      onStart(lent.waitedMs);
      const started = ports.now().getTime();
      const result = await pipeline.run({
        input,
        config,
        item: { id: item.id, metadata: item.metadata },
        repetition: run.repetition,
        trace: trace.recorder,
        models: lent.models,
        signal,
      } as never);
      latencyMs = Math.max(0, ports.now().getTime() - started - lent.waitedMs());
      askedModels = lent.calls() > 0;
      return result;
    },
  });
  return { output: checkPipelineOutput(raw, experiment), latencyMs, askedModels };
}

/** The run's item, and its input as the pipeline's schema makes it. */
export async function readPipelineInput(
  { store, registry }: ActivityPorts,
  experiment: Experiment,
  run: Run,
) {
  const item = await requireItem(store, experiment, run);
  const pipeline = registry.getPipeline(experiment.pipeline);
  const place = { pipelineName: experiment.pipeline, itemId: item.id };
  return { item, input: parsePipelineInput(pipeline, { ...place, input: item.input }) };
}

/** The output as JSON that can be kept. @throws PipelineOutputInvalidError, JsonValueInvalidError */
export function checkPipelineOutput(raw: unknown, experiment: Experiment): JsonValue {
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

/** What a call that did not end in time took at least; nothing for other failures, and for a preparation's. */
function givenUpAfter(error: unknown, waitedMs: (() => number) | null): { readonly gaveUpAfterMs?: number } {
  if (!(error instanceof CallTimeoutError) || waitedMs === null) return {};
  return { gaveUpAfterMs: Math.max(0, error.timeoutMs - waitedMs()) };
}

function isPermanent(error: unknown): boolean {
  return (
    isPermanentError(error) ||
    error instanceof JsonValueInvalidError ||
    error instanceof PipelineOutputInvalidError
  );
}

function failed(type: string | undefined): PipelineOutcome {
  return { status: "failed", ...(type === undefined ? {} : { failureType: type }) };
}
