import { Command, Help, type Option } from "commander";
import { addBaselineCommands } from "./commands/baseline.js";
import { addCiCommand } from "./commands/ci.js";
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
    .description("durable experiments on LLM pipelines, with statistics that can be trusted")
    .version(version)
    // An option after a command is the command's own: one of the same name may take a value there.
    .enablePositionalOptions()
    .option("--json", "print results as JSON on stdout")
    .option("--config <file>", "path of the configuration (default: ./assay.config.ts)")
    .option("--verbose", "print stack traces with errors")
    .configureHelp({ optionDescription: describeOption })
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
    addCiCommand,
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

/** That an option which may be repeated is an empty list by default helps nobody. */
function describeOption(option: Option): string {
  return Array.isArray(option.defaultValue) ? option.description : new Help().optionDescription(option);
}

/** Global options may stand before or after the command; errors come back here instead of ending the process. */
function shareSettings(command: Command): void {
  command.exitOverride();
  for (const child of command.commands) {
    // One that writes JSON into a file says so itself.
    if (!child.options.some(({ long }) => long === "--json"))
      child.option("--json", "print results as JSON on stdout");
    child
      .option("--config <file>", "path of the configuration (default: ./assay.config.ts)")
      .option("--verbose", "print stack traces with errors");
    shareSettings(child);
  }
}
