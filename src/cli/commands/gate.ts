import { type Command, Option } from "commander";
import type { ComparisonPolicy } from "../../domain/comparison/comparison-policy.js";
import { createContext, withReadableStore } from "../command-context.js";
import { GATE_FAILED, GATE_INCONCLUSIVE } from "../exit-codes.js";
import { finiteNumber, openUnit, positiveNumber } from "../input/option-parsers.js";

interface GateOptions {
  readonly baseline?: string;
  readonly metric?: string;
  readonly margin?: number;
  readonly minimum?: number;
  readonly alpha?: number;
  readonly lenient?: boolean;
  readonly strict?: boolean;
}

/** `assay gate EXPERIMENT`: exit code 0 passed, 1 failed, 3 inconclusive. */
export function addGateCommand(program: Command): void {
  program
    .command("gate <experiment>")
    .description(
      "check an experiment against its gate and a baseline; exit code 0 passed, 1 failed, 3 inconclusive",
    )
    .option(
      "--baseline <experiment>",
      "an experiment or a baseline file to compare with (default: the baseline that is set for its definition)",
    )
    .option(
      "--metric <name>",
      "check only this metric; with --margin or --minimum instead of the definition's gate",
    )
    .option("--margin <x>", "largest acceptable drop from the baseline", positiveNumber)
    .option("--minimum <x>", "the mean must be at least this", finiteNumber)
    .option("--alpha <alpha>", "error rate of each one-sided bound", openUnit)
    .addOption(
      new Option("--strict", "an inconclusive gate exits with 3, whatever the definition says").conflicts(
        "lenient",
      ),
    )
    .option("--lenient", "an inconclusive gate passes with a warning")
    .action(async (reference: string, options: GateOptions, command: Command) => {
      const context = await createContext(command);
      const { gateExperiment } = await import("../../operations/gate-experiment.js");
      const { renderGate } = await import("../../report/render-gate.js");
      await withReadableStore(context, async (store) => {
        const { baseline, metric, margin: maxDrop, minimum } = options;
        const asked = { experiment: reference, baseline, metric, maxDrop, minimum };
        const gate = await gateExperiment(store, { ...asked, policy: changesOf(options) });
        context.print(gate, renderGate(gate));
        if (gate.outcome === "fail") process.exitCode = GATE_FAILED;
        else if (gate.outcome === "inconclusive" && gate.onInconclusive === "strict")
          process.exitCode = GATE_INCONCLUSIVE;
      });
    });
}

/** What the options change of the policy that the experiment was started with. */
function changesOf({ lenient, strict, alpha }: GateOptions): Partial<ComparisonPolicy> {
  return {
    ...(lenient === true ? { onInconclusive: "lenient" } : {}),
    ...(strict === true ? { onInconclusive: "strict" } : {}),
    ...(alpha === undefined ? {} : { alpha }),
  };
}
