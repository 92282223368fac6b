import type { JsonObject, JsonValue } from "../json/json.js";
import type { PipelineCall } from "./pipeline.js";

/** What a pipeline outside this process gets for one call, as JSON. */
export interface PipelinePayload {
  /** The item's input. */
  readonly input: JsonValue;
  /** The variant's config. */
  readonly config: JsonObject;
  /** The item's id and metadata. */
  readonly item: { readonly id: string; readonly metadata: JsonObject };
  /** From 0. */
  readonly repetition: number;
}

/** The one argument of a remote activity: the trace id lets it send observations of its own. */
export interface RemotePipelinePayload extends PipelinePayload {
  /** The run's trace, 32 hexadecimal digits. */
  readonly traceId: string;
}

/** The part of a call that can leave the process. */
export function toPipelinePayload({ input, config, item, repetition }: PayloadSource): PipelinePayload {
  return { input, config, item: { id: item.id, metadata: item.metadata }, repetition };
}

/** As `toPipelinePayload`, for a remote activity. */
export function toRemotePipelinePayload(
  source: PayloadSource & { readonly traceId: string },
): RemotePipelinePayload {
  return { ...toPipelinePayload(source), traceId: source.traceId };
}

type PayloadSource = Pick<PipelineCall, "input" | "config" | "item" | "repetition">;
