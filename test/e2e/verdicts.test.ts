import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "@jest/globals";
import type { ComparisonReport } from "../../src/domain/comparison/comparison.js";
import type { GateReport } from "../../src/domain/gate/gate.js";
import type { ExperimentPlan } from "../../src/domain/plan/experiment-plan.js";
import { exportRows, hasPython, recomputeReport } from "../support/recompute-report.js";
import { on, openVerdictCommands } from "../support/verdict-commands.js";

const commands = openVerdictCommands(
  fileURLToPath(new URL("fixtures/verdicts/assay.config.ts", import.meta.url)),
);
const { withConfig: WITH_CONFIG, home, cli, run, compared, report, expectRecomputed } = commands;

describe("runs that fail or are never answered", () => {
  let names: readonly string[] = [];
  let made: ComparisonReport;
  beforeAll(async () => {
    names = await compared("verdicts-failing");
    made = await report(names);
  });

  test("count as the worst score where the definition says so", async () => {
    expect(on(made, "quality")).toMatchObject({
      n: 60,
      dropped: { total: 0 },
      notes: expect.arrayContaining([
        "4 failed runs (baseline 0, candidate 4) count as 0, the worst value",
      ]) as unknown,
    });
    await expectRecomputed(made);
  });

  test("leave a censored latency: no mean of it, but a median", () => {
    expect(on(made, "latency_ms")).toMatchObject({
      verdict: "insufficient_data",
      reason:
        "1 run of new timed out, and their real latency is not known: there is no mean of such values, only quantiles (latency_ms_median, latency_ms_p95)",
    });
    const median = made.tails.find(({ metric }) => metric === "latency_ms_median");
    expect(median?.candidate).toMatchObject({ n: 60, censored: 4 });
    expect(median?.candidate.value).not.toBeNull();
    const ratio = made.tails.find(({ metric }) => metric === "latency_ms_geometric_mean");
    expect(ratio?.reason).toContain("a geometric mean needs every one");
  });

  test("are shown beside the details, and planned with", async () => {
    const text = await run("compare", ...names, "--details");
    expect(text).toContain("Latency and cost beyond their means");
    const plan = JSON.parse(
      await run("plan", "verdicts-failing", "--effect", "0.03", "--json"),
    ) as ExperimentPlan;
    expect(plan).toMatchObject({ method: "simulation", metric: "quality" });
    const planned = await run(
      "plan",
      "verdicts-failing",
      "--discordant",
      "0.2",
      "--effect",
      "0.1",
      "--items",
      "60",
    );
    expect(planned).toContain("Power is that of McNemar's exact test");
    expect(planned).toContain("168");
  });
});

describe("repetitions", () => {
  let names: readonly string[] = [];
  let made: ComparisonReport;
  beforeAll(async () => {
    names = await compared("verdicts-repeated");
    made = await report(names);
  });

  test("have pass@k and pass^k, clustered single means, and their variance split", async () => {
    expect(on(made, "correct_pass@2")).toMatchObject({ n: 60, meanDifference: 0 });
    expect(on(made, "correct_pass^2")).toMatchObject({
      clusters: 12,
      meanDifference: 0.3,
      verdict: "better",
    });
    expect(made.experiments[0]?.metrics.find(({ name }) => name === "correct")?.clusters).toBe(12);
    const text = await run("compare", ...names, "--details");
    expect(text).toContain("between items");
    await expectRecomputed(made);
  });

  test("can be held to a gate, as can a median", async () => {
    const { code, stdout } = await cli.run(
      ...["gate", names[1] as string, "--baseline", names[0] as string, "--json", ...WITH_CONFIG],
    );
    const gate = JSON.parse(stdout) as GateReport;
    expect(gate.checks.map(({ metric }) => metric)).toEqual(["correct_pass^2", "latency_ms_median"]);
    expect(gate.checks[0]).toMatchObject({ n: 60, outcome: "pass" });
    expect(gate.checks[1]?.reason).toBe(
      "items are clustered by topic, and these bounds take them as independent",
    );
    expect(code).toBe(3);
  });
});

