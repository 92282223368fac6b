import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Configuration } from "../../src/config.js";
import { gEval } from "../../src/evaluators/g-eval/g-eval.js";
import { promptPipeline } from "../../src/pipelines/prompt-pipeline.js";
import { createRandom } from "../../src/statistics/seeded-random.js";
import { scoreLogprobs } from "../support/fake-provider/behaviours/score-logprobs.js";
import type { FakeProvider } from "../support/fake-provider/fake-provider.js";
import type { ProviderAnswer } from "../support/fake-provider/provider-answer.js";
import { startFakeProvider } from "../support/fake-provider/start-fake-provider.js";
import { providerEnvironment } from "../support/models.js";
import { purposeOf } from "../support/scripted-models.js";
import { openTestProject, type TestProject } from "../support/test-project.js";

const TRIALS = 12;
const ITEMS = 12;
/** Scale points that arm b is better by, in the second half of the trials; 0 in the first. */
const EFFECT = 1;

/** A judge that rates an output `trial/arm/item` with noise of its own, continuous by its log probabilities. */
function rate(output: string): ProviderAnswer {
  const [trial, arm] = output.split("/");
  const shift = arm === "b" && Number(trial) >= TRIALS / 2 ? EFFECT : 0;
  const noise = 2 * createRandom(output)() - 1;
  const score = Math.min(4.99, Math.max(1.01, 2.8 + noise + shift));
  const low = Math.floor(score);
  const distribution = { [low]: low + 1 - score, [low + 1]: score - low };
  const likeliest = score - low < 0.5 ? low : low + 1;
  const text = String(likeliest);
  return { text, logprobs: scoreLogprobs({ text, score: likeliest, distribution }) };
}

let provider: FakeProvider;
let project: TestProject;
beforeAll(async () => {
  provider = await startFakeProvider({
    models: ["gpt-4o"],
    keepsBodies: false,
    answer: (request) => {
      const purpose = purposeOf(request);
      if (purpose === "steps") return { json: { steps: ["Read it."] } };
      if (purpose === "pipeline") return { text: request.userText };
      return rate(/\d+\/[ab]\/\d+/.exec(request.promptText)?.[0] ?? "");
    },
  });
  const names = Array.from({ length: TRIALS }, (_, trial) => `trial-${trial}`);
  const configuration: Configuration = {
    datasets: Object.fromEntries(
      names.map((name, trial) => [
        name,
        {
          items: () => Array.from({ length: ITEMS }, (_, n) => ({ id: `${name}/${n}`, input: { trial, n } })),
        },
      ]),
    ),
    pipelines: { echo: promptPipeline({ model: "gpt-4o" }) },
    experiments: names.map((name) => ({
      name,
      dataset: name,
      pipeline: "echo",
      variants: {
        a: { prompt: "{{ trial }}/a/{{ n }}" },
        b: { prompt: "{{ trial }}/b/{{ n }}" },
      },
      evaluators: [gEval({ criteria: ["overall"], model: "gpt-4o" })],
      limits: { concurrency: 20 },
      compare: { baseline: "a", primaryMetric: "g_eval_overall" },
    })),
  };
  project = await openTestProject(configuration, { environment: providerEnvironment(provider) });
  await project.startWorker();
});
afterAll(async () => {
  await project.close();
  await provider.stop();
});

test("twelve whole comparisons name a winner where there is one, and hardly ever where there is none", async () => {
  const winners: (string | null)[] = [];
  for (let trial = 0; trial < TRIALS; trial += 4) {
    const handles = await Promise.all(
      [0, 1, 2, 3].map((offset) => project.start({ definition: `trial-${trial + offset}` })),
    );
    for (const handle of handles)
      winners.push((await handle.result()).comparison?.report?.winner.variant ?? null);
  }
  const without = winners.slice(0, TRIALS / 2).filter((winner) => winner !== null);
  const found = winners.slice(TRIALS / 2).filter((winner) => winner === "b");
  // Six comparisons at 5 %: two or more false winners have a probability of 3.3 %; the seed is fixed.
  expect(without.length).toBeLessThanOrEqual(1);
  // The difference is one that 20 items find with more than 90 % power.
  expect(found.length).toBeGreaterThanOrEqual(5);
  expect(provider.count({ endpoint: "chat" })).toBe(TRIALS * ITEMS * 2 * 2 + 1);
});
