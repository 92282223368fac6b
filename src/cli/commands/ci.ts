import type { Command } from "commander";
import type { CiOptions } from "../ci-options.js";
import { createContext } from "../command-context.js";
import { collect, positiveNumber } from "../input/option-parsers.js";

/** `assay ci`: runs definitions, holds them against their baselines, and tells a pipeline of CI what came of it. */
export function addCiCommand(program: Command): void {
  program
    .command("ci [definitions...]")
    .description(
      "run definitions and check them against their baselines; exit code 0 passed, 1 failed, 2 outage or error, 3 inconclusive, 4 budget",
    )
    .option(
      "--baseline <file>",
      "a committed baseline file; it names its definition (repeatable)",
      collect,
      [],
    )
    .option("--variant <name>", "the variant to check (default: the baseline's)")
    .option("--budget-usd <amount>", "most USD for all definitions together", positiveNumber)
    .option(
      "--timeout <minutes>",
      "after this time, cancel what has not ended, and exit with 2",
      positiveNumber,
    )
    .option(
      "--changed [ref]",
      "run only definitions whose files changed since this commit (default: the branch to merge into)",
    )
    .option("--junit <file>", "write JUnit XML")
    .option("--markdown <file>", "write Markdown; it is also added to GITHUB_STEP_SUMMARY where that is set")
    .option("--json [file]", "write JSON, without a file to stdout")
    .action(async (definitions: readonly string[], options: CiOptions, command: Command) => {
      const context = await createContext(command, { runsUserCode: true });
      const { runCi } = await import("../run-ci.js");
      process.exitCode = await runCi(context, definitions, options);
    });
}