describe("a covariate named before", () => {
  test("adjusts the primary metric, and the report shows what it gains", async () => {
    const made = await report(await compared("verdicts-adjusted"));
    const quality = on(made, "quality");
    expect(quality).toMatchObject({
      verdict: "better",
      adjustment: { covariate: "metadata.difficulty", mean: 0.5 },
    });
    expect(quality?.adjustment?.gain).toBeGreaterThan(5);
    expect(quality?.notes.join()).toContain(
      "adjusted by metadata.difficulty, as named before: the interval is as narrow as",
    );
    await expectRecomputed(made);
  });

  test("may be an item's score in an experiment that ended before", async () => {
    const started = await run("run", "verdicts-after", "--name", "verdicts-after", "--limit", "40", "--json");
    const names = (JSON.parse(started) as { experiments: { name: string }[] }).experiments.map(
      ({ name }) => name,
    );
    const made = await report(names);
    expect(on(made, "quality")).toMatchObject({
      n: 40,
      adjustment: { covariate: 'quality of experiment "verdicts-adjusted-old"', itemsKnown: 60 },
    });
    if (!hasPython) return;
    const files = await exportRows(cli, home, [...names, "verdicts-adjusted-old"], WITH_CONFIG);
    expect(recomputeReport(home, made, files).failures).toEqual([]);
  });

  test("is refused where it was measured after a run that is compared", async () => {
    // The covariate of the first is a score of verdicts-adjusted-old, which was run together with the second.
    const compare = ["compare", "verdicts-after-old", "verdicts-adjusted-new"];
    const { code, stdout, stderr } = await cli.run(...compare, ...WITH_CONFIG);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(
      /^assay: The covariate quality of experiment "verdicts-adjusted-old" was measured after the run: it ended at \S+Z, and verdicts-adjusted-new was started at \S+Z\. A covariate must be known before; name an experiment that had ended by then\.\n$/,
    );
  });

  test("is refused before anything is paid when items lack it", async () => {
    const { code, stdout, stderr } = await cli.run("run", "verdicts-unrated", ...WITH_CONFIG);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(
      'assay: The covariate metadata.rated is missing for 3 of 60 items, the first "i003". Give each item a number there, or leave compare.covariate out.',
    );
  });
});

test("a quantile as the primary metric is refused with the reason, by run and by compare", async () => {
  const message =
    "latency_ms_p95 cannot be the primary metric: a quantile or a geometric mean is no mean of items, and on such a one rest the winner among variants, early stopping and slices. Name latency_ms; latency_ms_p95 has a verdict of its own in every report, and gates";
  const started = await cli.run("run", "verdicts-tail", ...WITH_CONFIG);
  expect({ code: started.code, stdout: started.stdout }).toEqual({ code: 2, stdout: "" });
  expect(started.stderr).toContain(message);
  const compared = await cli.run(
    ...["compare", "verdicts-adjusted-old", "verdicts-adjusted-new", "--metric", "latency_ms_p95"],
    ...WITH_CONFIG,
  );
  expect(compared).toMatchObject({ code: 2, stdout: "" });
  expect(compared.stderr).toContain(message);
});

test("a gate is a look at the data set too, and shows how many there were", async () => {
  const gate = ["gate", "verdicts-adjusted-new", "--baseline", "verdicts-adjusted-old"];
  const asked = [...gate, "--metric", "quality", "--margin", "0.5"];
  const first = JSON.parse((await cli.run(...asked, "--json", ...WITH_CONFIG)).stdout) as GateReport;
  const { stdout } = await cli.run(...asked, ...WITH_CONFIG);
  expect(first.looks?.questions).toBeGreaterThan(1);
  expect(stdout).toContain(
    `looks at this data set: ${(first.looks?.times ?? 0) + 1}, ${first.looks?.questions} of them different; each different one has its own chance of a false verdict`,
  );
});
