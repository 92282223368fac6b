import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { createService } from "../../examples/skillforge/service/create-service.js";
import type { ComparisonReport } from "../../src/domain/comparison/comparison.js";
import type { Experiment } from "../../src/index.js";
import { createCli } from "../support/cli.js";
import type { FakeProvider } from "../support/fake-provider/fake-provider.js";
import type { ProviderRequest } from "../support/fake-provider/provider-request.js";
import { startFakeProvider } from "../support/fake-provider/start-fake-provider.js";
import { hostCommands } from "../support/hosted-commands.js";
import { recomputeFromRows } from "../support/recompute-report.js";
import { articleParity, scriptedSkillforge } from "../support/scripted-skillforge.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const SKILLFORGE = join(root, "examples/skillforge/assay.config.ts");
const MODEL_COMPARISON = join(root, "examples/model-comparison/assay.config.ts");
const DEMO = join(root, "test/e2e/fixtures/demo/assay.config.ts");
const SONNET = "claude-sonnet-4-6";
const GPT = "gpt-5.4-mini";
/** What this machine may have set must not decide what these tests run. */
const UNSET = {
  OPENAI_API_KEY: undefined,
  OPENAI_BASE_URL: undefined,
  ANTHROPIC_API_KEY: undefined,
  ANTHROPIC_BASE_URL: undefined,
  ASSAY_LOCAL_BASE_URL: undefined,
  ASSAY_LOCAL_API_KEY: undefined,
  ASSAY_LOCAL_MODEL: undefined,
  SKILLFORGE_MODEL: undefined,
  SKILLFORGE_JUDGE: undefined,
  SKILLFORGE_SERVICE_URL: undefined,
  MODEL_COMPARISON_BASELINE: undefined,
  MODEL_COMPARISON_CHALLENGER: undefined,
  MODEL_COMPARISON_JUDGE: undefined,
};

// A whole experiment each, on a machine that may be busy; what is awaited is the command's end.
jest.setTimeout(300_000);

const host = hostCommands();
afterAll(async () => await host.stop());

let home = "";
let provider: FakeProvider;
beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), "assay-examples-"));
  provider = await startFakeProvider({ models: [SONNET, GPT, "llama3.1"] });
});
afterEach(async () => {
  rmSync(home, { recursive: true, force: true });
  await provider.stop();
});

const cli = (environment: NodeJS.ProcessEnv) =>
  createCli(
    home,
    { ...UNSET, TEMPORAL_ADDRESS: process.env.ASSAY_TEST_TEMPORAL_ADDRESS, ...environment },
    { host },
  );
/** Every number of a report holds against the exported rows, in Python. */
async function expectFiguresOfTheRows({ comparison }: Result, config: string): Promise<void> {
  const recomputation = await recomputeFromRows(cli({}), home, comparison, ["--config", config]);
  if (recomputation === null) return;
  expect(recomputation.failures).toEqual([]);
  expect(recomputation.recomputed).toBeGreaterThan(300);
}
const bothKeys = () => ({
  OPENAI_API_KEY: "sk-openai-test",
  OPENAI_BASE_URL: provider.openaiBaseUrl,
  ANTHROPIC_API_KEY: "sk-anthropic-test",
  ANTHROPIC_BASE_URL: provider.baseUrl,
});

interface Result {
  readonly experiments: readonly Experiment[];
  readonly comparison: ComparisonReport;
  readonly urls: Readonly<Record<string, string>>;
}

/** Metric -> mean and number of scores of one experiment. */
const means = ({ summary }: Experiment): Record<string, [number | null, number]> =>
  Object.fromEntries((summary?.metrics ?? []).map(({ name, mean, n }) => [name, [mean, n]]));
/** Variant -> verdict on a metric. */
const verdicts = ({ experiments, comparison }: Result, metric: string): Record<string, string> =>
  Object.fromEntries(
    comparison.differences
      .filter((difference) => difference.metric === metric)
      .map(({ candidateId, verdict }) => [
        experiments.find(({ id }) => id === candidateId)?.variant ?? "?",
        verdict,
      ]),
  );
/** Detailed prompts give 4 or 5; of the others, one gives 2 where the other gives 3. */
const detailedIsBest = (request: ProviderRequest): number => {
  if (request.userText.includes("First find out what kind of text it is")) return 4 + articleParity(request);
  const isConcise = request.userText.includes("Answer in this form");
  return isConcise ? 3 - articleParity(request) : 2 + articleParity(request);
};

/** A judge that is a point harder each third time it is asked the same. */
function everyThirdTime(): (request: ProviderRequest) => number {
  const asked = new Map<string, number>();
  return ({ promptText }) => {
    const times = (asked.get(promptText) ?? 0) + 1;
    asked.set(promptText, times);
    return times % 3 === 0 ? 1 : 0;
  };
}

