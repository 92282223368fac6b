/**
 * A judged experiment against a provider that answers 30 % of all calls with 429 and `Retry-After: 1`, under a limit of
 * requests per minute: whether every run is scored, the provider's own rate, and wall time beside the ideal.
 *
 *   node bench/rate-limits.mjs [--items 200] [--concurrency 20] [--requests-per-minute 400] [--latency 200] [--json]
 *
 * Ideal is the time that the limit alone takes for the requests made, refused ones included, or that the latency alone
 * takes at full concurrency, whichever is longer. Exit code 1 when a run is not scored, or when any 60 seconds hold more
 * requests than the limit.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { createJiti } from "jiti";
import { pino } from "pino";
import { AssayClient } from "../dist/client.js";
import { startWorker } from "../dist/worker.js";

const { values } = parseArgs({
  options: {
    items: { type: "string", default: "200" },
    concurrency: { type: "string", default: "20" },
    "requests-per-minute": { type: "string", default: "400" },
    latency: { type: "string", default: "200" },
    json: { type: "boolean", default: false },
  },
});
const items = Number(values.items);
const concurrency = Number(values.concurrency);
const requestsPerMinute = Number(values["requests-per-minute"]);
const latencyMs = Number(values.latency);

// The tests' double of a provider; TypeScript, since it is no part of what is built.
const support = (path) => createJiti(import.meta.url).import(`../test/support/${path}`);
const { startFakeProvider } = await support("fake-provider/start-fake-provider.ts");
const { rateLimitedFraction } = await support("fake-provider/behaviours.ts");
const { scriptedModels } = await support("scripted-models.ts");

const answer = scriptedModels({ pipeline: () => ({ text: "A summary." }), score: () => 4 });
const provider = await startFakeProvider({
  answer: rateLimitedFraction({ seed: 20261124, fraction: 0.3, answer }),
  models: ["gpt-4o", "gpt-4o-mini"],
  latencyMs,
  keepsBodies: false,
});
const home = mkdtempSync(join(tmpdir(), "assay-bench-"));
const settings = {
  BENCH_ITEMS: String(items),
  BENCH_CONCURRENCY: String(concurrency),
  BENCH_REQUESTS_PER_MINUTE: String(requestsPerMinute),
};
Object.assign(process.env, settings);
const client = await AssayClient.connect({
  environment: {
    ...process.env,
    ASSAY_HOME: home,
    OPENAI_API_KEY: "sk-bench",
    OPENAI_BASE_URL: provider.openaiBaseUrl,
  },
  configFile: join(import.meta.dirname, "rate-limits/assay.config.mjs"),
});
const worker = await startWorker({
  project: client.project,
  temporal: client.temporal,
  logger: pino({ level: "error" }, pino.destination(2)),
});
try {
  const started = performance.now();
  const { experiments } = await client.runExperiment({ definition: "rate-limits" });
  report(experiments[0], performance.now() - started);
} finally {
  await worker.stop();
  await client.close();
  await provider.stop();
  rmSync(home, { recursive: true, force: true });
}

function report({ status, summary }, wallMs) {
  const calls = provider.count({ endpoint: "chat" });
  const idealMs = Math.max((calls / requestsPerMinute) * 60_000, (calls * latencyMs) / concurrency);
  const scored = summary?.metrics.find(({ name }) => name === "g_eval_overall")?.n ?? 0;
  const result = {
    status,
    runs: items,
    scored,
    failed: summary?.runs.failed ?? null,
    calls,
    refused: provider.count({ status: 429 }),
    limitPerMinute: requestsPerMinute,
    mostInAMinute: provider.maximumRequestsIn(60_000),
    mostInTenSeconds: provider.maximumRequestsIn(10_000),
    mostAtOnce: provider.maximumConcurrent,
    wallSeconds: Number((wallMs / 1_000).toFixed(1)),
    idealSeconds: Number((idealMs / 1_000).toFixed(1)),
    overIdeal: Number((wallMs / idealMs).toFixed(2)),
  };
  if (values.json) process.stdout.write(`${JSON.stringify(result)}\n`);
  else console.table(result);
  if (scored < items || result.mostInAMinute > requestsPerMinute) process.exitCode = 1;
}
