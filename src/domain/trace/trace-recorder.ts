import type { JsonObject, JsonValue } from "../json/json.js";
import type { ObservationType } from "./trace.js";

/** Adds details to an observation while it lasts. */
export interface ObservationRecorder {
  /** 16 hexadecimal digits. A service that is called from here uses it as the parent of its observations. */
  readonly id: string;
  /** Sets the output, metadata or status message of the observation. */
  update(detail: {
    readonly output?: JsonValue;
    readonly metadata?: JsonObject;
    readonly statusMessage?: string;
  }): void;
}

/** Lets a pipeline or evaluator record its steps; they are written to the store when the call ends. */
export interface TraceRecorder {
  /** 32 hexadecimal digits (W3C). */
  readonly traceId: string;
  /** Records `work` as an observation with its duration, its error if it throws, and nested ones inside. */
  observe<Result>(
    observation: { readonly name: string; readonly type?: ObservationType; readonly input?: JsonValue },
    work: (observation: ObservationRecorder) => Promise<Result> | Result,
  ): Promise<Result>;
}
