import { readFileSync } from "node:fs";
import { Command, CommanderError } from "commander";
import { AssayError } from "../domain/errors.js";
import { addCompareCommand } from "./compare.js";
import { addDatasetCommands } from "./dataset.js";
import { addDoctorCommand } from "./doctor.js";
import { addExperimentCommands } from "./experiments.js";
import { addExportCommand } from "./export.js";
import { addJudgeCommands } from "./judge.js";
import { addPlanCommand } from "./plan.js";
import { addRunCommand } from "./run.js";
import { addScoreCommand } from "./score.js";
import { addServerCommand } from "./server.js";
import { addStartCommand } from "./start.js";
import { addWorkerCommand } from "./worker.js";

/** Bad input and broken infrastructure; 1, 3 and 4 are verdicts. */
const ERROR = 2;

/** Runs the command line. Sets the exit code; never throws. */
export async function main(argv: readonly string[]): Promise<void> {
  const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
    version: string;
  };
  const program = new Command("assay")
    .description("durable, statistically honest experiments on LLM pipelines")
    .version(version)
    .option("--json", "results as JSON on stdout")
    .option("--config <file>", "another configuration than ./assay.config.ts")
    .option("--verbose", "stack traces with errors")
    .showHelpAfterError("(assay --help lists the commands)");
  for (const add of [
    addStartCommand,
    addWorkerCommand,
    addServerCommand,
    addRunCommand,
    addExperimentCommands,
    addCompareCommand,
    addPlanCommand,
    addScoreCommand,
    addJudgeCommands,
    addDatasetCommands,
    addExportCommand,
    addDoctorCommand,
  ]) {
    add(program);
  }
  shareSettings(program);
  try {
    await program.parseAsync([...argv], { from: "user" });
  } catch (error) {
    process.exitCode = explain(error, argv.includes("--verbose"));
  }
}

/** Global options may stand before or after the command; errors come back here instead of ending the process. */
function shareSettings(command: Command): void {
  command.exitOverride();
  for (const child of command.commands) {
    child
      .option("--json", "results as JSON on stdout")
      .option("--config <file>", "another configuration than ./assay.config.ts")
      .option("--verbose", "stack traces with errors");
    shareSettings(child);
  }
}

function explain(error: unknown, verbose: boolean): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : ERROR;
  const message =
    error instanceof AssayError
      ? error.message
      : error instanceof Error
        ? `${error.name}: ${error.message}`
        : String(error);
  process.stderr.write(`assay: ${message}\n`);
  if (verbose && error instanceof Error) process.stderr.write(`${error.stack ?? ""}\n`);
  return ERROR;
}
