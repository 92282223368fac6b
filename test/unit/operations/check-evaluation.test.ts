import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import type { Store } from "../../../src/domain/store.js";
import { gEval } from "../../../src/evaluators/g-eval/g-eval.js";
import { exactMatch } from "../../../src/evaluators/text/exact-match.js";
import { createModelGateway } from "../../../src/models/model-gateway.js";
import { checkEvaluation } from "../../../src/operations/check-evaluation.js";
import type { ConfigurationRegistry } from "../../../src/registry.js";
import { openSqliteStore } from "../../../src/store/sqlite.js";
import { experimentNamed } from "../../support/store-contract/experiment-named.js";

const evaluators = { exact_match: exactMatch(), g_eval: gEval() };
const registry = {
  getEvaluator: ({ id }: { readonly id: keyof typeof evaluators }) => evaluators[id],
} as unknown as ConfigurationRegistry;
const gateway = createModelGateway({ environment: {}, settings: {} });

let folder = "";
let store: Store;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "assay-check-evaluation-"));
  store = await openSqliteStore({ file: join(folder, "assay.db") });
  await store.createExperiment(experimentNamed("one"));
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const check = (names: readonly string[], isWorkedHere: boolean) =>
  checkEvaluation({ store, registry, gateway }, { reference: "one", evaluators: names, isWorkedHere });

test("a judge without its key is told before anything is started, when this process will do the work", async () => {
  await expect(check(["g_eval"], true)).rejects.toThrow(
    "OPENAI_API_KEY is not set: models of openai, such as gpt-5.4-mini, need the API key in this variable of the worker's environment.",
  );
});

test("another worker may have the key", async () => {
  expect(await check(["g_eval"], false)).toMatchObject({ name: "one" });
});

test("an evaluator that asks no model needs no key", async () => {
  expect(await check(["exact_match"], true)).toMatchObject({ name: "one" });
});
