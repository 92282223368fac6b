import { Command } from "commander";
import { addBaselineCommands } from "./commands/baseline.js";
import { addCompareCommand } from "./commands/compare.js";
import { addDatasetCommands } from "./commands/dataset.js";
import { addDoctorCommand } from "./commands/doctor.js";
import { addEvaluateCommand } from "./commands/evaluate.js";
import { addExperimentCommands } from "./commands/experiments.js";
import { addExportCommand } from "./commands/export.js";
import { addGateCommand } from "./commands/gate.js";
import { addHistoryCommand } from "./commands/history.js";
import { addJudgeCommands } from "./commands/judge.js";
import { addPlanCommand } from "./commands/plan.js";
import { addRetryCommand } from "./commands/retry.js";
import { addRunCommand } from "./commands/run.js";
import { addScheduleCommands } from "./commands/schedule.js";
import { addScoreCommand } from "./commands/score.js";
import { addServerCommand } from "./commands/server.js";
import { addStartCommand } from "./commands/start.js";
import { addWorkerCommand } from "./commands/worker.js";

/** The command line with all its commands and options, described; nothing of it has run. */
export function createProgram(version: string): Command {
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
    addRetryCommand,
    addEvaluateCommand,
    addExperimentCommands,
    addCompareCommand,
    addGateCommand,
    addBaselineCommands,
    addScheduleCommands,
    addHistoryCommand,
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
  return program;
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
