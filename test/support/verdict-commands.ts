import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect } from "@jest/globals";
import type { ComparisonReport } from "../../src/domain/comparison/comparison-report.js";
import { createCli } from "./cli.js";
import { hostCommands } from "./hosted-commands.js";
import { recomputeFromRows } from "./recompute-report.js";

/** Commands on a configuration, in a home of the test file's own, that run and compare its definitions. */
export function openVerdictCommands(config: string) {
  const withConfig = ["--config", config];
  const host = hostCommands();
  const home = mkdtempSync(join(tmpdir(), "assay-verdicts-"));
  const cli = createCli(home, { TEMPORAL_ADDRESS: process.env.ASSAY_TEST_TEMPORAL_ADDRESS }, { host });
  afterAll(async () => {
    await host.stop();
    rmSync(home, { recursive: true, force: true });
  });
  const run = async (...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await cli.run(...args, ...withConfig);
    expect({ code, stderr: code === 0 ? "" : stderr }).toEqual({ code: 0, stderr: "" });
    return stdout;
  };
  return {
    withConfig,
    home,
    cli,
    run,
    /** Runs a definition and gives back its experiments' names, the baseline first. */
    async compared(name: string): Promise<readonly string[]> {
      const { experiments } = JSON.parse(await run("run", name, "--name", name, "--json")) as {
        experiments: { name: string }[];
      };
      return experiments.map((experiment) => experiment.name);
    },
    report: async (names: readonly string[], ...args: string[]): Promise<ComparisonReport> =>
      JSON.parse(await run("compare", ...names, ...args, "--format", "json")) as ComparisonReport,
    async expectRecomputed(made: ComparisonReport): Promise<void> {
      expect((await recomputeFromRows(cli, home, made, withConfig))?.failures ?? []).toEqual([]);
    },
  };
}

/** The difference of a metric. */
export function on(made: ComparisonReport, name: string) {
  return made.differences.find(({ metric }) => metric === name);
}
