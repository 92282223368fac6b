import type { ZodType } from "zod";
import type { JsonObject, JsonValue } from "../json/json.js";
import type { Models } from "../model/models.js";
import type { TraceRecorder } from "../trace/trace-recorder.js";

/** What a pipeline gets for one call. It never gets the expected output. */
export interface PipelineCall<Input = JsonValue, Config = JsonObject> {
  /** The item's input, as the schema of the pipeline has made it. */
  readonly input: Input;
  /** The variant's config, as the schema of the pipeline has made it. */
  readonly config: Config;
  /** The item's id and metadata. */
  readonly item: { readonly id: string; readonly metadata: JsonObject };
  /** From 0. */
  readonly repetition: number;
  /** Records the steps inside the call, with `trace.observe`. */
  readonly trace: TraceRecorder;
  /** Access to models. Each call is recorded, counted against limits, and made only once. */
  readonly models: Models;
  /** Aborted when the call times out, the experiment is cancelled or the worker stops. */
  readonly signal: AbortSignal;
}

/** What a pipeline's `prepare` gets, to prepare for calls with a config. */
export type PipelinePreparation<Config = JsonObject> = Pick<PipelineCall<never, Config>, "config" | "signal">;

/** An activity on a task queue of its own; it gets one `RemotePipelinePayload` and returns any JSON. */
export interface RemoteActivity {
  readonly taskQueue: string;
  readonly activityType: string;
  /** Null = `limits.pipelineTimeoutMs`. */
  readonly startToCloseTimeoutMs: number | null;
  /** Absent = the activity does not heartbeat, and can then neither be cancelled nor be found dead early. */
  readonly heartbeatTimeoutMs?: number;
}

/** The system under test, as the worker calls it. `Input` and `Config` were checked against the schemas. */
export interface Pipeline {
  readonly kind: string;
  /** What its calls name that may be files, absolute: those that are there are part of it. */
  readonly files?: readonly string[];
  readonly inputSchema: ZodType | null;
  readonly configSchema: ZodType | null;
  /** Overrides `limits.pipelineTimeoutMs`. */
  readonly timeoutMs: number | null;
  /**
   * The models a call with this config asks, as far as can be told beforehand; checked (key, existence, price)
   * before anything is paid. Absent = not known.
   */
  readonly listModels?: (config: JsonObject) => readonly string[];
  /** True when all its waiting is in model calls: then these count as calls in flight, one by one. */
  readonly waitsForModelsOnly?: boolean;
  /** Names of the environment variables a call reads; `checkPipelineEnvironment` looks whether they are there. */
  readonly environmentVariables?: readonly string[];
  /** Those of them whose values are shown and stored nowhere. */
  readonly secretVariables?: readonly string[];
  /** Where it runs as an activity of another worker, which the workflow schedules itself; `run` then throws. */
  readonly remote?: RemoteActivity;
  /** Awaited before each call, and no part of its latency. Absent = there is nothing to get ready. */
  readonly prepare?: (preparation: PipelinePreparation<never>) => unknown;
  run(call: PipelineCall<never, never>): unknown;
}
