import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeEach, expect, test } from "@jest/globals";
import type { RegressionRun } from "../../src/domain/regression/regression-run.js";
import type { Store } from "../../src/domain/store.js";
import { openSqliteStore } from "../../src/store/sqlite.js";
import { stopProcess } from "../../src/temporal/stop-process.js";
import { type Cli, createCli, type SpawnedCli } from "../support/cli.js";
import { hostCommands } from "../support/hosted-commands.js";
import { answerWith, type LocalService, startLocalService } from "../support/local-service.js";

const CONFIG = fileURLToPath(new URL("fixtures/nights/assay.config.ts", import.meta.url));
const host = hostCommands();
afterAll(async () => await host.stop());

let home = "";
let cli: Cli;
let receiver: LocalService;
let answer: (response: ServerResponse) => void;
let served: SpawnedCli[] = [];
let opened: Store | null = null;

beforeEach(async () => {
  served = [];
  home = mkdtempSync(join(tmpdir(), "assay-nights-"));
  answer = (response) => answerWith(response, { body: "ok" });
  receiver = await startLocalService((response) => answer(response));
  cli = createCli(home, { NIGHTS_URL: receiver.baseUrl, NIGHTS_SECRET: "a-secret-of-the-nights" }, { host });
});
afterEach(async () => {
  await Promise.all(served.map((one) => one.end("SIGKILL")));
  await stopServer();
  await receiver.stop();
  await opened?.close();
  opened = null;
  rmSync(home, { recursive: true, force: true });
});

const assay = async (...args: string[]): Promise<string> => {
  const { code, stdout, stderr } = await cli.run(...args, "--config", CONFIG);
  if (code !== 0) throw new Error(`assay ${args.join(" ")} ended with ${code}: ${stderr}`);
  return stdout;
};

async function start(): Promise<SpawnedCli> {
  const spawned = cli.spawn("start", "--config", CONFIG);
  served.push(spawned);
  await spawned.saw(/serving; Ctrl-C ends it/);
  return spawned;
}

async function stopServer(): Promise<void> {
  const record = join(home, "temporal", "server.json");
  if (existsSync(record))
    await stopProcess((JSON.parse(readFileSync(record, "utf8")) as { pid: number }).pid);
}

/** Opened once: who waits looks many times. */
async function read<Result>(look: (store: Store) => Promise<Result>): Promise<Result> {
  opened ??= await openSqliteStore({ file: join(home, "assay.db") });
  return await look(opened);
}

const runsOf = (definition: string): Promise<readonly RegressionRun[]> =>
  read((store) => store.listRegressionRuns({ definition, limit: 200 }));

test("kill -9 between gate and message: one record, and one message once the receiver is back", async () => {
  // The receiver takes the message and does not answer: the worker is killed while it waits.
  let arrived = (): void => undefined;
  const first = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  answer = () => arrived();
  const killed = await start();
  expect(await assay("schedule", "sync")).toContain("create     nightly (told)");
  await assay("schedule", "pause", "patient");
  await assay("schedule", "pause", "hasty");
  await assay("schedule", "run", "nightly");
  await first;
  await killed.end("SIGKILL");
  answer = (response) => answerWith(response, { body: "ok" });
  const again = await start();
  await again.until(async () => {
    const [run] = await runsOf("told");
    const messages = run === undefined ? [] : await read((store) => store.listNotifications(run.id));
    return messages.length > 0 && messages.every(({ status }) => status === "sent");
  });
  const runs = await runsOf("told");
  expect(runs).toHaveLength(1);
  expect(runs[0]).toMatchObject({ schedule: "nightly", state: "passed" });
  expect(await read((store) => store.listNotifications(runs[0]?.id ?? ""))).toMatchObject([
    { status: "sent" },
  ]);
  // The second try carries the first one's key: the receiver has one message.
  expect(new Set(receiver.requests.map(({ headers }) => headers["idempotency-key"])).size).toBe(1);
  expect(new Set(receiver.requests.map(({ body }) => body)).size).toBe(1);
  expect(await assay("schedule", "list")).toMatch(/nightly +told +active +0 3 \* \* \* Europe\/Berlin/);
  expect(await assay("schedule", "sync")).toBe(
    "unchanged  patient (patient)\nunchanged  hasty (hasty)\nunchanged  nightly (told)\n",
  );
  expect(await assay("history", "told")).toMatch(/told: 1 regression run\n\nexact_match {2}▅\n/);
  const page = join(home, "history.html");
  await assay("history", "told", "--format", "html", "--output", page);
  expect(readFileSync(page, "utf8")).toContain("Content-Security-Policy");
  const history = JSON.parse(await assay("history", "told", "--metric", "exact_match", "--format", "json"));
  expect(history.metrics).toMatchObject([
    { metric: "exact_match", segments: [{ changed: [], points: [{ value: 1 }] }] },
  ]);
});

