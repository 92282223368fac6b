import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { stopProcess } from "../../src/temporal/stop-process.js";
import { createCli, type Ended, type SpawnedCli } from "../support/cli.js";
import type { FakeProvider } from "../support/fake-provider/fake-provider.js";
import type { ProviderAnswer } from "../support/fake-provider/provider-answer.js";
import type { ProviderRequest } from "../support/fake-provider/provider-request.js";
import { startFakeProvider } from "../support/fake-provider/start-fake-provider.js";
import { createJudgedCli } from "../support/judged-cli.js";
import { answerWith, type LocalService, startLocalService } from "../support/local-service.js";
import { purposeOf, scriptedModels } from "../support/scripted-models.js";

/** In every key and token of the environment, and in nothing else. */
const SECRET = "MARKER-000";
const KEYS = ["sk-openai-MARKER-0001", "sk-ant-MARKER-0002", "local-MARKER-0003"];
const CLAUDE = "claude-sonnet-4-20250514";
const MODELS = ["gpt-4o", "gpt-4o-mini", CLAUDE];
/** A provider that is as indiscreet as it can be. */
const ECHO = `Bearer ${KEYS[0]}, x-api-key: ${KEYS[1]}, ${KEYS[2]} may not do this`;

let home = "";
let provider: FakeProvider;
let service: LocalService;
let served: SpawnedCli | null = null;
beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), "assay-secrets-"));
  provider = await startFakeProvider({ models: MODELS, answer: indiscreet });
  service = await startLocalService((response, { headers, body }) => {
    const { item } = JSON.parse(body) as { item: { id: string } };
    const echo = `${headers.authorization} is not welcome`;
    const page = { headers: { "content-type": "text/html" }, body: `<html><title>${echo}</title></html>` };
    if (item.id === "a0") return answerWith(response, { status: 400, body: echo });
    if (item.id === "a1") return answerWith(response, { status: 500, ...page });
    if (item.id === "a2") return answerWith(response, page);
    if (item.id === "a3") return answerWith(response, { status: 200, body: echo });
    return answerWith(response, { body: { text: `Summary ${item.id.slice(1)}` } });
  });
});
afterEach(async () => {
  await served?.end("SIGKILL");
  served = null;
  const record = join(home, "temporal", "server.json");
  if (existsSync(record))
    await stopProcess((JSON.parse(readFileSync(record, "utf8")) as { pid: number }).pid);
  await provider.stop();
  await service.stop();
  rmSync(home, { recursive: true, force: true });
});

const summaries = scriptedModels({
  pipeline: ({ promptText }) => ({ text: `Summary ${/number (\d+)/.exec(promptText)?.[1]}` }),
  score: () => 4,
});

/** Fails the calls about some articles, for a while or for good, with the keys in what it says. */
function indiscreet(request: ProviderRequest): ProviderAnswer | Promise<ProviderAnswer> {
  const article = /Article number (\d+)\./.exec(request.promptText)?.[1];
  const isFirst = request.attempt === 1;
  if (article === "1" && isFirst) return { status: 429, retryAfterSeconds: 0.1, message: ECHO };
  if (article === "2" && isFirst) return { status: 500, message: ECHO };
  if (article === "3" && isFirst) return { fault: "raw", status: 200, body: ECHO };
  if (article === "4") return { status: 400, message: ECHO };
  if (article === "5" && purposeOf(request) !== "pipeline") return { status: 401, message: ECHO };
  return summaries(request);
}

/** Every file below a folder. */
function filesIn(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (!statSync(path).isDirectory()) return statSync(path).isFile() ? [path] : [];
    return filesIn(path);
  });
}

const filesWith = (text: string): string[] =>
  filesIn(home)
    .filter((file) => readFileSync(file).includes(text))
    .map((file) => file.slice(home.length + 1));

