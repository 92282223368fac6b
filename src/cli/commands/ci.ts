import type { Command } from "commander";
import type { CiOptions } from "../ci-options.js";
import { createContext } from "../command-context.js";
import { collect, positiveNumber } from "../input/option-parsers.js";

/** `assay ci`: runs definitions, holds them against their baselines, and tells a pipeline of CI what came of it. */
export function addCiCommand(program: Command): void {
  program
    .command("ci [definitions...]")
    .description(
      "run definitions and hold them against their baselines; 0 good, 1 bad, 2 outage or error, 3 cannot be told, 4 budget",
    )
    .option(
      "--baseline <file>",
      "a committed baseline file, for the definition that it is of (repeatable)",
      collect,
      [],
    )
    .option("--variant <name>", "the variant to check (default: the baseline's)")
    .option("--budget-usd <amount>", "what everything may cost together", positiveNumber)
    .option("--timeout <minutes>", "cancel what has not ended by then, and exit with 2", positiveNumber)
    .option(
      "--changed [ref]",
      "only definitions of which files changed since this commit (default: the branch that this one goes into)",
    )
    .option("--junit <file>", "write JUnit XML")
    .option("--markdown <file>", "write Markdown; it is also added to GITHUB_STEP_SUMMARY where that is set")
    .option("--json [file]", "write JSON, without a file to stdout")
    .action(async (definitions: readonly string[], options: CiOptions, command: Command) => {
      const context = await createContext(command);
      const { runCi } = await import("../run-ci.js");
      process.exitCode = await runCi(context, definitions, options);
    });
}