test("the golden quality run scores every article and names the experiment's URL", async () => {
  provider.setAnswer(scriptedSkillforge(() => 4));
  const { code, stdout, stderr } = await cli({
    ...bothKeys(),
    TEMPORAL_UI_URL: "http://127.0.0.1:8233",
  }).run(...["run", "skillforge-golden", "--limit", "12", "--json", "--config", SKILLFORGE]);
  expect({ code, stderr: code === 0 ? "" : stderr }).toEqual({ code: 0, stderr: "" });
  const { experiments, urls } = JSON.parse(stdout) as Result;
  expect(experiments).toHaveLength(1);
  const [experiment] = experiments as [Experiment];
  expect(experiment.status).toBe("completed");
  // A judge that says 4 on a scale from 1 to 5 says 0.75.
  expect(means(experiment)).toMatchObject({
    g_eval_depth: [0.75, 12],
    g_eval_accuracy: [0.75, 12],
    g_eval_coherence: [0.75, 12],
    g_eval_overall: [0.75, 12],
    ground_truth_similarity: [expect.any(Number), 12],
  });
  expect(urls).toEqual({
    temporal: `http://127.0.0.1:8233/namespaces/default/workflows/experiment%2F${experiment.name}`,
  });
  expect(stderr).toContain(`models: ${SONNET} (pipeline); ${GPT} (evaluators)\n`);
  // 12 analyses; 4 sets of evaluation steps and 3 samples of 4 judgements of each analysis.
  expect(provider.count({ model: SONNET, endpoint: "messages" })).toBe(12);
  expect(provider.count({ model: GPT, endpoint: "chat" })).toBe(4 + 12 * 4 * 3);
});

test("the three prompts end with a verdict on each candidate", async () => {
  provider.setAnswer(scriptedSkillforge(detailedIsBest));
  const { code, stdout, stderr } = await cli(bothKeys()).run(
    ...["run", "skillforge-prompts", "--limit", "12", "--json", "--config", SKILLFORGE],
  );
  expect({ code, stderr: code === 0 ? "" : stderr }).toEqual({ code: 0, stderr: "" });
  const result = JSON.parse(stdout) as Result;
  expect(result.experiments.map(({ variant, status }) => [variant, status])).toEqual([
    ["detailed", "completed"],
    ["concise", "completed"],
    ["structured", "completed"],
  ]);
  expect(verdicts(result, "g_eval_overall")).toEqual({ detailed: "better", structured: "inconclusive" });
  // All twelve items say the same of detailed and structured: on a bounded score that shows more than nothing.
  expect(result.comparison.winner).toMatchObject({
    variant: "detailed",
    sentence: expect.stringMatching(/^detailed is the best of 3 on g_eval_overall: from concise, /),
  });
  await expectFiguresOfTheRows(result, SKILLFORGE);
});

test("the model comparison ends with a verdict", async () => {
  provider.setAnswer(
    scriptedSkillforge((request) => (request.model === SONNET ? 4 + articleParity(request) : 3)),
  );
  const { code, stdout, stderr } = await cli(bothKeys()).run(
    ...["run", "model-comparison", "--limit", "12", "--json"],
    ...["--config", MODEL_COMPARISON],
  );
  expect({ code, stderr: code === 0 ? "" : stderr }).toEqual({ code: 0, stderr: "" });
  const result = JSON.parse(stdout) as Result;
  expect(result.experiments.map(({ variant, config }) => [variant, config.model])).toEqual([
    ["sonnet", SONNET],
    ["gpt", GPT],
  ]);
  expect(verdicts(result, "g_eval_overall")).toEqual({ gpt: "worse" });
  expect(verdicts(result, "jury_overall")).toEqual({ gpt: "worse" });
  expect(result.comparison.winner.variant).toBe("sonnet");
  await expectFiguresOfTheRows(result, MODEL_COMPARISON);
});

test("the running service is tested over HTTP, and only its own client asks its model", async () => {
  provider.setAnswer(scriptedSkillforge(() => 3));
  const service = createService({ baseUrl: provider.openaiBaseUrl, model: "llama3.1", apiKey: undefined });
  await once(service.listen(0, "127.0.0.1"), "listening");
  const { port } = service.address() as AddressInfo;
  const environment = { ...bothKeys(), SKILLFORGE_SERVICE_URL: `http://127.0.0.1:${port}/analyses` };
  const { code, stdout, stderr } = await cli(environment).run(
    ...["run", "skillforge-service", "--variant", "brief", "--limit", "10", "--json", "--config", SKILLFORGE],
  );
  service.closeAllConnections();
  service.close();
  expect({ code, stderr: code === 0 ? "" : stderr }).toEqual({ code: 0, stderr: "" });
  const [experiment] = (JSON.parse(stdout) as Result).experiments as [Experiment];
  expect(means(experiment).g_eval_overall).toEqual([0.5, 10]);
  expect(provider.count({ model: "llama3.1" })).toBe(10);
});

test("the repository's configuration loads without a key and asks nobody", async () => {
  const { code, stderr } = await cli({ OPENAI_BASE_URL: provider.openaiBaseUrl }).run(
    ...["run", "absent", "--config", join(root, "assay.config.ts")],
  );
  expect(stderr).toContain(
    'The configuration defines no experiment "absent". Defined: spam-filter, skillforge-golden, skillforge-prompts, skillforge-service, model-comparison',
  );
  expect(code).toBe(2);
  expect(provider.count()).toBe(0);
});

