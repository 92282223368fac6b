import { expect, test } from "@jest/globals";
import { ConfigurationShape } from "../../src/config.js";
import {
  type ChatMessage,
  type Configuration,
  defineConfig,
  defineEvaluator,
  defineExperiment,
  type EvaluatorContext,
  type EvaluatorDefinition,
  type FunctionPipelineDefinition,
  type GatePolicy,
  type GEvalOptions,
  gEval,
  type JuryOptions,
  jury,
  type Limits,
  type ModelAnswer,
  type ModelCapabilities,
  type ModelRequest,
  type ModelSettings,
  type Models,
  type PairwiseJudgeOptions,
  pairwiseJudge,
  pipeline,
  type RubricOptions,
  rubric,
  type TraceRecorder,
} from "../../src/index.js";

/** Parts of a configuration in variables and functions of their own, each with its type from the package alone. */
const limits: Partial<Limits> = { concurrency: 4, budgetUsd: 1 };
const gate: GatePolicy = { g_eval_overall: { minimum: 0.7, maxDrop: 0.02 } };
const server: Partial<ModelCapabilities> = { logprobs: true };
const models: ModelSettings = { capabilities: { "local:llama3": { ...server } }, judge: "gpt-4o" };
const judge: GEvalOptions = { criteria: ["overall"], samples: 3 };
const panel: JuryOptions = { judges: ["gpt-4o", "local:llama3"], criterion: "overall" };
const pair: PairwiseJudgeOptions = { criterion: "overall" };
const form: RubricOptions = { question: "Is it polite?", choices: { yes: 1, no: 0 } };

async function ask(lent: Models, messages: readonly ChatMessage[]): Promise<ModelAnswer> {
  const request: ModelRequest = { model: "gpt-4o", messages };
  return await lent.generate(request);
}
async function traced(trace: TraceRecorder, work: () => Promise<string>): Promise<string> {
  return await trace.observe({ name: "chain" }, work);
}
const chain: FunctionPipelineDefinition<{ question: string }, { tone: string }> = {
  run: async ({ input, config, models: lent, trace }) =>
    await traced(
      trace,
      async () => (await ask(lent, [{ role: "user", content: `${config.tone}: ${input.question}` }])).text,
    ),
};
const calls = async ({ listObservations }: EvaluatorContext): Promise<number> =>
  (await listObservations()).length;
const counted: EvaluatorDefinition = {
  name: "calls",
  evaluate: async (_judged, context) => await calls(context),
};

test("each part of a configuration can be typed by itself, with the types that the package exports", () => {
  const configuration: Configuration = defineConfig({
    models,
    pipelines: { chain: pipeline(chain) },
    experiments: [
      defineExperiment({
        name: "typed",
        dataset: "questions",
        pipeline: "chain",
        limits,
        gate,
        variants: { short: { tone: "short" }, long: { tone: "long" } },
        evaluators: [gEval(judge), jury(panel), pairwiseJudge(pair), rubric(form), defineEvaluator(counted)],
      }),
    ],
  });
  expect(ConfigurationShape.safeParse(configuration).error).toBeUndefined();
});
