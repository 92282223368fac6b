import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import type { Store } from "../../src/domain/store.js";
import { createProcessSecrets } from "../../src/secrets/process-secrets.js";
import { redactStore } from "../../src/secrets/redact-store.js";
import { openSqliteStore } from "../../src/store/sqlite.js";
import { failureOf } from "../support/failure-of.js";
import { experimentNamed } from "../support/store-contract/experiment-named.js";

const TOKEN = 'tok-"1234+x';
const OBSERVATION = "0123456789abcdef";
const AT = "2026-01-02T03:04:05.678Z";
const RUN = {
  id: "r",
  experimentId: experimentNamed("e").id,
  ordinal: 0,
  itemId: "i",
  repetition: 0,
  traceId: "t",
};

let folder = "";
let store: Store;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "assay-border-"));
  const secrets = createProcessSecrets();
  secrets.register({ SERVICE_TOKEN: TOKEN });
  store = redactStore(await openSqliteStore({ file: join(folder, "assay.db") }), secrets);
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const stored = (): string =>
  readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), "latin1"))
    .join("");

test("outputs, failures, traces and reasons are stored with the secret hidden, whatever its writing", async () => {
  await store.createExperiment(experimentNamed("e"));
  await store.planRuns([RUN, { ...RUN, id: "r2", ordinal: 1 }]);
  await store.recordOutput("r", {
    output: { [TOKEN]: [TOKEN, JSON.stringify({ a: TOKEN }), Buffer.from(`u:${TOKEN}`).toString("base64")] },
    latencyMs: 1,
    costUsd: null,
    usage: null,
    attempts: 1,
    at: AT,
  });
  await store.endRun("r2", { status: "failed", error: { type: "E", message: `no ${TOKEN}` }, at: AT });
  await store.putObservations([
    {
      id: OBSERVATION,
      traceId: "ab".repeat(16),
      parentObservationId: null,
      type: "SPAN",
      name: `call ${TOKEN}`,
      startedAt: AT,
      endedAt: AT,
      latencyMs: 1,
      level: "ERROR",
      statusMessage: encodeURIComponent(TOKEN),
      input: TOKEN,
      output: TOKEN,
      metadata: { note: TOKEN },
      model: null,
      modelParameters: null,
      usage: null,
      costUsd: null,
    },
  ]);
  expect((await store.getRun("r"))?.output).toEqual({
    "[hidden]": ["[hidden]", '{"a":"[hidden]"}', expect.stringContaining("[hidden]")],
  });
  expect((await store.getRun("r2"))?.error).toEqual({ type: "E", message: "no [hidden]" });
  expect(await store.getObservation(OBSERVATION)).toMatchObject({
    name: "call [hidden]",
    statusMessage: "[hidden]",
    input: "[hidden]",
    output: "[hidden]",
    metadata: { note: "[hidden]" },
  });
  expect(stored()).toContain("call [hidden]");
  for (const leak of [TOKEN, JSON.stringify(TOKEN).slice(1, -1), "tok-"])
    expect(stored()).not.toContain(leak);
});

test("an item with a secret is refused by name, and nothing of the import is stored", async () => {
  const items = [
    { id: "a", input: "fine" },
    { id: "b", input: { turns: [{ text: `use ${TOKEN}` }] } },
  ];
  const error = await failureOf(store.importItems({ name: "d" }, items));
  expect(error.name).toBe("SecretNotStorableError");
  expect(error.message).toBe(
    'Item "b" holds the value of the environment variable SERVICE_TOKEN at "input.turns[0].text", which is not stored. ' +
      "Take it out, or let the pipeline read the variable itself.",
  );
  expect(await store.getDataset("d")).toBeNull();
});

test("a variant whose config holds a secret is refused before anything starts", async () => {
  const experiment = { ...experimentNamed("e"), config: { apiKey: TOKEN } };
  expect((await failureOf(store.createExperiment(experiment))).message).toBe(
    'The definition of the experiment, variant "v", holds the value of the environment variable SERVICE_TOKEN at ' +
      '"config.apiKey", which is not stored. Take it out, or let the pipeline read the variable itself.',
  );
});
