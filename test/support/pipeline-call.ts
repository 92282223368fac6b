import { recordTrace } from "../../src/activities/record-trace.js";
import type { JsonObject, JsonValue } from "../../src/domain/json/json.js";
import type { ModelGateway, Models } from "../../src/domain/model/models.js";
import type { Pipeline } from "../../src/domain/pipeline/pipeline.js";
import { parsePipelineConfig, parsePipelineInput } from "../../src/domain/pipeline/pipeline-input.js";
import type { Observation } from "../../src/domain/trace/trace.js";

/** The trace id of every test call. */
export const TEST_TRACE_ID = "0af7651916cd43dd8448eb211c80319c";

/** Calls a pipeline as the worker does: checks config and input, lends a trace and, where given, the models. */
export async function callTestPipeline(
  pipeline: Pipeline,
  {
    input = "text",
    config = {},
    item = { id: "item-1", metadata: {} },
    repetition = 0,
    signal = new AbortController().signal,
    gateway,
  }: {
    readonly input?: JsonValue;
    readonly config?: JsonObject;
    readonly item?: { readonly id: string; readonly metadata: JsonObject };
    readonly repetition?: number;
    readonly signal?: AbortSignal;
    readonly gateway?: ModelGateway;
  } = {},
): Promise<{ readonly output: unknown; readonly observations: readonly Observation[] }> {
  const name = { pipelineName: "tested" };
  const trace = recordTrace({ traceId: TEST_TRACE_ID, step: "pipeline" }, () => new Date());
  const call = {
    input: parsePipelineInput(pipeline, { ...name, itemId: item.id, input }),
    config: parsePipelineConfig(pipeline, { ...name, variant: "one", config }),
    item,
    repetition,
    signal,
    trace: trace.recorder,
    models: gateway === undefined ? undefined : lend(gateway, signal),
  };
  const output = await pipeline.run(call as never);
  return { output, observations: trace.observations };
}

function lend(gateway: ModelGateway, signal: AbortSignal): Models {
  return {
    describe: (model) => gateway.describe(model),
    generate: (request) => gateway.generate(request, { signal }),
    embed: (request) => gateway.embed(request, { signal }),
  };
}
