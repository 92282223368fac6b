import type { JsonObject, JsonValue } from "../../src/domain/json/json.js";
import type {
  CallIdentity,
  EmbeddingRequest,
  ModelGateway,
  ModelRequest,
  Models,
} from "../../src/domain/model/models.js";
import type { EvaluatorScore } from "../../src/domain/score/evaluation.js";
import type { Evaluator, EvaluatorContext } from "../../src/domain/score/evaluator.js";
import type { Observation } from "../../src/domain/trace/trace.js";

/** A model call as an evaluator made it. */
export type RecordedModelCall = (ModelRequest | EmbeddingRequest) & CallIdentity;

/** A context for evaluators under test, and what they did with it. */
export interface TestEvaluatorContext {
  readonly context: EvaluatorContext;
  /** Every call asked for, those answered from memory included. */
  readonly calls: readonly RecordedModelCall[];
  /** Frozen artefacts by the JSON text of kind and key. */
  readonly artifacts: ReadonlyMap<string, JsonValue>;
}

/**
 * Makes the ports of an evaluator in memory over a real gateway. As in an experiment, a call that has finished
 * is not made again under the same identity, also not by another evaluation with the same context.
 */
export function testEvaluatorContext(
  gateway: ModelGateway,
  {
    observations = [],
    run = { latencyMs: null, costUsd: null },
    artifacts = new Map<string, JsonValue>(),
  }: {
    readonly observations?: readonly Observation[];
    readonly run?: EvaluatorContext["run"];
    /** Those of an earlier context, to go on with. */
    readonly artifacts?: Map<string, JsonValue>;
  } = {},
): TestEvaluatorContext {
  const calls: RecordedModelCall[] = [];
  const finished = new Map<string, unknown>();
  const signal = new AbortController().signal;
  const once = async <Answer>(asked: RecordedModelCall, make: () => Promise<Answer>): Promise<Answer> => {
    calls.push(asked);
    const identity = JSON.stringify(asked);
    if (asked.key !== undefined && finished.has(identity)) return finished.get(identity) as Answer;
    const answer = await make();
    finished.set(identity, answer);
    return answer;
  };
  const models: Models = {
    describe: (model) => gateway.describe(model),
    generate: (asked) =>
      once(asked, () => gateway.generate(withoutIdentity(asked) as ModelRequest, { signal })),
    embed: (asked) =>
      once(asked, () => gateway.embed(withoutIdentity(asked) as EmbeddingRequest, { signal })),
  };
  const context: EvaluatorContext = {
    models,
    signal,
    run,
    artifacts: {
      once: async ({ kind, key }, make) => {
        const id = JSON.stringify([kind, key]);
        const stored = artifacts.get(id);
        if (stored !== undefined) return stored;
        const made = await make();
        if (!artifacts.has(id)) artifacts.set(id, made);
        return artifacts.get(id) ?? made;
      },
    },
    listObservations: async () => observations,
    trace: {
      traceId: "0".repeat(32),
      observe: async (_observation, work) => await work({ id: "0".repeat(16), update: () => undefined }),
    },
  };
  return { context, calls, artifacts };
}

/** What is judged, with an input and no metadata where nothing is said. */
export async function evaluateWith(
  evaluator: Evaluator,
  judged: {
    readonly output: JsonValue;
    readonly input?: JsonValue;
    readonly expected?: JsonValue;
    readonly metadata?: JsonObject;
  },
  context: EvaluatorContext,
): Promise<readonly EvaluatorScore[]> {
  const { input = "the input", output, expected, metadata = {} } = judged;
  return await evaluator.evaluate({ input, output, expected, metadata }, context);
}

function withoutIdentity(asked: RecordedModelCall): object {
  const { key: _key, sampleIndex: _sampleIndex, name: _name, ...request } = asked;
  return request;
}