test("keys and tokens of the environment reach no output, log, history, store or message", async () => {
  const settings = {
    items: 7,
    models: { openai: "gpt-4o-mini", anthropic: CLAUDE, local: "local:gpt-4o-mini" },
  };
  const environment = { TEMPORAL_ADDRESS: undefined, SERVICE_URL: service.baseUrl, ASSAY_LOG_LEVEL: "debug" };
  const cli = createJudgedCli(home, { provider, settings, environment });
  const ended: Ended[] = [];
  const run = async (...args: string[]): Promise<Ended> => {
    const end = await cli.run(...args);
    ended.push(end);
    return end;
  };
  served = cli.spawn("start");
  await served.saw(/serving; Ctrl-C ends it/);
  expect((await run("run", "judged", "--name", "models", "--verbose")).code).toBe(0);
  expect((await run("run", "service", "--name", "service", "--json", "--verbose")).code).toBe(0);
  await run("show", "service");
  await run("export", "models-openai", "--json");
  await run("export", "service", "--json");
  await run("compare", "models-anthropic", "models-local");
  await run("doctor");
  ended.push(await served.end("SIGTERM"));
  served = null;

  const strict = await startFakeProvider({ models: MODELS, acceptedKeys: ["another"] });
  const refused = createJudgedCli(home, { provider: strict, environment });
  const wrongKey = await refused.run("run", "judged", "--name", "refused", "--verbose");
  await strict.stop();
  expect(wrongKey.code).toBe(2);
  ended.push(wrongKey, await refused.run("show", "refused"));

  // The failures were there to be told, each with what it says but for the secrets.
  const said = ended.map(({ stdout, stderr }) => `${stdout}\n${stderr}`).join("\n");
  expect(said).toContain("1 × PipelineRequestRejectedError");
  expect(said).toContain("ModelRequestRejectedError");
  expect(said).toContain("may not do this");
  expect(said).toContain("is not welcome");
  expect(said).toContain("OPENAI_API_KEY is not accepted");
  // What is looked for would be found: the store's file has items, Temporal's has their ids.
  expect(filesWith("Article number 3.").join()).toContain("assay.db");
  expect(filesWith("models-anthropic").join()).toContain("temporal");
  expect(filesWith(SECRET)).toEqual([]);
  expect(said).not.toContain(SECRET);
});

/** The key and the password, in each writing that the fixture gives them. */
const OWN_KEY = 'sk-own-"MARKER/+0005';
const OWN_PASSWORD = "pw_MARKER_0006";
const WRITINGS = [OWN_KEY, OWN_PASSWORD].flatMap((secret) => [
  secret,
  JSON.stringify(secret).slice(1, -1),
  JSON.stringify(JSON.stringify(secret)).slice(3, -3),
  encodeURIComponent(secret),
  Buffer.from(`u:${secret}`).toString("base64").slice(4, -4),
]);

test("what user code throws, prints, records, returns and scores shows no key, and says what happened", async () => {
  const config = fileURLToPath(new URL("fixtures/leaky/assay.config.ts", import.meta.url));
  const cli = createCli(home, {
    OPENAI_API_KEY: OWN_KEY,
    DB_PASSWORD: OWN_PASSWORD,
    ASSAY_LOG_LEVEL: "debug",
  });
  const ended: Ended[] = [];
  const run = async (...args: string[]): Promise<Ended> => {
    const end = await cli.run(...args, "--config", config, "--verbose");
    ended.push(end);
    return end;
  };
  expect((await run("run", "leaky", "--name", "leaky")).code).toBe(0);
  await run("show", "leaky");
  const exported = JSON.parse((await run("export", "leaky", "--json")).stdout) as Record<string, unknown>[];
  await run("export", "leaky", "--format", "csv", "--output", join(home, "runs.csv"));
  const refused = await run("run", "stores-a-key");
  await run(`--${OWN_KEY}`);

  const rows = new Map(exported.map((row) => [row.item_id, row]));
  expect(rows.get("throws")).toMatchObject({ error_message: "the client for [hidden] failed" });
  expect(rows.get("throws-at-the-cut")).toMatchObject({ error_message: `${"x".repeat(19_990)}[hidden]` });
  expect(rows.get("throws-a-text")).toMatchObject({ error_message: "threw string: Bearer [hidden]" });
  expect(rows.get("throws-a-name")).toMatchObject({ error_type: "[hidden]", error_message: "named" });
  expect(rows.get("returns")).toMatchObject({
    output: { "header [hidden]": '{"password":"[hidden]"}', encoded: "[hidden]" },
    score_reasons: 1,
  });
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain(
    'assay: The definition of the experiment, variant "only", holds the value of the environment variable OPENAI_API_KEY ' +
      'at "config.apiKey", which is not stored. Take it out, or let the pipeline read the variable itself.',
  );
  const said = ended.map(({ stdout, stderr }) => `${stdout}\n${stderr}`).join("\n");
  expect(said).toContain("printed [hidden]\n");
  expect(said).toContain("the experiment continues: Error: aside [hidden]");
  expect(filesWith("the client for [hidden] failed").join()).toContain("assay.db");
  for (const writing of WRITINGS) {
    expect(said).not.toContain(writing);
    expect(filesWith(writing)).toEqual([]);
  }
});
