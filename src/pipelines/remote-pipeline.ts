import { type ZodType, z } from "zod";
import { PermanentError } from "../domain/permanent-error.js";
import type { Pipeline } from "../domain/pipeline/pipeline.js";
import { parsePipelineDefinition, SCHEMA_OPTION, TIMEOUT_OPTION } from "./definition-options.js";

/** A pipeline that is an activity of another worker, in any language Temporal has an SDK for. */
export interface RemotePipelineDefinition {
  /** Task queue of the other worker. */
  readonly taskQueue: string;
  /** Name of the activity there; it gets one object `{ input, config, item, repetition, traceId }`. */
  readonly activity: string;
  /** Longest time for one try; `limits.pipelineTimeoutMs` by default. */
  readonly timeoutMs?: number;
  /** Longest silence of the activity; give it only if the activity heartbeats. */
  readonly heartbeatTimeoutMs?: number;
  /** A zod schema that checks the item's input before each call. The call gets the value that the schema returns. */
  readonly input?: ZodType;
  /** A zod schema that checks the variant's config when the experiment is started. */
  readonly config?: ZodType;
}

const NAME = z.string().min(1).max(200);

const Definition = z.strictObject({
  taskQueue: NAME.describe("the name of a task queue, of 1 to 200 characters"),
  activity: NAME.describe("the name of an activity, of 1 to 200 characters"),
  timeoutMs: TIMEOUT_OPTION,
  heartbeatTimeoutMs: TIMEOUT_OPTION,
  input: SCHEMA_OPTION,
  config: SCHEMA_OPTION,
});

/** A remote pipeline was called in this process, where it is not. */
export class RemotePipelineCalledError extends PermanentError {
  constructor(activity: string, taskQueue: string) {
    super(
      `The pipeline is the activity "${activity}" on task queue "${taskQueue}" and cannot be called in this process: ` +
        "the experiment's workflow schedules it there.",
    );
  }
}

/**
 * Defines a pipeline that runs in a Temporal worker of its own:
 * `remotePipeline({ taskQueue: "python", activity: "analyze" })`. Only here input, config and output pass through
 * Temporal by value; a payload codec can encrypt them in its history.
 *
 * @throws PipelineDefinitionInvalidError naming the option, what was received and what is allowed.
 */
export function remotePipeline(definition: RemotePipelineDefinition): Pipeline {
  const { taskQueue, activity, timeoutMs, heartbeatTimeoutMs, input, config } = parsePipelineDefinition(
    Definition,
    definition,
  );
  return {
    kind: "remoteActivity",
    inputSchema: input ?? null,
    configSchema: config ?? null,
    timeoutMs: timeoutMs ?? null,
    remote: {
      taskQueue,
      activityType: activity,
      startToCloseTimeoutMs: timeoutMs ?? null,
      ...(heartbeatTimeoutMs === undefined ? {} : { heartbeatTimeoutMs }),
    },
    run: () => {
      throw new RemotePipelineCalledError(activity, taskQueue);
    },
  };
}