test("after server and worker were away over several due times, the catch-up policy does what it says", async () => {
  const first = await start();
  await assay("schedule", "sync");
  await first.until(async () => (await runsOf("patient")).length >= 1 && (await runsOf("hasty")).length >= 1);
  await first.end("SIGTERM");
  await stopServer();
  const from = Date.now();
  // Time has to pass: the hasty schedule makes up for ten seconds, so this is two due times longer.
  await new Promise((resolve) => setTimeout(resolve, 19_000));
  const to = Date.now();
  const second = await start();
  const missed = (runs: readonly RegressionRun[]): readonly number[] =>
    runs
      .map(({ scheduledAt }) => Date.parse(scheduledAt ?? ""))
      .filter((at) => at > from && at < to)
      .sort((one, other) => one - other);
  const due = Array.from({ length: 10 }, (_, index) => (Math.floor(from / 4_000) + 1 + index) * 4_000).filter(
    (at) => at < to,
  );
  await second.until(async () => missed(await runsOf("patient")).length === due.length);
  expect(missed(await runsOf("patient"))).toEqual(due);
  await second.until(async () => {
    const shown = JSON.parse(await assay("schedule", "show", "hasty", "--json"));
    return shown.counts.missed > 0;
  });
  const hasty = missed(await runsOf("hasty"));
  expect(hasty.length).toBeLessThan(due.length);
  expect(hasty.every((at) => at > to - 12_000)).toBe(true);
});

test("what is wrong with a schedule is told by its field, and starts no server", async () => {
  let tries = 0;
  const wrong = async (schedule: string): Promise<string> => {
    // A name of its own each time: the process that runs the commands has loaded those before.
    const config = join(home, `wrong-${++tries}.config.mjs`);
    writeFileSync(
      config,
      `import { defineConfig, pipeline } from "assay";
export default defineConfig({
  datasets: { d: { items: () => [{ input: 1 }] } },
  pipelines: { p: pipeline({ run: () => 1 }) },
  experiments: [{ name: "e", dataset: "d", pipeline: "p", variants: { only: {} }, evaluators: [], gate: { latency_ms: { maximum: 9 } }, schedule: ${schedule} }],
});\n`,
    );
    const { code, stderr } = await cli.run("schedule", "sync", "--config", config);
    expect(code).toBe(2);
    return stderr;
  };
  expect(await wrong('{ cron: "61 3 * * *", timezone: "UTC" }')).toContain(
    'The schedule "e" is not valid: schedule.cron "61 3 * * *" has an invalid minute, "61". Allowed are 0 to 59, as one value, a list (1,2), a range (1-5), steps (*/2) or *.',
  );
  expect(await wrong('{ cron: "0 3 * * *", timezone: "Europe/Nowhere" }')).toContain(
    'The schedule "e" is not valid: schedule.timezone "Europe/Nowhere" is no time zone of the IANA database, such as Europe/Berlin or UTC',
  );
  expect(await wrong('{ every: "1h", cron: "0 * * * *" }')).toContain(
    "exactly one of cron, every and calendar",
  );
  expect(await wrong('[{ every: "1h" }, { every: "2h" }]')).toContain(
    'The experiment "e" has two schedules named "e". Give each a name of its own: schedule: [{ name: … }, …]',
  );
  expect(
    await wrong(
      '{ every: "1h", notify: { channels: [{ type: "slack", url: { fromEnvironment: "NO_SLACK_URL" } }] } }',
    ),
  ).toContain(
    'The schedule "e" cannot be synchronised: The slack notification reads NO_SLACK_URL from the environment, which is not set or empty.',
  );
});
