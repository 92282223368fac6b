import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { defineConfig, type ExperimentDefinition } from "../../../src/config.js";
import type { RegressionRun } from "../../../src/domain/regression/regression-run.js";
import type { Store } from "../../../src/domain/store.js";
import { createModelGateway } from "../../../src/models/model-gateway.js";
import { mergeModelSettings } from "../../../src/models/model-settings.js";
import { planCandidate } from "../../../src/operations/regressions/plan-regression.js";
import { requireUsableSchedules } from "../../../src/operations/schedules/require-usable-schedule.js";
import { pipeline } from "../../../src/pipelines/function-pipeline.js";
import { promptPipeline } from "../../../src/pipelines/prompt-pipeline.js";
import { createRegistry } from "../../../src/registry.js";
import { openSqliteStore } from "../../../src/store/sqlite.js";
import { baselineOf } from "../../support/store-contract/baseline-contract.js";
import { PROJECT_CODE } from "../../support/test-project.js";

let store: Store;
let directory = "";
beforeEach(async () => {
  store = await openSqliteStore({ file: ":memory:" });
  directory = mkdtempSync(join(tmpdir(), "assay-usable-"));
});
afterEach(async () => {
  await store.close();
  rmSync(directory, { recursive: true, force: true });
});

const SECRETS = { HOOK_SECRET: "a-secret-of-the-hook" };
/** A project with one definition, whose schedule is due every hour. */
function projectWith(change: Partial<ExperimentDefinition>, variables: NodeJS.ProcessEnv = SECRETS) {
  const definition: ExperimentDefinition = {
    name: "spam",
    dataset: "mails",
    pipeline: "filter",
    variants: { only: {} },
    evaluators: [],
    gate: { latency_ms: { maximum: 100 } },
    schedule: { every: "1h" },
    ...change,
  };
  const {
    datasets = {},
    pipelines = {},
    evaluators = {},
    experiments = [],
    models = {},
    temporal = {},
  } = defineConfig({
    datasets: { mails: { items: () => [{ id: "m", input: 1 }] } },
    pipelines: {
      filter: pipeline({ run: () => 1 }),
      ask: promptPipeline({ template: "Is it spam? {{ input }}" }),
    },
    experiments: [definition],
  });
  const configuration = { datasets, pipelines, evaluators, experiments, models, temporal };
  const loaded = {
    file: "test",
    directory,
    code: PROJECT_CODE.code,
    files: [],
    readBy: new Map(),
    configuration,
  };
  const settings = mergeModelSettings([]);
  return {
    store,
    loaded,
    registry: createRegistry(loaded),
    gateway: createModelGateway({ environment: variables, settings }),
    environment: { variables },
    ...PROJECT_CODE,
    codeVersion: { gitCommit: null, gitDirty: null, configurationHash: null },
  };
}
const check = async (change: Partial<ExperimentDefinition>, variables?: NodeJS.ProcessEnv): Promise<void> =>
  await requireUsableSchedules(projectWith(change, variables));
const told = (message: string): string => `The schedule "spam" cannot be synchronised: ${message}`;

/** The hour's schedule with one receiver. */
const tells = (channel: object): Partial<ExperimentDefinition> => ({
  schedule: { every: "1h", notify: { channels: [channel as never] } },
});
const webhook = (url: unknown): object => ({
  type: "webhook",
  url,
  secret: { fromEnvironment: "HOOK_SECRET" },
});

test("what can do its work is let through", async () => {
  await check({});
  await check(tells(webhook("https://hooks.example.org/assay")));
});