test("the model comparison without a key is refused with the variable's name, and nothing is paid", async () => {
  const { code, stderr } = await cli({
    OPENAI_API_KEY: "sk-openai-test",
    OPENAI_BASE_URL: provider.openaiBaseUrl,
  }).run(...["run", "model-comparison", "--limit", "2", "--json"], ...["--config", MODEL_COMPARISON]);
  expect(stderr).toBe(
    "assay: ANTHROPIC_API_KEY is not set: models of anthropic, such as claude-sonnet-4-6, need the API key in this variable of the worker's environment.\n",
  );
  expect(code).toBe(2);
  expect(provider.count({ endpoint: "messages" })).toBe(0);
});

describe("assay start --demo", () => {
  const demo = (environment: NodeJS.ProcessEnv) =>
    cli(environment).run("start", "--demo", "--once", "--json", "--config", DEMO);

  test("without any model runs what needs none, and names the variables in one line", async () => {
    const { code, stdout, stderr } = await demo({});
    expect(stderr).toContain(
      "skillforge-prompts is judged by a model and was not run: set OPENAI_API_KEY, ANTHROPIC_API_KEY or ASSAY_LOCAL_BASE_URL to run it too\n",
    );
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      experiments: [{ variant: "only", status: "completed" }],
      further: [],
    });
  });

  test("with nothing but a local server runs the judged experiment with the server's model", async () => {
    provider = await replaceProvider(["nomic-embed-text", "llama3.1"]);
    provider.setAnswer(scriptedSkillforge(detailedIsBest, everyThirdTime()));
    const { code, stdout, stderr } = await demo({ ASSAY_LOCAL_BASE_URL: provider.openaiBaseUrl });
    expect(stderr).toContain(
      "local model: llama3.1, the first that the server lists; ASSAY_LOCAL_MODEL names another\n",
    );
    // Per variant 4 sets of evaluation steps, 10 analyses and 3 samples of 4 criteria for each.
    expect(stderr).toContain(
      "skillforge-prompts is judged by a model: about 402 model calls, price unknown; Ctrl-C ends it\n",
    );
    expect(stderr).toContain("models: local:llama3.1 (pipeline); local:llama3.1 (evaluators)\n");
    // Twelve samples at once listen to one signal, which is no leak.
    expect(stderr).not.toContain("Warning");
    expect(code).toBe(0);
    const { further } = JSON.parse(stdout) as { further: [Result] };
    expect(further[0].experiments.map(({ itemLimit }) => itemLimit)).toEqual([10, 10, 10]);
    expect(verdicts(further[0], "g_eval_overall")).toEqual({
      detailed: "better",
      structured: "inconclusive",
    });
    expect(further[0].urls.assay).toContain("/comparisons/");
    // Of three samples of four points each, one is a point lower: variance (1/3) (1/4)².
    const { variance } = further[0].comparison.differences[0]?.reliability ?? {};
    expect(variance?.baseline.judgeSamples).toBeCloseTo(1 / 48, 12);
    expect(variance?.candidate.judgeSamples).toBeCloseTo(1 / 48, 12);
    await expectFiguresOfTheRows(further[0], DEMO);
  });

  test("with a key that is refused says so and keeps what needed none", async () => {
    provider = await replaceProvider([GPT], ["sk-the-right-one"]);
    const { code, stdout, stderr } = await demo({
      OPENAI_API_KEY: "sk-a-wrong-one",
      OPENAI_BASE_URL: provider.openaiBaseUrl,
    });
    const { experiments, further } = JSON.parse(stdout) as Result & { further: [Result] };
    expect(experiments.map(({ status }) => status)).toEqual(["completed"]);
    const refused = `OPENAI_API_KEY is not accepted: openai at ${provider.openaiBaseUrl} answers with status 401.`;
    expect(further[0].experiments.map(({ status, error }) => [status, error])).toEqual([
      ["failed", refused],
      ["failed", refused],
      ["failed", refused],
    ]);
    expect(`${stdout}${stderr}`).not.toContain("wrong-one");
    expect(provider.count({ endpoint: "chat" })).toBe(0);
    expect(code).toBe(2);
  });

  test("what is refused at its start takes nothing else down", async () => {
    const { code, stdout, stderr } = await cli({ ASSAY_LOCAL_BASE_URL: provider.openaiBaseUrl }).run(
      ...["start", "--demo", "--once", "--json"],
      ...["--config", join(root, "test/e2e/fixtures/demo-refused/assay.config.ts")],
    );
    expect(stderr).toContain(
      'unpriced was not run: The price of model "local:llama3.1" is unknown, so a budget in USD cannot be kept. ',
    );
    expect(JSON.parse(stdout)).toMatchObject({ experiments: [{ status: "completed" }], further: [] });
    expect(code).toBe(2);
  });

  async function replaceProvider(models: string[], acceptedKeys?: string[]): Promise<FakeProvider> {
    await provider.stop();
    return await startFakeProvider({ models, ...(acceptedKeys === undefined ? {} : { acceptedKeys }) });
  }
});
