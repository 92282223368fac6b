import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { createProviderLimits } from "../../../src/models/limits/provider-limits.js";
import { openSqliteStore } from "../../../src/store/sqlite.js";
import { startFakeProvider } from "../../support/fake-provider/start-fake-provider.js";
import { createTestGateway } from "../../support/models.js";

test("with its limits configured, two workers together never make a provider say 429", async () => {
  const folder = mkdtempSync(join(tmpdir(), "assay-limited-"));
  // The provider takes two seconds' worth at once, and would refuse most of the calls if they came together.
  const provider = await startFakeProvider({ requestsPerMinute: 1200, burst: 40 });
  const gateway = createTestGateway(provider);
  const signal = new AbortController().signal;
  const settings = { limits: { openai: { requestsPerMinute: 1200 } } };
  // The first call of a process loads the SDK.
  await gateway.generate({ model: "gpt-4o", prompt: "warm up" }, { signal });
  provider.clear();
  const openWorker = async () => {
    const store = await openSqliteStore({ file: join(folder, "assay.db") });
    return { store, limits: createProviderLimits({ settings, window: store, random: Math.random }) };
  };
  const workers = [await openWorker(), await openWorker()];
  const model = gateway.describe("gpt-4o");
  const answers = workers.flatMap(({ limits }, worker) =>
    Array.from({ length: 35 }, (_, index) =>
      limits.run({ model, estimatedTokens: 10, signal }, () =>
        gateway.generate({ model: "gpt-4o", prompt: `${worker}/${index}` }, { signal }),
      ),
    ),
  );
  expect(new Set((await Promise.all(answers)).map(({ text }) => text)).size).toBe(70);
  expect([provider.count(), provider.count({ status: 429 })]).toEqual([70, 0]);
  for (const { store } of workers) await store.close();
  await provider.stop();
  rmSync(folder, { recursive: true, force: true });
});