describe("what would fail at night is refused by day:", () => {
  test("a version that the pinned dataset does not have, and a dataset that nobody has", async () => {
    await store.importItems(
      { name: "kept", description: null, metadata: {} },
      [{ id: "a", input: 1 }] as never,
      {
        replace: true,
      },
    );
    const [version = ""] = await store.listVersions((await store.getDataset("kept"))?.id ?? "");
    await check({ schedule: { every: "1h", dataset: `kept@${version}` } });
    await expect(check({ schedule: { every: "1h", dataset: "kept@2020-01-01T00:00:00Z" } })).rejects.toThrow(
      told(
        `Dataset "kept" has no version "2020-01-01T00:00:00Z". A version is an instant such as 2026-11-24T09:30:00.000Z, not before the dataset's first. Versions, newest first: ${version}`,
      ),
    );
    await expect(check({ schedule: { every: "1h", dataset: "kept@yesterday" } })).rejects.toThrow(
      told('Dataset "kept" has no version "yesterday".'),
    );
    await expect(check({ dataset: "mials" })).rejects.toThrow(
      told(
        'Dataset "mials" not found. Nearest: mails. Known datasets: kept, mails. Create one with: assay dataset create NAME',
      ),
    );
  });

  test("a definition without a gate", async () => {
    await expect(check({ gate: {} })).rejects.toThrow(
      told(
        '"spam" has no gate, so there is nothing to hold it to. Give its definition one, such as gate: { accuracy: { minimum: 0.7, maxDrop: 0.02 } }',
      ),
    );
  });

  test("the key of a model", async () => {
    await expect(check({ pipeline: "ask", variants: { only: { model: "gpt-4o-mini" } } })).rejects.toThrow(
      told("OPENAI_API_KEY is not set: models of openai"),
    );
  });

  test("a missing secret", async () => {
    await expect(check(tells(webhook("https://hooks.example.org")), {})).rejects.toThrow(
      told("The webhook notification reads HOOK_SECRET from the environment, which is not set or empty."),
    );
  });

  test.each([
    [
      webhook("https://10.0.0.7/assay"),
      "The address 10.0.0.7 is private or reserved; notifications go to public addresses only. If it is meant, set allowPrivateAddress: true for this channel.",
    ],
    [
      webhook({ fromEnvironment: "URL" }),
      "the webhook has no usable address. Allowed is an absolute https URL; http only with allowPrivateAddress: true.",
    ],
    [
      { type: "slack", url: { fromEnvironment: "URL" } },
      "Slack has no usable address. Allowed is an absolute https URL; http only with allowPrivateAddress: true.",
    ],
    [
      { type: "email", server: { fromEnvironment: "URL" }, from: "a@example.org", to: ["b@example.org"] },
      "The mail server's address is not usable. Allowed is smtp://USER:PASSWORD@HOST:PORT, or smtps:// for TLS from the start.",
    ],
    [
      {
        type: "github",
        repository: "o/r",
        token: { fromEnvironment: "URL" },
        apiUrl: "https://[::1]/api/v3",
      },
      "The address ::1 is private or reserved; notifications go to public addresses only. If it is meant, set allowPrivateAddress: true for this channel.",
    ],
    [
      {
        type: "github",
        repository: "o/r",
        token: { fromEnvironment: "HOOK_SECRET" },
        pullRequest: { fromEnvironment: "URL" },
      },
      "The variable URL does not hold the number of a pull request.",
    ],
  ])("a receiver that refuses every message: %j", async (channel, message) => {
    const variables = { ...SECRETS, URL: "http://hooks.example.org" };
    await expect(check(tells(channel), variables)).rejects.toThrow(told(message));
  });

  test("a baseline that was deleted; the run says the same, before anything is paid", async () => {
    await store.setBaseline(baselineOf());
    const message =
      'The baseline of "spam" is experiment "spam-v-1" (set by ann at 2026-11-01T00:00:00.000Z), which is no longer in the store. ' +
      'Set another: assay baseline set spam EXPERIMENT --reason "…"';
    await expect(check({})).rejects.toThrow(told(message));
    const run = { id: "r", definition: "spam", workflowId: "w", createdAt: "2026-11-02T00:00:00.000Z" };
    const request = {
      definition: "spam",
      schedule: null,
      variant: null,
      dataset: null,
      budgetUsd: null,
      notify: null,
    };
    await expect(planCandidate(projectWith({}), run as RegressionRun, request)).rejects.toThrow(message);
    expect(await store.listExperiments({ limit: 5 })).toEqual([]);
  });
});
